/** Everything that is kept of a report, for whoever holds its link. */
import { failure } from './api.ts';
import type { DeskWhen, Reason, Shape, Told } from './desk.ts';
import { staying } from './municipality.ts';
import type { PhotoState } from './photos.ts';

export type Note = { what: string; sv: string; en: string };

export type Extract = {
  made_at: string; municipality: { code: string; name: string };
  report: {
    id: string; reference: string; category: string; causes: string[]; place: Shape; place_source: 'gps' | 'map' | 'address' | 'asset';
    accuracy_m: number | null; when: DeskWhen; severity: number | null; text: string | null; placed: boolean; channel: string; received_at: string; told_at: string;
  };
  state: 'received' | 'withdrawn' | 'rejected'; published_month: string | null;
  decision: {
    decision: 'accepted' | 'rejected'; reason: Reason | null; owner: string | null; sentence_sv: string | null; sentence_en: string | null;
    as_told: Told | null; at: string;
  } | null;
  redactions: { at: string; reason: string; law: string }[];
  photos: { id: string; state: PhotoState; width: number; height: number; received_at: string; covered: number[][]; reason: string | null; pixels_kept: boolean; link: string | null }[];
  seen_on_walk: {
    place: Shape; accuracy_m: number | null; seen_at: string; causes: string[] | null; remedy_kind: string | null; severity: number | null;
    safe: number | null; light: 'day' | 'dark' | null; words: string | null;
  } | null;
  handed_out: string[]; put_away: Note | null; only_as_hash: Note[]; left_out: Note[]; not_kept: Note; how_long: Note;
};

/** With the text it came as, to be saved as it is. */
export async function extract(token: string): Promise<{ body: Extract; text: string }> {
  const answer = await fetch(staying('/api/v1/follow-up/extract'), { headers: { Authorization: `FollowUp ${token}` }, cache: 'no-store' });
  if (!answer.ok) throw await failure(answer);
  const text = await answer.text();
  return { body: JSON.parse(text) as Extract, text };
}
