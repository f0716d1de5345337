import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cut } from '../src/lib/cut.ts';

/** A square on a plane where a degree is a million metres. */
const square = (size, east, north) => {
  const at = (e, n) => [e / 1e6, n / 1e6];
  const ring = [at(east, north), at(east + size, north), at(east + size, north + size), at(east, north + size)];
  return { type: 'Feature', id: `${size}-${east}-${north}`, geometry: { type: 'Polygon', coordinates: [[...ring, ring[0]]] }, properties: { id: `${size}-${east}-${north}`, size_m: size, n_reports: 6 } };
};
const inRing = ([x, y], ring) => x > Math.min(...ring.map((p) => p[0])) && x < Math.max(...ring.map((p) => p[0])) && y > Math.min(...ring.map((p) => p[1])) && y < Math.max(...ring.map((p) => p[1]));
const area = (ring) => Math.abs(ring.slice(1).reduce((sum, [x, y], i) => sum + ring[i][0] * y - x * ring[i][1], 0)) / 2;

test('every place lies in one square only: the smallest published there', () => {
  const squares = [square(8000, 440000, 6240000), square(4000, 440000, 6244000), square(250, 440250, 6240500), square(500, 446000, 6246000), square(1000, 440000, 6240000)];
  const cuts = cut(squares);
  for (let x = 60; x < 8000; x += 125) {
    for (let y = 60; y < 8000; y += 125) {
      const place = [(440000 + x) / 1e6, (6240000 + y) / 1e6];
      const over = cuts.filter((c) => c.geometry.coordinates.some(([ring]) => inRing(place, ring)));
      const smallest = squares.filter((s) => inRing(place, s.geometry.coordinates[0])).toSorted((a, b) => a.properties.size_m - b.properties.size_m)[0];
      assert.deepEqual(over.map((c) => c.id), [smallest.id]);
    }
  }
  const whole = cuts.flatMap((c) => c.geometry.coordinates).reduce((sum, [ring]) => sum + area(ring), 0);
  assert.ok(Math.abs(whole - area(squares[0].geometry.coordinates[0])) < 1e-12, 'nothing is lost');
});

test('equal squares stay whole, and nothing is nothing', () => {
  const [one, two] = cut([square(250, 440000, 6240000), square(250, 440250, 6240000)]);
  assert.equal(one.geometry.coordinates.length + two.geometry.coordinates.length, 2);
  assert.deepEqual(cut([]), []);
});

test('a corner that a square has is taken from it, so that nothing gapes', () => {
  const small = square(4000, 440000, 6244000);
  small.geometry.coordinates[0] = small.geometry.coordinates[0].map(([x, y]) => [x + 1e-7, y]);
  const [large] = cut([square(8000, 440000, 6240000), small]);
  const points = large.geometry.coordinates.flatMap(([ring]) => ring).map(String);
  assert.ok(points.includes(String(small.geometry.coordinates[0][1])));
});
