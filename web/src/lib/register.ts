/** The register of remedies, pledges and deeds: its shapes, and how it is asked. */
import { askedBy, emptied, getJson, meant, posted, removed, type Read } from './api.ts';
import type { Geometry } from './types.ts';

export const STATES = ['proposed', 'decided', 'started', 'done', 'dropped'] as const;
export type RemedyState = (typeof STATES)[number];
export const ORIGINS = ['report', 'hotspot', 'walk', 'plan'] as const;
export type OriginKind = (typeof ORIGINS)[number];

/** As it is sent; on a change only what changes. */
export type RemedyDraft = {
  kind: string;
  place: Geometry | { type: 'Polygon'; coordinates: [number, number][][] };
  place_name: string | null;
  locality: string | null;
  owner: string;
  due: string | null;
  cost: number | null;
  state: RemedyState;
  reason: string | null;
  sentence_sv: string | null;
  sentence_en: string | null;
  origin: { kind: OriginKind; id: string } | null;
  selected_from: string | null;
  selected_to: string | null;
  started_on: string | null;
  done_on: string | null;
};
export type Remedy = RemedyDraft & {
  id: string; next: RemedyState[]; late: boolean; public: boolean; version: number; made_at: string; changed_at: string;
};

type Named = { code: string; sv: string; en: string };
export type Words = {
  remedy_kinds: (Named & { group: string | null })[];
  organisations: Named[];
  deed_kinds: Named[];
  units: (Named & { sv_many: string; en_many: string })[];
  sets: Named[];
};
export type Pledge = {
  id: string; sv: string; en: string; owner: string; goal: { target: number; unit: string; period: 'month' | 'quarter' | 'year' } | null;
  evidence: string[]; since: string; until: string | null; source: string | null;
};
export type Deed = { id: string; kind: Named; day: string; locality: string | null; counts: Record<string, number>; source: { kind: string } | null };
export type DeedDraft = { id: string; kind: string; day: string; locality: string | null; participants: number | null };
/** What everybody may read of a remedy. */
export type Story = {
  id: string; kind: Named; place_name: string; locality: string | null; owner: Named; state: RemedyState; state_sv: string; state_en: string;
  reason: string | null; sentence_sv: string; sentence_en: string | null; due: string | null; started_on: string | null; done_on: string | null; late: boolean;
};

/** What a study of the remedy could show, or shows: `/api/v1/effects/{id}`. */
export type Effect = {
  stage: 'planned' | 'under_way' | 'too_early' | 'measured';
  results: {
    verdict: 'fewer' | 'more' | 'cannot_tell';
    estimate?: { theta: number; low: number; high: number } | null;
    naive?: { ratio: number | null };
    detectable: { by_these_counts: Detectable; by_what_is_expected: Detectable | null };
  };
  warnings: { sv: string; en: string }[];
};
type Detectable = { expected_after: number; at_most: number | null; reduction_percent: number | null; needed_before: number | null };

export const effect = (id: string, token: string) => getJson<Effect>(`/effects/${id}`, askedBy(token));
export const words = () => getJson<Words>('/promises/words');
export const remedies = (token: string) => getJson<Remedy[]>('/remedies', askedBy(token));
export const makeRemedy = (draft: Partial<RemedyDraft>, token: string) => getJson<Remedy>('/remedies', posted(token, JSON.stringify(draft)));
export const changeRemedy = (old: Read, part: Partial<RemedyDraft>, token: string) =>
  getJson<Remedy>(`/remedies/${old.id}`, meant(old, posted(token, JSON.stringify(part), 'PATCH')));
export const removeRemedy = (old: Read, token: string) => emptied(`/remedies/${old.id}`, meant(old, removed(token)));
export const pledges = () => getJson<Pledge[]>('/pledges');
export const makePledges = (set: string, since: string, token: string) => getJson<Pledge[]>('/pledges', posted(token, JSON.stringify({ set, since })));
export const deeds = (token: string) => getJson<Deed[]>('/deeds', askedBy(token));
export const makeDeed = (draft: DeedDraft, token: string) => getJson<Deed>('/deeds', posted(token, JSON.stringify(draft)));
export const removeDeed = (id: string, token: string) => emptied(`/deeds/${id}`, { ...askedBy(token), method: 'DELETE' });
