/**
 * Reports waiting for the network. The same code runs in the page and in the service worker.
 * A report's key is a UUID made before the first attempt and sent as `Idempotency-Key`, so a report
 * whose answer was lost on the way is never stored twice.
 */
import { failure } from './api.ts';
import { type Challenge, solve } from './proof.ts';
import type { Flaw, Receipt, ReportBody } from './types.ts';

export const KEEP_DAYS = 7;
const DAY = 86_400_000;

export type Waiting = {
  key: string;
  body: ReportBody;
  /** What the writer reads in the list: the kind of report and the place. */
  label: string;
  createdAt: number;
  attempts: number;
  notBefore: number;
  flaws: Flaw[] | null;
};
export type Sent = { key: string; receipt: Receipt; label: string; sentAt: number };

/** Where the queue lives; IndexedDB in the browser, memory in the tests. */
export type Store = {
  waiting(): Promise<Waiting[]>;
  put(item: Waiting): Promise<void>;
  remove(key: string): Promise<void>;
  /** Moves one report from waiting to sent in one step, so that a crash between cannot lose it. */
  sent(item: Sent): Promise<void>;
};

export type Verdict = 'sent' | 'rejected' | 'later';

/** 2xx is stored. 408, 425, 428 (a sum that came too late), 429 and 5xx pass by themselves; other 4xx need the writer. */
export function verdict(status: number): Verdict {
  if (status >= 200 && status < 300) return 'sent';
  if (status === 408 || status === 425 || status === 428 || status === 429 || status >= 500) return 'later';
  return 'rejected';
}

export const isExpired = (item: Waiting, now: number): boolean => now - item.createdAt > KEEP_DAYS * DAY;

/** 5 s, 10 s, 20 s … at most 10 minutes, or what the server asked for. */
export function backoff(attempts: number, retryAfterS: number | null): number {
  const own = Math.min(5_000 * 2 ** Math.max(0, attempts - 1), 600_000);
  return retryAfterS === null ? own : Math.max(retryAfterS * 1000, 1000);
}

export type Outcome =
  | { key: string; result: 'sent'; sent: Sent }
  | { key: string; result: 'rejected'; flaws: Flaw[]; status: number }
  | { key: string; result: 'later'; status: number | null }
  | { key: string; result: 'expired'; label: string };

type Send = (item: Waiting, proof?: string) => Promise<Response>;
type Solve = (challenge: Challenge) => Promise<string>;

export const post: Send = (item, proof) =>
  fetch('/api/v1/reports', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': item.key, ...(proof ? { 'Proof-Of-Work': proof } : {}) },
    body: JSON.stringify(item.body),
  });

/** Where many reports come the server asks for a sum first (428): it is done, and the report sent again with it. */
export const proving = (send: Send, solver: Solve): Send => async (item) => {
  const answer = await send(item);
  if (answer.status !== 428) return answer;
  const { challenge } = (await answer.clone().json().catch(() => ({}))) as { challenge?: Challenge };
  return challenge ? send(item, await solver(challenge)) : answer;
};

async function attempt(store: Store, item: Waiting, send: Send, now: number): Promise<Outcome> {
  let answer: Response;
  try {
    answer = await send(item);
  } catch {
    // No network: the browser's own `online` event is a better signal than any clock.
    await store.put({ ...item, attempts: item.attempts + 1 });
    return { key: item.key, result: 'later', status: null };
  }
  const what = verdict(answer.status);
  if (what === 'sent') {
    const receipt = (await answer.json()) as Receipt;
    const sent = { key: item.key, receipt, label: item.label, sentAt: now };
    await store.sent(sent);
    return { key: item.key, result: 'sent', sent };
  }
  const error = await failure(answer);
  if (what === 'rejected') {
    const flaws = error.flaws.length > 0 ? error.flaws
      : [{ pointer: '', code: 'refused', detail_sv: error.message, detail_en: error.message }];
    await store.put({ ...item, attempts: item.attempts + 1, flaws });
    return { key: item.key, result: 'rejected', flaws, status: answer.status };
  }
  const attempts = item.attempts + 1;
  await store.put({ ...item, attempts, notBefore: now + backoff(attempts, error.retryAfter) });
  return { key: item.key, result: 'later', status: answer.status };
}

/** Sends what can be sent now, oldest first. Call only while holding the queue's lock. */
export async function flushWith(store: Store, send: Send, now: number, only?: string): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const items = (await store.waiting()).toSorted((a, b) => a.createdAt - b.createdAt);
  for (const item of items) {
    if (isExpired(item, now)) {
      await store.remove(item.key);
      outcomes.push({ key: item.key, result: 'expired', label: item.label });
      continue;
    }
    if (only !== undefined ? item.key !== only : item.flaws !== null || item.notBefore > now) continue;
    const outcome = await attempt(store, item, send, now);
    outcomes.push(outcome);
    if (outcome.result === 'later' && outcome.status === null) break; // no network: the rest would fail too
  }
  return outcomes;
}

/** One flusher at a time, over all tabs and the service worker. */
export async function flush(store: Store, only?: string, solver: Solve = solve): Promise<Outcome[]> {
  const run = () => flushWith(store, proving(post, solver), Date.now(), only);
  return 'locks' in navigator ? await navigator.locks.request('tk-queue', run) : await run();
}
