import assert from 'node:assert/strict';
import { test } from 'node:test';

globalThis.document = { documentElement: { lang: 'sv' } };
globalThis.location = { pathname: '/atgarder', search: '' };
const { effectTexts } = await import('../src/atgarder/effect.ts');
const { askedFor, fromQuery, newRemedy, toQuery } = await import('../src/atgarder/url.ts');
const { csvRows, passes } = await import('../src/atgarder/words.ts');

const could = { expected_after: 10, at_most: 3, reduction_percent: 77, needed_before: null };

test('register: filters live in the address and come back from it', () => {
  for (const filter of [{ state: null, owner: null, late: false }, { state: 'done', owner: 'Nattvandrarna & co', late: true }]) {
    assert.deepEqual(fromQuery(toQuery(filter)), filter);
  }
  assert.deepEqual(fromQuery('?state=magic&late=2'), { state: null, owner: null, late: false });
});

test('register: a remedy another page asks for is read as it was written, and nothing else', () => {
  const asked = { at: [13.9974, 56.3796], name: 'Gångtunneln & torget', kind: 'lighting', origin: { kind: 'walk', id: 'a:b:c' }, selected: ['2025-11-01', '2026-10-31'] };
  assert.deepEqual(askedFor(newRemedy(asked).split('?')[1]), asked);
  assert.equal(askedFor('?state=done'), null);
  assert.deepEqual(askedFor('?new=1&at=x,y&origin=rumor:1&selected=soon'), { at: null, name: null, kind: null, origin: null, selected: null });
});

test('register: late, state and owner choose together, and every row of the file has its columns', () => {
  const words = { remedy_kinds: [{ code: 'lighting', sv: 'Belysning', en: 'Lighting' }], organisations: [] };
  const remedy = { id: '1', kind: 'lighting', place: { type: 'Polygon', coordinates: [[[1, 2], [3, 4], [5, 6], [1, 2]]] }, place_name: 'P', locality: null, owner: 'Egen', state: 'decided', late: true, due: null, cost: 5, started_on: null, done_on: null, sentence_sv: 'S', reason: null, origin: { kind: 'walk', id: 'w' }, selected_from: null, selected_to: null };
  assert.equal(passes({ state: 'decided', owner: 'Egen', late: true })(remedy), true);
  assert.equal(passes({ state: 'done', owner: null, late: false })(remedy), false);
  const [head, row] = csvRows([remedy], words);
  assert.equal(head.length, row.length);
  assert.ok(row.includes('Belysning') && row.includes('Egen') && row.includes('walk:w'));
  assert.deepEqual(row.slice(-2), [5, 6]);
});

test('effect: no direction stands without its interval, and the naive figure says what it is', () => {
  const measured = (verdict, estimate) => effectTexts({ stage: 'measured', warnings: [], results: { verdict, estimate, naive: { ratio: 0.5 }, detectable: { by_these_counts: could, by_what_is_expected: null } } });
  const [fewer, naive] = measured('fewer', { theta: 0.7, low: 0.5, high: 0.9 });
  for (const figure of ['−30', '−50', '−10']) assert.ok(fewer.includes(figure), fewer);
  assert.ok(naive.includes('−50') && naive.includes('bevisar inget'), naive);
  assert.match(measured('cannot_tell', { theta: 0.9, low: 0.6, high: 1.4 })[0], /går inte att säga.*\+40/);
  assert.match(measured('cannot_tell', null)[0], /vad som hade hänt/);
});

test('effect: before it starts the page says what could be shown, or how much is missing', () => {
  const planned = (own) => effectTexts({ stage: 'planned', warnings: [{ sv: 'Varning.', en: 'Warning.' }], results: { verdict: 'cannot_tell', detectable: { by_these_counts: own, by_what_is_expected: null } } });
  const texts = planned(could);
  assert.match(texts[1], /väntas 10 rapporter.*Högst 3.*77/);
  assert.equal(texts[2], 'Varning.');
  assert.match(planned({ ...could, at_most: null, needed_before: 5 })[1], /Minst 5 före/);
});
