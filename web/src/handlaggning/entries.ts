/** Reports that are entered for somebody else, before they are sent. Pure. */
import { fieldOf, localMinute, MAX_TEXT } from '../rapport/draft.ts';
import type { Outcome } from '../lib/desk.ts';
import type { Flaw, ReportBody, When } from '../lib/types.ts';
import { uuid } from '../lib/uuid.ts';

export type Entry = {
  id: string; category: string; at: { lon: number; lat: number; name: string } | null;
  /** A day, and its hour where it is known. */
  day: string; hour: string; severity: number | null; text: string;
  flaws: Flaw[];
};
/** Stored: what can be read out, with what it was about. */
export type Stored = { reference: string; category: string; place: string };
export type Missing = 'category' | 'place' | 'day' | 'tooLong';

export const emptyEntry = (day: string): Entry => ({ id: uuid(), category: '', at: null, day, hour: '', severity: null, text: '', flaws: [] });

export const isUntouched = (entry: Entry): boolean => entry.category === '' && entry.at === null && entry.text.trim() === '' && entry.severity === null;

export function missing(entry: Entry): Missing[] {
  return [
    ...(entry.category === '' ? ['category' as const] : []),
    ...(entry.at === null ? ['place' as const] : []),
    ...(entry.day === '' ? ['day' as const] : []),
    ...(entry.text.trim().length > MAX_TEXT ? ['tooLong' as const] : []),
  ];
}

/** An hour is a moment; a day without an hour is some time that day, and no later than now. */
function whenOf({ day, hour }: Entry, now: Date): When {
  if (hour !== '') return { kind: 'instant', at: `${day}T${hour}:00` };
  const [end, latest] = [`${day}T23:59`, localMinute(now)];
  return { kind: 'interval', from: `${day}T00:00`, to: end < latest ? end : latest };
}

export function bodyOf(entry: Entry, now: Date): ReportBody {
  const text = entry.text.trim();
  return {
    category: entry.category, causes: [],
    place: { geometry: entry.at && { type: 'Point', coordinates: [entry.at.lon, entry.at.lat] }, accuracy_m: null, source: 'address' },
    when: whenOf(entry, now), severity: entry.severity, text: text === '' ? null : text,
  };
}

/** What was stored leaves the form; what was refused stays with its flaws. */
export function afterwards(entries: Entry[], outcomes: Outcome[]): { left: Entry[]; stored: Stored[] } {
  const left: Entry[] = [];
  const stored: Stored[] = [];
  entries.forEach((entry, nth) => {
    const outcome = outcomes.find((own) => own.nth === nth);
    if (outcome?.reference) stored.push({ reference: outcome.reference, category: entry.category, place: entry.at?.name ?? '' });
    else left.push({ ...entry, flaws: outcome?.errors ?? [] });
  });
  return { left, stored };
}

/** The flaws of a row by its fields. */
export const flawsBy = (entry: Entry, lang: 'sv' | 'en'): Map<string, string> =>
  new Map(entry.flaws.map((flaw) => [fieldOf(flaw.pointer), lang === 'en' ? flaw.detail_en : flaw.detail_sv]));
