/** What has begun lately, in words. Pure. */
import { count, date, dates, decimal, named } from '../i18n/index.ts';
import { t } from '../i18n/lately.ts';
import { selection, written } from '../karta/url.ts';
import type { Alarm, Alarms } from '../lib/types.ts';
import type { SpotFilter } from './url.ts';

/** Chance alone shows one as strong in one look of twenty, all circles and spans counted. */
const SURE = 0.05;
const YEAR_DAYS = 365.25;

/** The same reports, but always the year that ends with the last day. */
export const latelyQuery = (f: SpotFilter): string => written(selection({ ...f, from: '' }));

export const news = (alarms: Alarms) => alarms.features.filter((f) => f.properties.p <= SURE);

export function howOften(days: number): string {
  return days < 2 * YEAR_DAYS ? t.days(count(Math.round(days))) : t.years(count(Math.round(days / YEAR_DAYS)));
}

/** Round, as a circle's edge runs through middles of squares. */
const metres = (radius: number): string => count(Math.ceil(radius / 100) * 100);

/** With a chosen last month the days are told from first to last. */
export function alarmText(alarm: Alarm, ended: boolean): string {
  const name = alarm.name ? named(alarm.name) : t.place;
  const place = name.charAt(0).toUpperCase() + name.slice(1);
  const expected = alarm.expected < 1 ? t.lessThanOne : decimal(alarm.expected);
  const n = count(alarm.cases);
  return [
    ended ? t.between(place, n, dates(alarm.from, alarm.to), expected) : t.since(place, n, date(alarm.from), expected),
    ...(alarm.radius_m > 0 ? [t.within(metres(alarm.radius_m))] : []),
    t.chance(howOften(alarm.recurrence_days)),
  ].join(' ');
}

export const noneText = (alarms: Alarms): string => t.noneMeans(weeks(alarms), date(String(alarms.method.parameters['to'])));

export function howText({ method, summary }: Alarms): string {
  const { from, to, replicates, seed } = method.parameters;
  return t.parameters(date(String(from)), date(String(to)), count(summary.n_cases), count(Number(replicates)), String(seed));
}

function weeks(alarms: Alarms): string {
  const { slot_days: days, max_slots: slots } = alarms.method.parameters;
  return count(Math.round((Number(days ?? 7) * Number(slots ?? 4)) / 7));
}
