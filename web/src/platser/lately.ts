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

const DAY_MS = 86_400_000;

/** Weeks without a single report are not like other weeks: then that is said. `last` is the day of the latest report. */
export function noneText(alarms: Alarms, last: string | null): string {
  const to = String(alarms.method.parameters['to']);
  const first = Date.parse(to) - (looked(alarms) - 1) * DAY_MS;
  if (last !== null && Date.parse(last.slice(0, 10)) < first) return t.silent(date(last));
  return t.noneMeans(count(Math.round(looked(alarms) / 7)), date(to));
}

export function howText({ method, summary }: Alarms): string {
  const { from, to, replicates, seed } = method.parameters;
  return t.parameters(date(String(from)), date(String(to)), count(summary.n_cases), count(Number(replicates)), String(seed));
}

/** So many days at most does something new go back. */
function looked({ method: { parameters } }: Alarms): number {
  return Number(parameters['slot_days'] ?? 7) * Number(parameters['max_slots'] ?? 4);
}
