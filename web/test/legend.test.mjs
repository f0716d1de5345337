import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boundsOf, byReports, corner, labelPoint, limits } from '../src/lib/legend.ts';
import { scaleBar } from '../src/lib/scale.ts';
import { tokenIn } from '../src/lib/token.ts';
import { whereIs } from '../src/lib/where.ts';

const classes = [
  { class: 1, from: 0, to: 0.02, color: '#ffffb2' },
  { class: 2, from: 0.02, to: 0.1, color: '#fecc5c' },
  { class: 3, from: 0.1, to: null, color: '#bd0026' },
];

test('legend: limits in words', () => {
  const text = classes.map((c) => limits(c, String, (n) => `${n}+`, (n) => `<${n}`));
  assert.deepEqual(text, ['<0.02', '0.02–0.1', '0.1+']);
});

test('list: most reports first, the smaller square first among equals', () => {
  const cell = (id, n, size) => ({ id, n_reports: n, size_m: size });
  const sorted = [cell('a', 2, 250), cell('b', 9, 500), cell('c', 9, 250)].toSorted(byReports).map((c) => c.id);
  assert.deepEqual(sorted, ['c', 'b', 'a']);
});

test('cells: corner and bounds', () => {
  assert.equal(corner('250-447250-6249500'), 'N 6249500, E 447250');
  assert.deepEqual(boundsOf([[1, 5], [3, 4], [2, 9]]), [1, 4, 3, 9]);
});

test('scale bar: a round length that fits', () => {
  const bar = scaleBar(13, 56.4, 200);
  assert.ok([1, 2, 5].includes(bar.metres / 10 ** Math.floor(Math.log10(bar.metres))));
  assert.ok(bar.px <= 200 && bar.px > 70);
  // 1 px at zoom 13 and 56.4° is about 5.29 m; 96 px an inch makes about 1:20 000.
  assert.equal(bar.ratio, 20_000);
});

test('token: from a link or alone, never anything else', () => {
  const token = 'A'.repeat(43);
  assert.equal(tokenIn(`https://kommun.example/uppfoljning#${token}`), token);
  assert.equal(tokenIn(` ${token} `), token);
  assert.equal(tokenIn('#kort'), null);
});

test('figures: a large square writes its own beside the smaller squares it holds', () => {
  const square = (w, s, size) => ({ geometry: { coordinates: [[[w, s], [w + size, s], [w + size, s + size], [w, s + size], [w, s]]] }, properties: { size_m: size } });
  const large = square(0, 0, 8);
  assert.deepEqual(labelPoint(large, [large]), [4, 4]);
  const [x, y] = labelPoint(large, [large, square(0, 0, 4)]);
  assert.ok(x > 4 || y > 4);
  assert.equal(labelPoint(large, [large, square(0, 0, 4), square(4, 0, 4), square(0, 4, 4), square(4, 4, 4)]), null);
});

test('where: told from the nearest locality', () => {
  const towns = [{ name: 'Osby', lon: 14, lat: 56.38 }, { name: 'Lönsboda', lon: 14.3, lat: 56.4 }];
  const at = (lon, lat, size_m = 250) => ({ geometry: { coordinates: [[[lon, lat], [lon, lat]]] }, properties: { size_m } });
  assert.deepEqual(whereIs(at(14.001, 56.381), towns), { how: 'in', name: 'Osby' });
  assert.deepEqual(whereIs(at(14, 56.389), towns), { how: 'by', name: 'Osby', km: 1, compass: 0 });
  assert.deepEqual(whereIs(at(13.96, 56.38), towns), { how: 'by', name: 'Osby', km: 2.5, compass: 6 });
  assert.equal(whereIs(at(14.29, 56.42), towns).name, 'Lönsboda');
  assert.deepEqual(whereIs(at(14, 56.38, 32_000), towns), { how: 'wide' });
});
