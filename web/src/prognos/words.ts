/** What a back-test says, in plain words: every judgement of the page is made here. Pure. */
import { count, date, locale, named } from '../i18n/index.ts';
import { t } from '../i18n/forecast.ts';
import type { Bar } from '../lib/chart.ts';
import type { Backtest, Judged, Mean, NextPlace, Ranking } from '../lib/types.ts';

const one = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
export const percent = (share: number): string => `${whole.format(share * 100)} %`;
export const times = (n: number): string => (n < 10 ? one.format(n) : whole.format(n));
export const withError = ({ mean, standard_error: error }: Mean): string => `${one.format(mean)} ± ${one.format(error)}`;
export const percentWithError = ({ mean, standard_error: error }: Mean): string => `${whole.format(mean * 100)} ± ${whole.format(error * 100)} %`;

/** Two standard errors: about nineteen times of twenty, where there are many forecasts. */
const SURE = 2;
/** With fewer the standard errors say next to nothing; the server warns at the same limit. */
const LEAST_FORECASTS = 5;

export const winnerOf = ({ results }: Backtest): Ranking | null => results.rankings.find((r) => r.id === results.winner) ?? null;
export const rankingName = (r: Pick<Ranking, 'id' | 'sv' | 'en'>): string => t.ranking[r.id] ?? named(r);
export const ground = ({ results }: Backtest): 'link' | 'cell' => (results.size_unit === 'm' ? 'link' : 'cell');

/** Best first, as the winner is chosen: by the share of what could be caught, over all shares. */
export function inOrder({ results }: Backtest): Ranking[] {
  const value = (r: Ranking) => (r.id === results.winner ? Infinity : r.at.reduce((sum, at) => sum + at.pei.mean, 0));
  return results.rankings.toSorted((a, b) => value(b) - value(a));
}

export type Verdict = 'yes' | 'perhaps' | 'no' | 'unknown';

/** Does the best ranking catch more than a choice at random, and surely so at every share? */
export function verdict(b: Backtest): Verdict {
  const winner = winnerOf(b);
  if (!winner || b.results.origins.length === 0) return 'unknown';
  const surely = ({ pai }: Judged) => pai.mean - SURE * pai.standard_error > 1;
  if (b.results.origins.length >= LEAST_FORECASTS && winner.at.every(surely)) return 'yes';
  return winner.at.some(({ pai }) => pai.mean > 1) ? 'perhaps' : 'no';
}

/** Those that cannot be told from the best: at no share surely worse. */
export function asGood(b: Backtest): Ranking[] {
  const surelyWorse = ({ winner_minus_this: d }: Judged) => d.mean - SURE * d.standard_error > 0;
  return inOrder(b).filter((r) => r.id !== b.results.winner && !r.at.some(surelyWorse));
}

export type Placebo = 'place' | 'time' | 'moved';

/** The days dealt anew keep the places and lose the time. At the widest share, where most reports are caught. */
export function placebo(b: Backtest): Placebo | null {
  const at = winnerOf(b)?.at.at(-1);
  if (!at || b.results.origins.length < LEAST_FORECASTS) return null;
  const apart = at.pai.mean - at.placebo_pai.mean;
  if (Math.abs(apart) <= SURE * Math.hypot(at.pai.standard_error, at.placebo_pai.standard_error)) return 'place';
  return apart > 0 ? 'time' : 'moved';
}

/** About how large a part of the reports the chosen part of the ground got. */
export const caught = (at: Judged): number => Math.min(1, at.pai.mean * at.share);

export function winnerTexts(b: Backtest): string[] {
  const winner = winnerOf(b);
  if (!winner || verdict(b) === 'unknown') return [];
  const on = ground(b);
  const told = winner.at.map((at, i) => {
    const most = b.results.ceiling.find((c) => c.share === at.share)?.pai.mean;
    const said = t.caught(percent(at.share), on, percent(caught(at)), times(at.pai.mean));
    return i === 0 && most !== undefined ? `${said} ${t.most(times(most))}` : said;
  });
  const equal = asGood(b);
  const others = b.results.rankings.length - 1;
  const compared = equal.length === 0 ? t.allWorse(count(others)) : t.asGood(equal.map(rankingName).join('; '), equal.length === 1);
  const shuffled = placebo(b);
  const dealt = winner.at.at(-1);
  return [
    t.best(count(b.results.rankings.length), rankingName(winner)), ...told, compared,
    ...(shuffled && dealt ? [t.placebo[shuffled](times(dealt.placebo_pai.mean), times(dealt.pai.mean), percent(dealt.share))] : []),
  ];
}

