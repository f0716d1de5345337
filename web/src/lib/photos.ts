/** Photos of reports: for whoever holds the secret link, and for staff. */
import { askedBy, failure, getJson, meant, posted, type Read } from './api.ts';
import type { Box } from './boxes.ts';
import { staying } from './municipality.ts';
import type { Geometry } from './types.ts';

/** Of one report. */
export const MOST_PHOTOS = 3;

export type PhotoState = 'waiting' | 'shown' | 'refused' | 'erased';
export type OwnPhoto = { id: string; state: PhotoState; width: number; height: number; received_at: string; is_covered: boolean; reason: string | null };
export type Photo = Omit<OwnPhoto, 'is_covered'> & { version: number; covered: Box[] };
export type PhotoOfReport = Photo & { report: { reference: string; category: string; place: Geometry; told_at: string } };
export type PhotoList = { photos: PhotoOfReport[]; n_waiting: number };
export type Decision = { state: 'waiting' | 'shown' | 'refused'; cover?: Box[]; reason?: string };

const own = (token: string): RequestInit => ({ headers: { Authorization: `FollowUp ${token}` }, cache: 'no-store' });

async function blob(path: string, init: RequestInit): Promise<Blob> {
  const answer = await fetch(staying(`/api/v1${path}`), init);
  if (!answer.ok) throw await failure(answer);
  return answer.blob();
}

export const ownPhotos = (token: string) => getJson<OwnPhoto[]>('/follow-up/photos', own(token));

export const ownPicture = (token: string, id: string) => blob(`/follow-up/photos/${id}`, own(token));

export const sendPhoto = (token: string, picture: Blob) => getJson<OwnPhoto>('/follow-up/photos', {
  method: 'POST', body: picture, headers: { Authorization: `FollowUp ${token}`, 'Content-Type': 'image/jpeg' },
});

export async function removePhoto(token: string, id: string): Promise<void> {
  const answer = await fetch(staying(`/api/v1/follow-up/photos/${id}`), { ...own(token), method: 'DELETE' });
  if (!answer.ok) throw await failure(answer);
}

export const waitingPhotos = (token: string, signal?: AbortSignal) =>
  getJson<PhotoList>('/photos', { ...askedBy(token), cache: 'no-store', ...(signal ? { signal } : {}) });

export const picture = (token: string, id: string) => blob(`/photos/${id}/picture`, { ...askedBy(token), cache: 'no-store' });

export const decide = (token: string, read: Read, decision: Decision) =>
  getJson<Photo>(`/photos/${read.id}`, meant(read, posted(token, JSON.stringify(decision), 'PUT')));
