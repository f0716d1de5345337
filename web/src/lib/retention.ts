/** Rules of retention, protocols and holds: their shapes, and how the server is asked. */
import { askedBy, getJson, meant, posted, removed, type Read } from './api.ts';

export const TAKES = ['words', 'photos', 'reports'] as const;
export const SINCE = ['told', 'decided'] as const;
export type Terms = { decision: string; decided_on: string; takes: string; months: number; since: string; category?: string; begins_on: string };
export type Rule = Terms & { id: string; made_by: string; made_at: string; ended_by?: string; ended_at?: string; version: number };
export type RuleDraft = { decision: string; decided_on: string; takes: string; months: number; since: string; category?: string; begins_on?: string };
export type DryRun = { rule: Rule; before: string | null; n: number; n_photos: number; n_seen: number; n_held: number; oldest: string | null; newest: string | null; numbers: number[]; digest: string };
export type Part = { part: number; at: string; n_taken: number; first_number?: number; last_number?: number; digest: string };
export type Protocol = Terms & {
  run: string; rule: string; before: string; run_by: string; began_at: string; ended_at: string;
  n_planned: number; n_taken: number; n_photos: number; n_seen: number; n_held: number; is_whole: boolean; parts: Part[];
};
export type Hold = { id: string; reference: string; covers: string; reports?: number[]; request?: string; opened_by: string; opened_at: string; ended_by?: string; ended_at?: string; version: number };

export const rules = (token: string) => getJson<Rule[]>('/retention/rules', askedBy(token));
export const makeRule = (draft: RuleDraft, token: string) => getJson<Rule>('/retention/rules', posted(token, JSON.stringify(draft)));
export const endRule = (old: Read, token: string) => getJson<Rule>(`/retention/rules/${old.id}`, meant(old, posted(token, JSON.stringify({ ended: true }), 'PATCH')));
export const dryRun = (id: string, token: string) => getJson<DryRun>(`/retention/rules/${id}/dry-run`, askedBy(token));
export const runRule = (id: string, n: number, token: string) =>
  getJson<{ protocol?: Protocol; n_left: number }>(`/retention/rules/${id}/runs`, posted(token, JSON.stringify({ n })));
export const protocols = (token: string) => getJson<Protocol[]>('/retention/protocols', askedBy(token));
export const holds = (token: string) => getJson<Hold[]>('/holds', askedBy(token));
export const openHold = (draft: { reference: string; reports?: number[] }, token: string) => getJson<Hold>('/holds', posted(token, JSON.stringify(draft)));
export const endHold = (old: Read, token: string) => getJson<Hold>(`/holds/${old.id}`, meant(old, removed(token)));

/** `12, 13 15` → 12, 13, 15; none where something is no number. */
export function numbersIn(text: string): number[] | null {
  const words = text.split(/[\s,;]+/).filter(Boolean);
  return words.every((word) => /^\d{1,15}$/.test(word)) ? words.map(Number) : null;
}
