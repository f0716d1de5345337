import assert from 'node:assert/strict';
import { test } from 'node:test';
import { insidePoint, outline, polygonsOf } from '../src/lib/inside.ts';
import { byRate, forPaper, lackOf, lookOf, squareSize } from '../src/lib/rates.ts';
import { isRates } from '../src/lib/types.ts';

const box = (w, s, e, n) => [[w, s], [e, s], [e, n], [w, n], [w, s]];
const place = (id, more = {}, geometry = { type: 'Polygon', coordinates: [box(14, 56, 14.1, 56.1)] }) => ({
  type: 'Feature', id, geometry,
  properties: { id, name: null, population: 100, n_reports: 10, rate: 1, low: 0.5, high: 2, expected: 9, class: 4, silent: false, why_no_rate: null, ...more },
});
const without = (id, why, more = {}) => place(id, { rate: null, low: null, high: null, expected: null, class: null, why_no_rate: why, ...more });
const rates = (features, population = 100) => ({ unit: 'reports_per_1000_inhabitants_month', by: 'area', features, denominator: { population } });

test('rates: the highest first, those without a rate last by name', () => {
  const all = [without('a', 'too_few', { name: 'Örup' }), place('b', { rate: 0 }), without('c', 'population_unknown', { name: 'Alby' }), place('d', { rate: 3 })];
  assert.deepEqual(all.toSorted(byRate).map((f) => f.id), ['d', 'b', 'c', 'a']);
});

test('rates: a sheet of paper keeps every silent place', () => {
  const all = [place('a', { rate: 0.1, silent: true }), place('b', { rate: 0.2 }), place('c', { rate: 3 }), place('d', { rate: 2 })];
  assert.deepEqual(forPaper(rates(all), 2).map((f) => f.id), ['c', 'd', 'a']);
  assert.deepEqual(forPaper(rates(all), 9).map((f) => f.id), ['c', 'd', 'b', 'a']);
  const few = [without('e', 'too_few'), place('f'), without('g', 'too_few')];
  assert.deepEqual(forPaper(rates(few), 2).map((f) => f.id), ['f'], 'a long list leaves out those without a figure');
  assert.equal(forPaper(rates(few), 3).length, 3);
});

test('rates: unknown inhabitants are not the same as few reports', () => {
  assert.deepEqual([place('a'), without('b', 'population_unknown'), without('c', 'nobody_lives_there'), without('d', 'too_few')].map(lookOf),
    ['rated', 'unknown', 'unknown', 'few']);
});

test('rates: what is lacking is named', () => {
  assert.equal(lackOf(rates([])), 'no_places');
  assert.equal(lackOf(rates([without('a', 'population_unknown')], 0)), 'no_inhabitants');
  assert.equal(lackOf(rates([without('a', 'too_few')])), 'no_rate');
  assert.equal(lackOf(rates([without('a', 'too_few'), place('b')])), null);
  assert.ok(isRates(rates([])) && !isRates({ unit: 'link' }) && !isRates({}));
});

test('rates: a square says its size, an area has none', () => {
  assert.equal(squareSize('250-438000-6248500'), 250);
  assert.equal(squareSize('osby-district-1'), null);
});

test('figures: in the middle of a simple area, inside a crooked one, in the largest of several', () => {
  const [x, y] = insidePoint(place('a'));
  assert.ok(Math.abs(x - 14.05) < 1e-9 && Math.abs(y - 56.05) < 1e-9);
  // An L: the middle of its box is outside.
  const l = [[0, 0], [10, 0], [10, 1], [1, 1], [1, 10], [0, 10], [0, 0]];
  const at = insidePoint(place('l', {}, { type: 'Polygon', coordinates: [l] }));
  assert.ok(at[0] < 1 || at[1] < 1, String(at));
  const hole = insidePoint(place('h', {}, { type: 'Polygon', coordinates: [box(0, 0, 10, 10), box(2, 2, 8, 8)] }));
  assert.ok(hole[0] < 2 || hole[0] > 8 || hole[1] < 2 || hole[1] > 8, String(hole));
  const several = place('s', {}, { type: 'MultiPolygon', coordinates: [[box(0, 0, 1, 1)], [box(20, 0, 24, 4)]] });
  assert.ok(insidePoint(several)[0] > 20);
  assert.equal(polygonsOf(several).length, 2);
  assert.equal(outline(several).length, 10);
  assert.equal(insidePoint(place('none', {}, { type: 'Polygon', coordinates: [] })), null);
});
