/**
 * What was seen on a walk and waits for the network. Every item has a UUID made on the phone, which is its address on the
 * server, so that what is sent twice is stored once. The token is never stored: who sends is signed in.
 */
import { askedBy, failure } from './api.ts';
import { backoff, KEEP_DAYS, verdict } from './queue.ts';
import type { Flaw } from './types.ts';
import type { Seen, StepTaken, Walk } from './walks.ts';
import { within } from './within.ts';

export type Item = {
  id: string; walk: string; createdAt: number; attempts: number; notBefore: number; sentAt: number | null; flaws: Flaw[] | null;
} & ({ kind: 'seen'; body: Seen } | { kind: 'step'; body: StepTaken });
/** A walk as it was fetched last, to be walked without a network. */
export type KeptWalk = { id: string; walk: Walk; fetchedAt: number };

/** Where it lives; IndexedDB in the browser, memory in the tests. */
export type WalkStore = {
  items(): Promise<Item[]>; put(item: Item): Promise<void>; remove(id: string): Promise<void>;
  walks(): Promise<KeptWalk[]>; keep(walk: KeptWalk): Promise<void>; forget(id: string): Promise<void>;
};

const DAY = 86_400_000;
export const isOld = (at: number, now: number): boolean => now - at > KEEP_DAYS * DAY;

export const newItem = (walk: string, id: string, now: number, what: { kind: 'seen'; body: Seen } | { kind: 'step'; body: StepTaken }): Item =>
  ({ id, walk, createdAt: now, attempts: 0, notBefore: 0, sentAt: null, flaws: null, ...what });

type Send = (item: Item) => Promise<Response>;

/** A network that neither takes nor refuses must not hold up the queue for good. */
const SENT_WITHIN_MS = 60_000;

export const sender = (token: string, at: (path: string) => string): Send => (item) => fetch(
  at(item.kind === 'seen' ? `/api/v1/walks/${item.walk}/seen/${item.id}` : `/api/v1/walks/${item.walk}/steps`),
  { method: item.kind === 'seen' ? 'PUT' : 'POST', headers: { ...askedBy(token).headers, 'Content-Type': 'application/json' }, body: JSON.stringify(item.body), signal: within(SENT_WITHIN_MS) },
);

export type Flushed = { sent: number; refused: boolean; forbidden: boolean; expired: number };

/** Sends what can be sent now, oldest first. `refused`: nobody is signed in any more; `forbidden`: whoever is may not walk.
 * Nothing is lost by either. */
export async function flushWith(store: WalkStore, send: Send, now: number, anyway = false): Promise<Flushed> {
  const done: Flushed = { sent: 0, refused: false, forbidden: false, expired: 0 };
  const items = (await store.items()).toSorted((a, b) => a.createdAt - b.createdAt);
  for (const item of items) {
    if (isOld(item.createdAt, now)) {
      await store.remove(item.id);
      if (item.sentAt === null) done.expired += 1;
      continue;
    }
    if (item.sentAt !== null || item.flaws !== null || (!anyway && item.notBefore > now)) continue;
    let answer: Response;
    try {
      answer = await send(item);
    } catch {
      break; // no network: the rest would fail too
    }
    if (answer.status === 401 || answer.status === 403) {
      done.refused = answer.status === 401;
      done.forbidden = answer.status === 403;
      break;
    }
    const what = verdict(answer.status);
    if (what === 'sent') {
      await store.put({ ...item, sentAt: now });
      done.sent += 1;
      continue;
    }
    const error = await failure(answer);
    const attempts = item.attempts + 1;
    if (what === 'later') await store.put({ ...item, attempts, notBefore: now + backoff(attempts, error.retryAfter) });
    else {
      const flaws = error.flaws.length > 0 ? error.flaws : [{ pointer: '', code: 'refused', detail_sv: error.message, detail_en: error.message }];
      await store.put({ ...item, attempts, flaws });
    }
  }
  for (const one of await store.walks()) if (isOld(one.fetchedAt, now)) await store.forget(one.id);
  return done;
}

/** What the server does not have yet: also what it refused and somebody must mend. */
export const unsent = (items: Item[]): Item[] => items.filter((item) => item.sentAt === null);

/** Whoever signs out leaves nothing here that the server has. What it has not stays, with its walk, but no word of others. */
export async function forgetSent(store: WalkStore): Promise<void> {
  const items = await store.items();
  const left = new Set(unsent(items).map((item) => item.walk));
  for (const item of items) if (item.sentAt !== null) await store.remove(item.id);
  for (const one of await store.walks()) await (left.has(one.id) ? store.keep({ ...one, walk: { ...one.walk, seen: [] } }) : store.forget(one.id));
}

/** One flusher at a time, over all tabs. */
export async function flush(store: WalkStore, send: Send, anyway = false): Promise<Flushed> {
  const run = () => flushWith(store, send, Date.now(), anyway);
  return 'locks' in navigator ? await navigator.locks.request('tk-walk-queue', run) : await run();
}
