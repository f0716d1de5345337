/** The question in the address: whoever is sent it sees the same walks. */
import type { Position, WalkQuestion } from '../lib/walks.ts';

/** What is asked, as far as it has been chosen. */
export type Asked = {
  start: Position | null; end: Position | null; minutes: number; date: string; time: string; stop: number; most: number;
  stepFree: boolean; locked: Position[]; forbidden: Position[]; order: boolean;
  /** Which proposal is looked at. */
  chosen: number;
  /** The walk that is to be walked again. */
  follows: string | null;
};

const round = (v: number) => Math.round(v * 1e5) / 1e5;
export const rounded = ([lon, lat]: Position): Position => [round(lon), round(lat)];
export const same = (a: Position, b: Position) => Math.abs(a[0] - b[0]) < 3e-5 && Math.abs(a[1] - b[1]) < 2e-5;

const position = (text: string | null): Position | null => {
  const [lon, lat, ...rest] = (text ?? '').split(',').map(Number);
  return lon !== undefined && lat !== undefined && rest.length === 0 && Number.isFinite(lon) && Number.isFinite(lat) ? [lon, lat] : null;
};
const positions = (text: string | null): Position[] =>
  (text ?? '').split(';').map(position).filter((p): p is Position => p !== null);
const within = (text: string | null, least: number, most: number, usual: number): number => {
  const n = Math.round(Number(text ?? ''));
  return text !== null && Number.isFinite(n) && n >= least && n <= most ? n : usual;
};

/** A Thursday in the week after the next: there is time to invite. */
export function usualDate(today: Date): string {
  const day = new Date(today);
  day.setDate(day.getDate() + 7 + ((4 - day.getDay() + 7) % 7));
  const two = (n: number) => String(n).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

export function fromQuery(query: string): Asked {
  const q = new URLSearchParams(query);
  const date = q.get('date') ?? '';
  const time = q.get('time') ?? '';
  return {
    start: position(q.get('start')), end: position(q.get('end')), minutes: within(q.get('minutes'), 10, 180, 75),
    date: /^\d{4}-\d{2}-\d{2}$/.test(date) ? date : usualDate(new Date()), time: /^\d{2}:\d{2}$/.test(time) ? time : '',
    stop: within(q.get('stop'), 0, 30, 6), most: within(q.get('most'), 1, 12, 8), stepFree: q.get('step_free') === '1',
    locked: positions(q.get('lock')), forbidden: positions(q.get('forbid')), order: q.get('order') === '1',
    chosen: within(q.get('proposal'), 1, 5, 1), follows: q.get('follows'),
  };
}

export function toQuery(asked: Asked): string {
  const q = new URLSearchParams();
  const set = (name: string, value: string) => { if (value !== '') q.set(name, value); };
  set('start', asked.start?.join(',') ?? '');
  set('end', asked.end?.join(',') ?? '');
  set('minutes', asked.minutes === 75 ? '' : String(asked.minutes));
  set('date', asked.date);
  set('time', asked.time);
  set('stop', asked.stop === 6 ? '' : String(asked.stop));
  set('most', asked.most === 8 ? '' : String(asked.most));
  set('step_free', asked.stepFree ? '1' : '');
  set('lock', asked.locked.map((p) => p.join(',')).join(';'));
  set('forbid', asked.forbidden.map((p) => p.join(',')).join(';'));
  set('order', asked.order ? '1' : '');
  set('proposal', asked.chosen === 1 ? '' : String(asked.chosen));
  set('follows', asked.follows ?? '');
  const text = q.toString().replaceAll('%2C', ',').replaceAll('%3B', ';').replaceAll('%3A', ':');
  return text === '' ? '' : `?${text}`;
}

/** Null until somebody has said where it starts. The proposal looked at is no part of it. */
export function question(asked: Asked): WalkQuestion | null {
  if (asked.start === null) return null;
  return {
    start: asked.start, ...(asked.end ? { end: asked.end } : {}), minutes: asked.minutes, date: asked.date,
    ...(asked.time === '' ? {} : { starts_at: asked.time }), minutes_per_stop: asked.stop, most_stops: asked.most,
    step_free: asked.stepFree, locked: asked.locked, forbidden: asked.forbidden, keep_order: asked.order, proposals: 3, seed: 1,
  };
}

/** All stops in another order: they are kept, and so is the order. */
export function moved(asked: Asked, stops: Position[], from: number, to: number): Asked {
  const next = stops.map(rounded);
  const [one] = next.splice(from, 1);
  if (one) next.splice(to, 0, one);
  return { ...asked, locked: next, order: true, chosen: 1 };
}

export const toggledLock = (asked: Asked, at: Position): Asked => {
  const is = asked.locked.some((p) => same(p, at));
  const locked = is ? asked.locked.filter((p) => !same(p, at)) : [...asked.locked, rounded(at)];
  return { ...asked, locked, order: asked.order && locked.length > 1, chosen: 1 };
};
export const forbid = (asked: Asked, at: Position): Asked => ({
  ...asked, forbidden: [...asked.forbidden.filter((p) => !same(p, at)), rounded(at)], locked: asked.locked.filter((p) => !same(p, at)), chosen: 1,
});
export const allowed = (asked: Asked, at: Position): Asked => ({ ...asked, forbidden: asked.forbidden.filter((p) => !same(p, at)), chosen: 1 });
