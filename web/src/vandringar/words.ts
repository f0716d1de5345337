/** Sentences made of the planner's figures. */
import { count, decimal, lang, named } from '../i18n/index.ts';
import { t } from '../i18n/walks.ts';
import type { Catalogue } from '../lib/types.ts';
import type { Light, ProposalSummary, Stop, WalkPlan } from '../lib/walks.ts';

const share = (part: number, whole: number) => `${count(Math.round((100 * part) / Math.max(1, whole)))} %`;

/** `16.05`, as the town's clock shows it whatever the reader's. */
export const clock = (iso: string): string => iso.slice(11, 16).replace(':', lang === 'sv' ? '.' : ':');
export const km = (metres: number): string => decimal(metres / 1000);

export const whenText = ({ evening }: WalkPlan['summary'], one: ProposalSummary): string => (
  evening.dusk === null ? t.whenNoDusk(clock(evening.starts_at), clock(one.ends_at))
    : t.when(clock(evening.starts_at), clock(evening.dusk), clock(one.ends_at)));

export const qualityText = (one: ProposalSummary): string =>
  (one.proven ? t.proven : t.gap(`${decimal(Math.max(one.gap * 100, 0.1))} %`));

export function lightText(light: Light): string {
  const whole = light.lit_m + light.unlit_m + light.unknown_m;
  return t.wayBack(share(light.lit_m, whole), light.unknown_m < 1 ? '' : share(light.unknown_m, whole));
}

export const nReports = (stops: Stop[]): number => stops.reduce((sum, stop) => sum + (stop.said?.n_reports ?? 0), 0);

const hour = (n: number) => String(n % 24).padStart(2, '0');
export function saidText(stop: Stop, catalogue: Catalogue): string {
  const { said } = stop;
  if (!said) return t.chosenByHand;
  const causes = said.causes.slice(0, 3).map(({ code, n }) => {
    const entry = catalogue.categories.find((c) => c.code === 'unsafe_place')?.causes.find((c) => c.code === code);
    return `${(entry ? named(entry) : code).toLowerCase()} (${count(n)})`;
  });
  const peak = said.peak ? [t.peak(hour(said.peak.from), said.peak.to === 24 ? '24' : hour(said.peak.to))] : [];
  const dark = t.verdict[said.darkness.verdict];
  return [t.reports(said.n_reports), ...causes, ...peak, ...(dark === '' ? [] : [dark])].join(', ');
}
