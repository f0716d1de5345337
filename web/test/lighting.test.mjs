/** The question of light and sight in the address, and its words. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

globalThis.document = { documentElement: { lang: 'sv' } };
const { body, FRESH, fromQuery, toQuery, wanted } = await import('../src/belysning/url.ts');
const { compared, sentence, toldText } = await import('../src/belysning/words.ts');

test('a question comes back from its address, and what cannot be is left out', () => {
  const asked = { ...FRESH, kind: 'light', budget: 500000, spacing_m: 35, lamps_complete: true, from: '2026-01', locked: ['light-1-2'], forbidden: ['sight-3-4'], plan: '0198c0de-0000-7000-8000-000000000000' };
  assert.deepEqual(fromQuery(toQuery(asked)), asked);
  assert.equal(toQuery(FRESH), '');
  assert.deepEqual(fromQuery('?kind=x&budget=-3&avstand=500&gor=<b>,light-1-2&gor_inte=light-1-2&plan=z&from=2026'), { ...FRESH, locked: ['light-1-2'] });
});

test('a stretch is locked or forbidden, never both, and is freed again', () => {
  const locked = wanted(FRESH, 'light-1-2', 'locked');
  const forbidden = wanted(locked, 'light-1-2', 'forbidden');
  assert.deepEqual([locked.locked, forbidden.locked, forbidden.forbidden], [['light-1-2'], [], ['light-1-2']]);
  assert.deepEqual(wanted(forbidden, 'light-1-2', null), FRESH);
  assert.deepEqual(body(wanted(wanted(FRESH, 'b', 'locked'), 'a', 'locked')).locked, ['a', 'b'], 'the same question has the same words');
});

test('what is unknown is never called dark', () => {
  const light = { state: 'unknown', dark_m: 0, unknown_m: 200, said_lit_m: 0, lit_m: 0 };
  const one = { length_m: 200, light, measures: [] };
  assert.match(sentence(one), /^På 200 av 200 m är det inte känt var det är ljust/);
  assert.match(sentence({ ...one, light: { ...light, dark_m: 60, unknown_m: 0 } }), /^60 av 200 m är känt utan ljus\.$/);
  assert.match(sentence({ ...one, light: { ...light, unknown_m: 0, lit_m: 200 } }), /^Lampor lyser/);
  assert.match(toldText({ told: { n_reports: 0, per_year: { mean: 0.0004, low: 0, high: 0.01 } } }), /mindre än 0,1 om året/);
});

test('a plan is compared with another by what is done', () => {
  const now = new Map([['a', 'Ringvägen'], ['b', 'Skolgatan']]);
  assert.deepEqual(compared(now, new Map([['b', 'Skolgatan'], ['c', 'Bangatan']])), { fresh: ['Ringvägen'], gone: ['Bangatan'] });
});
