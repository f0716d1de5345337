/** The sealed log of who read exact data and who changed what, for auditors. */
import { askedBy, getJson } from './api.ts';

export type Act = 'read' | 'change' | 'sign_in' | 'refused';
export const ACTS: Act[] = ['read', 'change', 'sign_in', 'refused'];
export type Line = { seq: number; at: string; who: string; municipality: string; act: Act; what: string; parameters: string; seal: string };
export type Chain = { n_lines: number; seal: string | null; broken_at: number | null };
/** What somebody looks for; days are local, the last one included. */
export type Asked = { who: string; act: Act | ''; from: string; to: string };
export const ANYTHING: Asked = { who: '', act: '', from: '', to: '' };
/** The server's page. */
export const PAGE = 200;

const midnight = (day: string, later: number): string => {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + later).toISOString();
};

/** A page of lines, the newest first, `before` a number. */
export function lines(asked: Asked, before: number | null, token: string, signal?: AbortSignal): Promise<Line[]> {
  const query = new URLSearchParams({
    ...(asked.who.trim() === '' ? {} : { who: asked.who.trim().toLowerCase() }),
    ...(asked.act === '' ? {} : { act: asked.act }),
    ...(asked.from === '' ? {} : { from: midnight(asked.from, 0) }),
    ...(asked.to === '' ? {} : { to: midnight(asked.to, 1) }),
    ...(before === null ? {} : { before: String(before) }),
  });
  return getJson<Line[]>(`/audit${query.size === 0 ? '' : `?${query}`}`, { ...askedBy(token), cache: 'no-store', ...(signal ? { signal } : {}) });
}

export const chain = (token: string): Promise<Chain> => getJson<Chain>('/audit/chain', { ...askedBy(token), cache: 'no-store' });
