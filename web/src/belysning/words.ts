/** A stretch in plain words, for the list, the table and the print. Pure. */
import { count, decimal, lang, named } from '../i18n/index.ts';
import { t } from '../i18n/lighting.ts';
import type { LightingPlan, Measure, Stretch, StretchFeature } from './types.ts';

const whole = (n: number): string => count(Math.round(n));
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const nameOf = (one: Stretch): string => capital(named(one.name));
export const stateOf = (one: Stretch): string => t.state[one.light?.state ?? 'sight'] ?? '';
/** Known to be dark, or blocked: what is drawn as sure. */
export const isKnown = (one: Stretch): boolean => one.light === null || one.light.state === 'dark' || one.light.state === 'partly_dark';

export function sentence(one: Stretch): string {
  const { light } = one;
  const all = whole(one.length_m);
  if (light === null) return `${t.sightOf(whole(one.measures[0]?.quantity ?? 0))}.`;
  const untold = light.unknown_m + light.said_lit_m;
  if (light.dark_m >= 1 && untold >= 1) return `${t.darkOf(whole(light.dark_m), all)}. ${t.unknownOf(whole(untold), all)}.`;
  if (light.dark_m >= 1) return `${t.darkOf(whole(light.dark_m), all)}.`;
  return untold >= 1 ? `${t.unknownOf(whole(untold), all)}.` : `${t.litOf(all)}.`;
}

/** A tenth of a report a year says nothing more than a hundredth. */
const some = (n: number): string => (n < 0.1 ? t.lessThan(decimal(0.1)) : decimal(n));

export function toldText({ told: { n_reports, per_year } }: Stretch): string {
  const [year, low, high] = [some(per_year.mean), decimal(per_year.low), decimal(per_year.high)];
  if (n_reports === 0) return t.toldNone(year);
  return n_reports === 1 ? t.toldOne(year, low, high) : t.told(count(n_reports), year, low, high);
}

const ABOUT_WALKERS = ['residents', 'no_population_data', 'destinations', 'made_for_walking', 'underpass'];
const said = (one: Stretch, walkers: boolean) =>
  capital(one.reasons.filter((r) => r.code !== 'told' && ABOUT_WALKERS.includes(r.code) === walkers).map((r) => r[lang]).join('; '));
export const walkersText = (one: Stretch): string => said(one, true);
export const whyText = (one: Stretch): string => said(one, false);

export const costText = (one: Pick<Measure, 'cost'>): string => (one.cost === null ? t.noCost : t.kr(count(one.cost)));
/** What is only looked at has no price of its own. */
const isLook = (measure: Measure) => ['look_after_dark', 'measure_light', 'repair_beside'].includes(measure.kind);
export const measureText = (measure: Measure): string => (isLook(measure) ? measure[lang] : `${measure[lang]}: ${costText(measure)}`);
export const todoText = (one: Stretch): string => one.measures.map((measure) => measure[lang]).join('; ');

export function effectText(one: Stretch): string | null {
  const effects = one.measures.flatMap((measure) => (measure.fewer_per_year ? [measure.fewer_per_year.central] : []));
  if (one.problem === 'sight') return t.effectNone;
  return effects.length > 0 ? t.effect(some(effects.reduce((sum, n) => sum + n, 0))) : null;
}

export const lampsText = (one: Stretch): string[] => (one.light?.nearest_lamps ?? []).map((lamp) =>
  `${t.lamp(whole(lamp.distance_m), t.lampState[lamp.state] ?? lamp.state)}${lamp.id === null ? ` (${t.unregistered})` : ''}`);

const REMEDIES: Record<string, string> = { repair_lamps: 'lamp_repair', new_lamps: 'lighting', trim_vegetation: 'vegetation' };

/** The remedy a stretch asks for, as the register takes it; `null` where somebody only has to look. */
export function remedyOf(one: Stretch, { summary }: Pick<LightingPlan, 'summary'>, plan: string | null): object | null {
  const done = one.measures.find((measure) => measure.chosen && REMEDIES[measure.kind]) ?? one.measures.find((measure) => REMEDIES[measure.kind]);
  if (!done) return null;
  return {
    kind: REMEDIES[done.kind], place: { type: 'Point', coordinates: one.at }, place_name: nameOf(one), owner: 'municipality', state: 'proposed',
    ...(done.cost === null ? {} : { cost: done.cost }), origin: { kind: 'plan', id: plan ?? one.id }, selected_from: summary.from, selected_to: summary.to,
  };
}

export type Order = 'need' | 'cost';

/** By need: darkness first, then sight. By cost: what gives most for the money, and last what has no cost. */
export function ordered(plan: LightingPlan, order: Order): StretchFeature[] {
  if (order === 'need') return plan.features;
  const rank = (f: StretchFeature) => f.properties.cost_rank ?? Infinity;
  return plan.features.toSorted((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)));
}

/** What is done under a plan: what was chosen within its budget, or else all that is locked or not forbidden. */
export function done(plan: Pick<LightingPlan, 'features' | 'summary'>): Map<string, string> {
  const in_it = (one: Stretch) => (plan.summary.chosen ? one.chosen : !one.forbidden);
  return new Map(plan.features.filter((f) => in_it(f.properties)).map((f) => [f.id, nameOf(f.properties)]));
}

/** What is new against another plan, and what is gone: names, by id. */
export function compared(now: Map<string, string>, before: Map<string, string>): { fresh: string[]; gone: string[] } {
  const not_in = (a: Map<string, string>, b: Map<string, string>) => [...a].filter(([id]) => !b.has(id)).map(([, name]) => name);
  return { fresh: not_in(now, before), gone: not_in(before, now) };
}
