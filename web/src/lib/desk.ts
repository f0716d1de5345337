/** The desk: its shapes, and how it is asked. */
import { askedBy, getJson, meant, posted } from './api.ts';
import { listen } from './events.ts';
import { staying } from './municipality.ts';
import type { Flaw, Geometry } from './types.ts';

export const REASONS = ['not_about_safety', 'about_a_person', 'sent_twice', 'not_understood', 'trial'] as const;
export type Reason = (typeof REASONS)[number];
export type Decision = 'accepted' | 'rejected';
/** As the desk gets it: any shape a report may have. */
export type Shape = Geometry | { type: 'Polygon'; coordinates: [number, number][][] };

export type DeskWhen =
  | { kind: 'instant'; at: string }
  | { kind: 'interval'; from: string; to: string }
  | { kind: 'recurrence'; hours_of_week: number[]; from: string; to: string };

export type Told = { category: string; causes: string[]; place: Shape };

export type Case = {
  decision: Decision; reason: Reason | null; owner: string | null; joined_to: number | null;
  sentence_sv: string | null; sentence_en: string | null; told: Told | null;
  decided_by: string; decided_at: string; version: number;
};

export type DeskReport = Told & {
  number: number; reference: string; accuracy_m: number | null; when: DeskWhen; severity: number | null; text: string | null;
  channel: string; received_at: string; told_at: string; state: 'received' | 'withdrawn' | 'rejected';
  published: boolean; redacted: boolean; case: Case | null;
};

export type Likeness = { number: number; reference: string; joined_to: number | null; category: string; distance_m: number; days: number };

export type Sheet = DeskReport & {
  like: Likeness[]; suggested_owner: string; place_name_sv: string; place_name_en: string; locality: string | null;
};

export type DeskPage = { n_waiting: number; reports: DeskReport[]; next?: string };

export type Wanted = {
  decision: Decision; reason?: Reason; owner?: string; joined_to?: number; sentence_sv?: string; sentence_en?: string;
  category?: string; causes?: string[]; place?: Shape;
};

export type Pile = 'waiting' | 'decided';
export type ToldBy = 'phone' | 'paper' | 'meeting';
export type Outcome = { nth: number; reference?: string; follow_up_token?: string; errors?: Flaw[] };

const fresh = (token: string): RequestInit => ({ ...askedBy(token), cache: 'no-store' });
/** 0 while nobody has decided. */
const read = (report: DeskReport) => ({ id: String(report.number), version: report.case?.version ?? 0 });

export const page = (pile: Pile, after: string | null, token: string) =>
  getJson<DeskPage>(`/desk?pile=${pile}${after === null ? '' : `&after=${after}`}`, fresh(token));
export const sheet = (number: number, token: string) => getJson<Sheet>(`/desk/${number}`, fresh(token));
export const decide = (old: DeskReport, wanted: Wanted, token: string) =>
  getJson<Sheet>(`/desk/${old.number}`, meant(read(old), posted(token, JSON.stringify(wanted), 'PATCH')));
export const redact = (number: number, text: string | null, reason: string, law: string, token: string) =>
  getJson<Sheet>(`/desk/${number}/redaction`, posted(token, JSON.stringify({ text, reason, law })));

/** Sent again with the same key, nothing is stored twice. */
export const tellFor = (toldBy: ToldBy, reports: object[], key: string, token: string) => {
  const init = posted(token, JSON.stringify({ told_by: toldBy, reports }));
  return getJson<Outcome[]>('/desk/reports', { ...init, headers: { ...init.headers, 'Idempotency-Key': key } });
};

/** How many wait, at once and whenever it changes. */
export const waiting = (token: string, heard: (n: number) => void, refused: (status: number) => void): (() => void) =>
  listen(staying('/api/v1/desk/events'), askedBy(token), {
    once: staying('/api/v1/desk/events?once=true'),
    heard: ({ event, data }) => { if (event === 'waiting' && Number.isFinite(Number(data))) heard(Number(data)); },
    refused,
  });