export function basisText(b: Backtest): string {
  const { origins, n_units } = b.results;
  const { n_read, n_used, why_left_out: why } = b.data;
  const days = Number(b.method.parameters['test_days'] ?? 90);
  const left = Object.entries(why).map(([code, n]) => t.left[code]?.(count(n)) ?? `${code}: ${count(n)}`).join(', ');
  const used = `${t.used(count(n_used), count(n_read), t.units[ground(b)](count(n_units)))}${left ? ` ${t.leftOut(left)}` : ''}`;
  const [first, last] = [origins[0], origins.at(-1)];
  if (!first || !last) return used;
  return `${t.forecasts(count(origins.length), origins.length === 1, date(first.day), date(last.day), count(days))} ${used}`;
}

export type Held = 'holds' | 'narrow' | 'wide';

/** 85 to 95 % is as near to 90 as this many whole numbers let us say. */
export function held({ results: { calibration } }: Backtest): Held | null {
  if (calibration.n === 0) return null;
  if (calibration.coverage_90 < 0.85) return 'narrow';
  return calibration.coverage_90 > 0.95 ? 'wide' : 'holds';
}

const UNEVEN = 0.01;

export function calibrationTexts(b: Backtest): string[] {
  const { calibration: c } = b.results;
  const kind = held(b);
  if (!kind) return [t.noCalibration];
  return [
    `${t.covered(count(c.n), percent(c.coverage_90))} ${t.held[kind]}`,
    t.sums(whole.format(c.predicted), whole.format(c.came)),
    c.pit_chi_square_p > UNEVEN ? t.even : t.uneven,
  ];
}

/** Ten bars; where each would lie nineteen times of twenty if the predictions were right. */
export function pitBars(b: Backtest): Bar[] {
  const { n, pit_histogram: bars } = b.results.calibration;
  const even = n / bars.length;
  const wide = 1.96 * Math.sqrt(even * (1 - 1 / bars.length));
  return bars.map((height, i) => ({ label: String(i + 1), name: t.tenth(String(i + 1)), n: height, low: Math.max(0, even - wide), high: even + wide }));
}

const exact = (n: number) => Math.round(n * 10_000) / 10_000;

export function csvRows(b: Backtest): (string | number | null)[][] {
  const h = t.csv;
  const pair = (m: Mean) => [exact(m.mean), exact(m.standard_error)];
  return [
    [h.ranking, h.id, h.share, h.pai, h.pai_error, h.pei, h.pei_error, h.difference, h.difference_error, h.won, h.n, h.placebo, h.placebo_error],
    ...inOrder(b).flatMap((r) => r.at.map((at) => [
      rankingName(r), r.id, at.share, ...pair(at.pai), ...pair(at.pei), ...pair(at.winner_minus_this), at.winner_minus_this.n_won, at.winner_minus_this.n, ...pair(at.placebo_pai),
    ])),
    ...b.results.ceiling.map((c) => [t.ceiling, 'ceiling', c.share, ...pair(c.pai), 1, 0, null, null, null, null, null, null]),
  ];
}

/** Those with a name, each name once: parts of one street beside each other have the same. */
export function namedNext({ results }: Backtest): { name: string; at: [number, number] }[] {
  const all = new Map<string, NextPlace['at']>();
  for (const { name, at } of results.next) {
    if (!name) continue;
    const told = named(name).charAt(0).toUpperCase() + named(name).slice(1);
    if (!all.has(told)) all.set(told, at);
  }
  return [...all].map(([name, at]) => ({ name, at }));
}

export function nextRows(b: Backtest): (string | number | null)[][] {
  const h = t.csv;
  return [[h.rank, h.place, h.lon, h.lat, h.unit, h.score],
    ...b.results.next.map((next, i) => [i + 1, next.name ? named(next.name) : null, next.at[0], next.at[1], next.cell ?? String(next.link ?? ''), exact(next.score)])];
}
