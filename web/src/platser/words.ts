/** A place in plain words: every sentence of the page, the sheet and the CSV is made here. */
import { count, dates, decimal, lang, named } from '../i18n/index.ts';
import { t as common } from '../i18n/common.ts';
import { t } from '../i18n/spots.ts';
import { causesOf } from '../karta/words.ts';
import { WEEKDAYS, type Catalogue, type Spot, type Spots, type Weekday } from '../lib/types.ts';

const percent = (share: number): string => count(Math.round(share * 100));
const whole = (n: number): string => count(Math.round(n));
/** `2,7`, but `8` and not `8,4`: a cautious guess has no decimals when it is large. */
const times = (ratio: number): string => (ratio < 4 ? decimal(ratio) : whole(ratio));

export const nameOf = (spot: Spot): string => {
  const name = named(spot.name);
  return name.charAt(0).toUpperCase() + name.slice(1);
};

/** How many, and compared with what. */
export function sentence(spot: Spot, { summary }: Spots): string {
  const { id, total } = summary.exposure;
  // The part of the exposure that the place has: expected is n × part / whole.
  const own = summary.n_reports > 0 ? (spot.expected * total) / summary.n_reports : 0;
  const basis = t.bases[id](own < 100 ? whole(own) : count(Number(own.toPrecision(2))));
  const n = count(spot.n_reports);
  const { mean } = spot.ratio;
  if (mean < 1.75) return t.over(n, count(Math.round((mean - 1) * 20) * 5), basis);
  if (mean < 2.25) return t.twice(n, basis);
  return t.many(n, times(mean), basis);
}

export const expectedText = (spot: Spot, { method }: Spots): string =>
  t.expectedText(decimal(spot.expected), decimal(spot.ratio.low), decimal(spot.ratio.high), percent(numberOf(method.parameters['credibility'], 0.9)));

const numberOf = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);

/** How sure: the place's own rank among the maps of pure chance. */
export function sureText(spot: Spot, { method }: Spots): string {
  const maps = numberOf(method.parameters['replicates'], 999);
  const none = spot.p_map * (maps + 1) < 1.5;
  const chance = none ? t.noChance(count(maps)) : t.oneIn(count(Math.round(1 / spot.p_map)));
  return spot.class === 'clearly_more' ? t.clearly(chance) : t.probably(chance);
}

const list = (words: string[]): string => (words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${t.and} ${words.at(-1)}`);
/** Three days on end or more are said by the first and the last. */
function daysText(days: Weekday[]): string {
  const names = days.map((day) => common.weekdays[day]);
  const at = days.map((day) => WEEKDAYS.indexOf(day));
  const onEnd = at.every((day, i) => i === 0 || day === at[i - 1]! + 1);
  return days.length > 2 && onEnd ? t.daysFromTo(names[0]!, names.at(-1)!) : list(names);
}

const twoDigits = (hour: number): string => String(hour).padStart(2, '0');

/** Fewer reports with an hour than this have no hours of their own; the server's limit. */
const LEAST_FOR_HOURS = 8;

export function whenText({ when }: Spot): string {
  const { peak } = when;
  const known = when.hours.reduce((sum, part) => sum + part.n, 0);
  const unknown = when.unknown_hour >= 0.5 ? ` ${t.unknownHour(whole(when.unknown_hour), Math.round(when.unknown_hour) === 1)}` : '';
  if (!peak) return (known < LEAST_FOR_HOURS ? t.fewHours : t.noPeak) + unknown;
  const days = daysText(peak.weekdays);
  const hours = t.peak(`${twoDigits(peak.from)}–${twoDigits(peak.to)}`, percent(peak.share));
  return `${[hours, ...(days ? [t.peakDays(days)] : [])].join(', ')}.${unknown}`;
}

export function darkText({ darkness }: Spot): string {
  if (darkness.dark_share === null) return t.darkUnknown;
  return t.dark[darkness.verdict](percent(darkness.dark_share));
}

/** From two years on there are patterns and trends; with less only new, still there and gone. */
const LONG_MONTHS = 24;
const SURE_TREND = 0.05;

export function changeText({ change }: Spot): string {
  if (!change) return t.tooShort;
  const period = change.months_per_period === 3 ? 'quarter' : 'month';
  const n = count(change.n_periods);
  const long = change.n_periods * change.months_per_period >= LONG_MONTHS;
  if (change.kind === 'persistent' && !long) return t.persistentShort(period);
  const cold = change.kind.startsWith('cold_') ? t.cold[change.kind.slice('cold_'.length)] : undefined;
  const said = cold ? cold(period) : (t.hot[change.kind] ?? t.hot['no_pattern']!)(period, n);
  const trend = change.tau > 0 ? t.shareUp : t.shareDown;
  // A pattern already says where it goes; without one a sure trend is worth its words.
  return long && change.kind === 'no_pattern' && change.p <= SURE_TREND ? `${trend} ${t.compared(n, period)}` : said;
}

export function eventsText(spot: Spot, { method }: Spots): string {
  const { incident_radius_m: metres, incident_open_days: days } = method.parameters;
  return t.incidents(count(spot.n_incidents), spot.n_incidents === 1, count(spot.n_reports), whole(numberOf(metres, 50)), whole(numberOf(days, 30)));
}

export function campaignText(spot: Spot): string | null {
  const flag = spot.flags.find((f) => f.code === 'campaign');
  if (!flag) return null;
  return t.campaign(count(flag.n_reports), t.onDays(dates(flag.from, flag.to)), flag.expected < 1 ? t.lessThanOne : decimal(flag.expected));
}

const MOST_CAUSES = 4;

export function causesText(spot: Spot, catalogue: Catalogue, most = MOST_CAUSES): string {
  const known = causesOf(catalogue);
  const name = (code: string) => {
    const cause = known.find((c) => c.code === code);
    return cause ? named(cause) : code;
  };
  const all = spot.causes.slice(0, most).map((c) => t.cause(name(c.code), count(c.n)));
  return all.length === 0 ? t.noCauses : `${all.join(', ')}.`;
}

/** What would make us say something else. The limit is of the place and what lies beside it: that is what is tested. */
export function otherwiseText({ around, class: klass }: Spot): string {
  const { enough, n_reports: n } = around;
  if (enough === null) return t.limitUnknown;
  if (klass === 'clearly_more') return t.fewer(count(Math.max(1, n - enough + 1)), count(Math.min(n, enough) - 1), count(n));
  return t.moreNeeded(count(Math.max(1, enough - n)), count(Math.max(enough, n + 1)), count(n));
}

export type Fact = { term: keyof typeof t.term; text: string };

export function facts(spot: Spot, spots: Spots, catalogue: Catalogue): Fact[] {
  return [
    { term: 'sure', text: sureText(spot, spots) },
    { term: 'when', text: whenText(spot) },
    { term: 'dark', text: darkText(spot) },
    { term: 'change', text: changeText(spot) },
    { term: 'events', text: eventsText(spot, spots) },
    { term: 'causes', text: causesText(spot, catalogue) },
    { term: 'otherwise', text: otherwiseText(spot) },
  ];
}

export const isSure = (spot: Spot): boolean => spot.class === 'clearly_more';
export const inLang = (said: { sv: string; en: string }): string => said[lang];
