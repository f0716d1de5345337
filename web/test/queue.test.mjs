import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backoff, flushWith, isExpired, KEEP_DAYS, proving, verdict } from '../src/lib/queue.ts';
import { memoryStore } from '../src/lib/store.ts';

const DAY = 86_400_000;
const item = (key, part = {}) => ({ key, body: { category: 'speeding' }, label: key, createdAt: 1000, attempts: 0, notBefore: 0, flaws: null, ...part });
const created = (ref) => new Response(JSON.stringify({ reference: ref, follow_up_token: 't' }), { status: 201 });

test('verdict: what passes by itself and what needs the writer', () => {
  assert.deepEqual([200, 201, 400, 413, 422, 408, 428, 429, 500, 503].map(verdict),
    ['sent', 'sent', 'rejected', 'rejected', 'rejected', 'later', 'later', 'later', 'later', 'later']);
});

test('backoff: doubles, has a roof, obeys the server', () => {
  assert.deepEqual([1, 2, 3].map((n) => backoff(n, null)), [5000, 10_000, 20_000]);
  assert.equal(backoff(50, null), 600_000);
  assert.equal(backoff(1, 30), 30_000);
});

test('queue: sends the oldest first, each once, and keeps the receipt', async () => {
  const store = memoryStore();
  await store.put(item('b', { createdAt: 2000 }));
  await store.put(item('a'));
  const seen = [];
  const send = async (i) => { seen.push(i.key); return created(i.key); };
  await flushWith(store, send, 5000);
  await flushWith(store, send, 6000);
  assert.deepEqual(seen, ['a', 'b']);
  assert.deepEqual(await store.waiting(), []);
  assert.deepEqual((await store.sentList()).map((s) => s.receipt.reference), ['a', 'b']);
});

test('queue: no network leaves everything as it was, and stops at once', async () => {
  const store = memoryStore();
  await store.put(item('a'));
  await store.put(item('b'));
  let tries = 0;
  const out = await flushWith(store, async () => { tries += 1; throw new TypeError('offline'); }, 5000);
  assert.equal(tries, 1);
  assert.deepEqual(out, [{ key: 'a', result: 'later', status: null }]);
  assert.equal((await store.waiting()).length, 2);
});

test('queue: a busy server is left alone until it said', async () => {
  const store = memoryStore();
  await store.put(item('a'));
  const busy = async () => new Response('{}', { status: 503, headers: { 'Retry-After': '20' } });
  await flushWith(store, busy, 5000);
  assert.deepEqual(await flushWith(store, busy, 24_000), []);
  assert.equal((await flushWith(store, async () => created('x'), 25_001))[0].result, 'sent');
});

test('queue: a refused report stays for the writer and is not sent again by itself', async () => {
  const store = memoryStore();
  await store.put(item('a'));
  const flaw = { pointer: '/text', code: 'personal_data', detail_sv: 'sv', detail_en: 'en', suggestion: 'x' };
  const out = await flushWith(store, async () => new Response(JSON.stringify({ status: 422, errors: [flaw] }), { status: 422 }), 5000);
  assert.deepEqual(out, [{ key: 'a', result: 'rejected', flaws: [flaw], status: 422 }]);
  assert.deepEqual(await flushWith(store, async () => created('x'), 900_000), []);
  assert.equal((await flushWith(store, async () => created('x'), 900_000, 'a'))[0].result, 'sent');
});

test('queue: a sum that is asked for is done and sent with the report', async () => {
  const challenge = { salt: '0'.repeat(32), bits: 4, expires: 1, signature: 's' };
  const asked = [];
  const send = async (i, proof) => {
    asked.push([i.key, proof]);
    return proof ? created('x') : new Response(JSON.stringify({ code: 'proof_of_work_needed', challenge }), { status: 428 });
  };
  const store = memoryStore();
  await store.put(item('a'));
  const [outcome] = await flushWith(store, proving(send, async (c) => `proof of ${c.bits}`), 5000);
  assert.equal(outcome.result, 'sent');
  assert.deepEqual(asked, [['a', undefined], ['a', 'proof of 4']]);
});

test('queue: old reports are removed, and it is told', async () => {
  const store = memoryStore();
  await store.put(item('a'));
  const now = 1000 + KEEP_DAYS * DAY + 1;
  assert.ok(isExpired(item('a'), now));
  assert.deepEqual(await flushWith(store, async () => created('x'), now), [{ key: 'a', result: 'expired', label: 'a' }]);
  assert.deepEqual(await store.waiting(), []);
});
