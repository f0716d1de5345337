/** Walks: what the planner says, what is kept, and what is asked of the server about them. */
import { askedBy, failure } from './api.ts';
import { staying } from './municipality.ts';

export type Position = [number, number];
type Named = { sv: string; en: string };

/** The body that is posted to the planner. */
export type WalkQuestion = {
  start: Position; end?: Position; minutes: number; date: string; starts_at?: string; minutes_per_stop: number;
  most_stops: number; step_free: boolean; locked: Position[]; forbidden: Position[]; keep_order: boolean; proposals: number; seed: number;
};
export type Light = { lit_m: number; unlit_m: number; unknown_m: number };
export type StopSaid = {
  n_reports: number; n_incidents: number; causes: { code: string; n: number }[]; hours: number[];
  peak: { from: number; to: number; share: number } | null;
  darkness: { verdict: 'dark_only' | 'day_only' | 'always' | 'cannot_tell'; dark_share: number | null };
  last_month: string | null;
};
export type Look = 'lamps' | 'sight' | 'upkeep' | 'people' | 'gathering' | 'underpass' | 'steps' | 'open';
export type Stop = {
  part: 'stop'; proposal: number; number: number; name: Named; arrives_min: number; arrives_at: string; locked: boolean;
  lit: 'yes' | 'no' | 'unknown'; look: Look[];
  need: { value: number; rate: number; rate_low: number; rate_high: number; severity: number; darkness: number };
  said: StopSaid | null;
};
export type Leg = { part: 'leg'; proposal: number; number: number; metres: number; light: Light; repeated_m: number; steps_m: number };
export type StopFeature = { type: 'Feature'; id: string; geometry: { type: 'Point'; coordinates: Position }; properties: Stop };
export type LegFeature = { type: 'Feature'; id: string; geometry: { type: 'LineString'; coordinates: Position[] }; properties: Leg };
export type ProposalSummary = {
  rank: number; n_stops: number; minutes: number; ends_at: string; metres: number; value: number; bound: number; gap: number;
  proven: boolean; repeated_m: number; steps_m: number; light: Light; way_back: Light | null;
};
export type WalkPlan = {
  type: 'FeatureCollection'; features: (StopFeature | LegFeature)[];
  summary: {
    proposals: ProposalSummary[];
    evening: {
      date: string; starts_at: string; ends_at: string; sunset: string | null; dusk: string | null;
      light: 'into_the_dark' | 'no_darkness' | 'ends_in_light' | 'starts_in_dark'; nearest_dark_days: string[];
    };
    start: Position; end: Position; n_in_reach: number; n_considered: number; n_reports_in_reach: number; n_forbidden: number;
  };
  warnings: ({ code: string } & Named)[];
  method: Named & { parameters: Record<string, unknown>; references: string[] };
  parameters: WalkQuestion;
  revision: string;
};
export const stopsOf = (plan: WalkPlan, rank: number): StopFeature[] =>
  plan.features.filter((f): f is StopFeature => f.properties.part === 'stop' && f.properties.proposal === rank);
export const legsOf = (plan: WalkPlan, rank: number): LegFeature[] =>
  plan.features.filter((f): f is LegFeature => f.properties.part === 'leg' && f.properties.proposal === rank);

export type WalkKind = 'citizen_walk' | 'safety_audit_walk';
export type WalkState = 'planned' | 'prepared' | 'walked' | 'followed_up' | 'renewed' | 'cancelled';
export type Step = 'pre_meeting' | 'walk' | 'follow_up_meeting' | 'new_walk' | 'cancel';
export type KeptStop = { at: Position; sv: string; en: string; look: string[]; arrives_min: number; n_reports: number; causes: string[] };
export type WalkLine = {
  id: string; kind: WalkKind; title: string; state: WalkState; next_step: Step | null; starts_at: string; minutes: number;
  locality: string | null; n_stops: number; follows: string | null; participants: number | null; changed_at: string;
};
export type Seen = {
  stop: number | null; at: Position; accuracy_m: number | null; placed_by: 'gps' | 'stop' | 'map'; seen_at: string;
  causes: string[]; remedy_kind: string | null; severity: number | null; safe: number | null; light: 'day' | 'dark' | null; words: string | null;
};
export type KeptSeen = Seen & { id: string; report: string | null; remedy: string | null };
export type Walk = WalkLine & {
  stops: KeptStop[]; way: Position[]; steps: { step: Step; at: string; participants: number | null; minutes: number | null }[];
  seen: KeptSeen[]; warnings: ({ code: string } & Named)[];
};
export type WalkDraft = {
  id: string; kind: WalkKind; title: string; starts_at: string; minutes: number; stops: KeptStop[]; way: Position[]; follows?: string;
};
export type StepTaken = { id: string; step: Step; at: string; participants?: number; minutes?: number };

const asked = async <T>(path: string, token: string, method = 'GET', body?: unknown): Promise<T> => {
  const headers = { ...askedBy(token).headers };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const answer = await fetch(staying(`/api/v1/walks${path}`), { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  if (!answer.ok) throw await failure(answer);
  return (await answer.json()) as T;
};
export const walks = (token: string) => asked<WalkLine[]>('', token);
export const walk = (id: string, token: string) => asked<Walk>(`/${id}`, token);
export const keepWalk = (draft: WalkDraft, token: string) => asked<Walk>('', token, 'POST', draft);
export const takeStep = (id: string, taken: StepTaken, token: string) => asked<Walk>(`/${id}/steps`, token, 'POST', taken);
export const becomes = (id: string, seen: string, what: 'report' | 'remedy', token: string) =>
  asked<KeptSeen>(`/${id}/seen/${seen}/${what}`, token, 'POST', null);

/** The proposal as it is kept: the server's planner may be asked another day and say something else. */
export function draftOf(plan: WalkPlan, rank: number, id: string, kind: WalkKind, title: string, follows: string | null): WalkDraft {
  const line = legsOf(plan, rank).flatMap((leg) => leg.geometry.coordinates);
  const minutes = plan.summary.proposals.find((one) => one.rank === rank)?.minutes ?? plan.parameters.minutes;
  return {
    id, kind, title, starts_at: plan.summary.evening.starts_at, minutes,
    way: line.filter((at, i) => i === 0 || at[0] !== line[i - 1]?.[0] || at[1] !== line[i - 1]?.[1]),
    stops: stopsOf(plan, rank).map(({ geometry, properties: p }) => ({
      at: geometry.coordinates, sv: p.name.sv, en: p.name.en, look: p.look, arrives_min: p.arrives_min,
      n_reports: p.said?.n_reports ?? 0, causes: (p.said?.causes ?? []).slice(0, 4).map((c) => c.code),
    })),
    ...(follows === null ? {} : { follows }),
  };
}
