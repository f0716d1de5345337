import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flushWith, forgetSent, newItem, unsent } from '../src/lib/walkQueue.ts';
import { memoryStore } from '../src/lib/walkStore.ts';
import { allowed, forbid, fromQuery, moved, question, toggledLock, toQuery, usualDate } from '../src/vandringar/url.ts';

const DAY = 86_400_000;
const seen = (id, at) => newItem('w', id, at, { kind: 'seen', body: { causes: ['litter'] } });
const ok = (status = 201) => new Response('{}', { status });

test('walks: the question in the address, there and back again', () => {
  const query = '?start=13.9974,56.3796&end=13.99,56.38&minutes=90&date=2026-11-26&time=16:30&stop=5&most=6&step_free=1&lock=13.99,56.38;13.98,56.37&forbid=13.97,56.36&order=1&proposal=2';
  assert.equal(toQuery(fromQuery(query)), query);
  const asked = question(fromQuery(query));
  assert.deepEqual(asked.locked, [[13.99, 56.38], [13.98, 56.37]]);
  assert.equal(asked.starts_at, '16:30');
  assert.equal(question(fromQuery('?minutes=60')), null);
  const odd = fromQuery('?start=a,b&minutes=9999&date=soon&time=noon&lock=1;2,3,4');
  assert.deepEqual([odd.start, odd.minutes, odd.time, odd.locked], [null, 75, '', []]);
});

test('walks: a Thursday a week and more ahead, whatever the day', () => {
  for (let i = 0; i < 14; i += 1) {
    const today = new Date(2026, 10, 1 + i, 12);
    const day = new Date(`${usualDate(today)}T12:00:00`);
    const ahead = Math.round((day - today) / DAY);
    assert.equal(day.getDay(), 4);
    assert.ok(ahead >= 7 && ahead < 14, `${ahead}`);
  }
});

test('walks: locks, what is left out, and the order by hand', () => {
  const asked = fromQuery('?start=14,56&date=2026-11-26');
  const [a, b, c] = [[14.001, 56.001], [14.002, 56.002], [14.003, 56.003]];
  const locked = toggledLock(asked, a);
  assert.deepEqual(locked.locked, [a]);
  assert.deepEqual(toggledLock(locked, [14.00101, 56.00099]).locked, []);
  const out = forbid(locked, a);
  assert.deepEqual([out.locked, out.forbidden], [[], [a]]);
  assert.deepEqual(allowed(out, a).forbidden, []);
  const turned = moved(asked, [a, b, c], 2, 0);
  assert.deepEqual([turned.locked, turned.order], [[c, a, b], true]);
});

test('walks: what was seen is sent once, oldest first, and stays as sent', async () => {
  const store = memoryStore();
  await store.put(seen('b', 2000));
  await store.put(seen('a', 1000));
  const sent = [];
  const send = async (item) => { sent.push(item.id); return ok(); };
  assert.equal((await flushWith(store, send, 5000)).sent, 2);
  assert.equal((await flushWith(store, send, 6000)).sent, 0);
  assert.deepEqual(sent, ['a', 'b']);
  assert.ok((await store.items()).every((item) => item.sentAt === 5000));
});

test('walks: without a network nothing is lost, with a wrong token neither', async () => {
  const store = memoryStore();
  await store.put(seen('a', 1000));
  await store.put(seen('b', 2000));
  let tries = 0;
  await flushWith(store, async () => { tries += 1; throw new TypeError('offline'); }, 5000);
  assert.equal(tries, 1);
  const refused = await flushWith(store, async () => ok(401), 5000);
  assert.deepEqual(refused, { sent: 0, refused: true, forbidden: false, expired: 0 });
  assert.equal((await flushWith(store, async () => ok(), 5000)).sent, 2);
});

test('walks: what the server wants mended waits for the writer, what passes by itself is tried again', async () => {
  const store = memoryStore();
  await store.put(seen('a', 1000));
  await flushWith(store, async () => new Response(JSON.stringify({ errors: [{ pointer: '/words', code: 'personal_data', detail_sv: 's', detail_en: 'e' }] }), { status: 422 }), 5000);
  assert.equal((await store.items())[0].flaws[0].code, 'personal_data');
  assert.equal((await flushWith(store, async () => ok(), 6000)).sent, 0);
  await store.put(seen('b', 2000));
  await flushWith(store, async () => new Response('{}', { status: 503, headers: { 'Retry-After': '60' } }), 5000);
  assert.equal((await flushWith(store, async () => ok(), 6000)).sent, 0);
  assert.equal((await flushWith(store, async () => ok(), 70_000)).sent, 1);
});

test('walks: after seven days it leaves the phone, and that is told', async () => {
  const store = memoryStore();
  await store.put(seen('a', 0));
  await store.keep({ id: 'w', walk: {}, fetchedAt: 0 });
  const done = await flushWith(store, async () => ok(), 8 * DAY);
  assert.deepEqual(done, { sent: 0, refused: false, forbidden: false, expired: 1 });
  assert.deepEqual([await store.items(), await store.walks()], [[], []]);
});

test('walks: whoever signs out leaves what was not sent, with its walk and without the words of others', async () => {
  const store = memoryStore();
  const walk = (id) => ({ id, fetchedAt: 1000, walk: { id, title: id, stops: [1, 2], seen: [{ words: 'Någon annans' }] } });
  for (const id of ['w', 'done']) await store.keep(walk(id));
  await store.put({ ...seen('sent', 1000), sentAt: 1500 });
  await store.put({ ...newItem('done', 'also', 1000, { kind: 'seen', body: {} }), sentAt: 1500 });
  await store.put(seen('waits', 2000));
  await store.put({ ...seen('refused', 3000), flaws: [{ pointer: '', code: 'x' }] });
  await forgetSent(store);
  assert.deepEqual((await store.items()).map((item) => item.id), ['waits', 'refused']);
  assert.equal(unsent(await store.items()).length, 2);
  const kept = await store.walks();
  assert.deepEqual(kept.map((one) => [one.id, one.walk.stops, one.walk.seen]), [['w', [1, 2], []]]);
  await store.remove('waits');
  await store.remove('refused');
  await forgetSent(store);
  assert.deepEqual([await store.items(), await store.walks()], [[], []]);
});
