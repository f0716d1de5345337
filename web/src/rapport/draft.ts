/** What the writer has filled in so far, and how it becomes a report. Pure, except for load and save. */
import { municipality } from '../lib/municipality.ts';
import type { Geometry, ReportBody, Weekday, When } from '../lib/types.ts';
import { uuid } from '../lib/uuid.ts';

export type Way = 'search' | 'gps' | 'map' | 'coords';
export type Spot = { geometry: Geometry; accuracy_m: number | null; source: ReportBody['place']['source']; label: string };
export type WhenDraft = {
  kind: 'now' | When['kind'];
  at: string;
  from: string;
  to: string;
  weekdays: Weekday[];
  fromHour: number;
  toHour: number;
  since: string;
  until: string;
};
export type Draft = {
  key: string;
  category: string;
  causes: string[];
  way: Way;
  spot: Spot | null;
  when: WhenDraft;
  severity: number | null;
  text: string;
};

export const MAX_TEXT = 2000;
const two = (n: number) => String(n).padStart(2, '0');
export const localDate = (d: Date) => `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`;
export const localMinute = (d: Date) => `${localDate(d)}T${two(d.getHours())}:${two(d.getMinutes())}`;

export function emptyDraft(now = new Date()): Draft {
  const monthAgo = new Date(now.getTime() - 28 * 86_400_000);
  return {
    key: uuid(),
    category: '',
    causes: [],
    way: 'search',
    spot: null,
    when: { kind: 'now', at: '', from: '', to: '', weekdays: [], fromHour: 18, toHour: 23, since: localDate(monthAgo), until: '' },
    severity: null,
    text: '',
  };
}

function whenOf(w: WhenDraft, now: Date): When {
  switch (w.kind) {
    case 'now':
      // Fixed now: a queued report must tell when it was seen, not when the network came back.
      return { kind: 'instant', at: now.toISOString() };
    case 'instant':
      return { kind: 'instant', at: w.at };
    case 'interval':
      return { kind: 'interval', from: w.from, to: w.to };
    case 'recurrence':
      return { kind: 'recurrence', weekdays: w.weekdays, from_hour: w.fromHour, to_hour: w.toHour, since: w.since, until: w.until || null };
  }
}

export function toBody(d: Draft, now = new Date()): ReportBody {
  return {
    category: d.category,
    municipality: municipality(),
    causes: d.causes,
    place: { geometry: d.spot?.geometry ?? null, accuracy_m: d.spot?.accuracy_m ?? null, source: d.spot?.source ?? 'map' },
    when: whenOf(d.when, now),
    severity: d.severity,
    text: d.text.trim() === '' ? null : d.text.trim(),
  };
}

/** A waiting report back in the form, under its own key. */
export function fromBody(key: string, body: ReportBody, label: string): Draft {
  const base = emptyDraft();
  const w = body.when;
  const when: WhenDraft = { ...base.when };
  if (w?.kind === 'instant') {
    when.kind = 'instant';
    when.at = w.at.endsWith('Z') ? localMinute(new Date(w.at)) : w.at;
  } else if (w?.kind === 'interval') {
    Object.assign(when, { kind: 'interval', from: w.from, to: w.to });
  } else if (w?.kind === 'recurrence') {
    Object.assign(when, { kind: 'recurrence', weekdays: w.weekdays, fromHour: w.from_hour, toHour: w.to_hour, since: w.since, until: w.until ?? '' });
  }
  const { geometry, accuracy_m, source } = body.place;
  return {
    ...base,
    key,
    category: body.category,
    causes: body.causes,
    spot: geometry ? { geometry, accuracy_m, source, label } : null,
    when,
    severity: body.severity,
    text: body.text ?? '',
  };
}

/** What is missing, by field, so that the page can say it without asking the server. */
export type Missing = 'category' | 'place' | 'time' | 'interval' | 'weekdays' | 'since' | 'tooLong';
export function missing(d: Draft): { pointer: string; what: Missing }[] {
  const flaws: { pointer: string; what: Missing }[] = [];
  const add = (pointer: string, what: Missing) => flaws.push({ pointer, what });
  if (!d.category) add('/category', 'category');
  if (!d.spot) add('/place', 'place');
  const w = d.when;
  if (w.kind === 'instant' && !w.at) add('/when', 'time');
  if (w.kind === 'interval' && (!w.from || !w.to)) add('/when', 'interval');
  if (w.kind === 'recurrence' && w.weekdays.length === 0) add('/when', 'weekdays');
  else if (w.kind === 'recurrence' && !w.since) add('/when', 'since');
  if (d.text.trim().length > MAX_TEXT) add('/text', 'tooLong');
  return flaws;
}

/** `/place/geometry` → `place`: the part of the form a flaw belongs to. */
export const fieldOf = (pointer: string): string => pointer.split('/')[1] ?? '';

export const isEmpty = (d: Draft): boolean => !d.category && !d.spot && d.text === '' && d.severity === null && d.when.kind === 'now';

const KEY = 'tk-draft';
export function loadDraft(): Draft {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? 'null') as { v: number; at: number; draft: Draft } | null;
    // A forgotten draft holds somebody's evening; a day is enough to come back to it.
    if (kept?.v === 1 && Date.now() - kept.at < 86_400_000) return kept.draft;
  } catch { /* storage is closed or broken: start empty */ }
  return emptyDraft();
}
export function saveDraft(draft: Draft): void {
  try {
    if (isEmpty(draft)) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify({ v: 1, at: Date.now(), draft }));
  } catch { /* the draft then lives as long as the page */ }
}
