/** Requests to see public records: their shapes, and how they are asked. */
import { askedBy, emptied, failure, getJson, meant, posted, removed } from './api.ts';
import type { DeskReport } from './desk.ts';
import { staying } from './municipality.ts';

export type RequestState = 'open' | 'handed_out' | 'refused' | 'closed';
export const FORMS = ['html', 'csv', 'json'] as const;
export type Form = (typeof FORMS)[number];
export type Exported = { nth: number; form: Form; sha256: string; n_reports: number; n_masks_by_law: Record<string, number>; made_by: string; made_at: string; handed_out_at: string | null };
export type Request = {
  id: string; diary_number: string; wanted: string; asked_on: string; state: RequestState; opened_by: string; opened_at: string;
  closed_at: string | null; version: number; exports: Exported[];
};
/** `reference`: null for those who may not read exact data, and where the report was erased. */
export type Line = { number: number; reference: string | null; looked: boolean; stale: boolean; n_masks: number; version: number };
export type Whole = Request & { reports: Line[] };

export const PLACES = ['exact', 'square', 'locality', 'withheld'] as const;
export const TIMES = ['exact', 'day', 'month'] as const;
export const WHOLES = ['shown', 'withheld'] as const;
export type Mask<T> = { show: T; law: string };
export type WordMask = { from: number; to: number; law: string };
export type Masks = {
  words: WordMask[]; place: Mask<(typeof PLACES)[number]>; time: Mask<(typeof TIMES)[number]>;
  photos: Mask<(typeof WHOLES)[number]>; severity: Mask<(typeof WHOLES)[number]>; causes: Mask<(typeof WHOLES)[number]>;
};
export type Basis = { revision: number; photos: number };
export type PlaceInWords = { place_name_sv: string; place_name_en: string; locality: string | null };
/** The place in words is that which was told; `corrected` is where the desk moved it, if it corrected anything. */
export type Sheet = PlaceInWords & {
  report: DeskReport; masks: Masks; basis: Basis; looked: boolean; stale: boolean; photos: string[];
  corrected: PlaceInWords | null; version: number;
};
export type Search = {
  from?: string; to?: string; categories?: string[]; states?: string[]; references?: string[]; words?: string;
  circle?: { lon: number; lat: number; radius_m: number }; locality?: string; after?: number;
};
/** `n_found` comes with the first page. */
export type Found = { n_found?: number; reports: DeskReport[]; next?: number };

const ROOT = '/disclosures';
const fresh = (token: string): RequestInit => ({ ...askedBy(token), cache: 'no-store' });

export const all = (token: string) => getJson<Request[]>(ROOT, fresh(token));
export const one = (id: string, token: string) => getJson<Whole>(`${ROOT}/${id}`, fresh(token));
export const open = (draft: { diary_number: string; wanted: string; asked_on?: string }, token: string) => getJson<Whole>(ROOT, posted(token, JSON.stringify(draft)));
export const putState = (old: Request, state: RequestState, token: string) =>
  getJson<Whole>(`${ROOT}/${old.id}`, meant(old, posted(token, JSON.stringify({ state }), 'PATCH')));
export const find = (id: string, search: Search, token: string) => getJson<Found>(`${ROOT}/${id}/find`, posted(token, JSON.stringify(search)));
export const select = (id: string, reports: number[], token: string) => getJson<Whole>(`${ROOT}/${id}/reports`, posted(token, JSON.stringify({ reports })));
export const drop = (id: string, number: number, token: string) => emptied(`${ROOT}/${id}/reports/${number}`, removed(token));
export const sheet = (id: string, number: number, token: string) => getJson<Sheet>(`${ROOT}/${id}/reports/${number}`, fresh(token));
export const putMasks = (id: string, old: Sheet, masks: Masks, looked: boolean, token: string) =>
  getJson<Sheet>(`${ROOT}/${id}/reports/${old.report.number}`, meant({ id, version: old.version }, posted(token, JSON.stringify({ masks, basis: old.basis, looked }), 'PUT')));

async function answered(path: string, init: RequestInit): Promise<Response> {
  const answer = await fetch(staying(`/api/v1${ROOT}/${path}`), init);
  if (!answer.ok) throw await failure(answer);
  return answer;
}

/** The file as it would be handed out now, and its hash: only this file leaves. */
export type Preview = { form: Form; text: string; sha256: string };
export async function preview(id: string, form: Form, token: string): Promise<Preview> {
  const answer = await answered(`${id}/preview?form=${form}`, fresh(token));
  return { form, text: await answer.text(), sha256: answer.headers.get('X-Content-SHA256') ?? '' };
}

/** The bytes as they came: what is saved has the hash that was noted. */
export const handOut = async (id: string, { form, sha256 }: Preview, token: string): Promise<ArrayBuffer> =>
  (await answered(`${id}/exports`, posted(token, JSON.stringify({ form, sha256 })))).arrayBuffer();

/** A photo that may be handed out, covered as it was. */
export const photo = async (id: string, number: number, own: string, token: string): Promise<Blob> =>
  (await answered(`${id}/reports/${number}/photos/${own}`, fresh(token))).blob();
