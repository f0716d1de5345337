import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apart } from '../src/lib/apart.ts';
import { csvText, drawing, fileName, svgText, ticks } from '../src/lib/chart.ts';
import { outerEdges } from '../src/lib/outer.ts';

test('chart: an axis has whole, round steps and reaches past the highest', () => {
  assert.deepEqual(ticks(0), [0]);
  assert.deepEqual(ticks(1), [0, 1]);
  assert.deepEqual(ticks(38), [0, 10, 20, 30, 40]);
  assert.deepEqual(ticks(40), [0, 10, 20, 30, 40]);
  assert.deepEqual(ticks(553), [0, 200, 400, 600]);
  for (let most = 1; most < 3000; most += 7) {
    const steps = ticks(most);
    assert.ok(steps.at(-1) >= most && steps.length <= 6 && steps.every(Number.isInteger), `${most}: ${steps}`);
  }
});

test('chart: a bar is as high as its figure says, its interval around it', () => {
  const { shapes } = drawing([{ label: 'a', name: 'A', n: 10, low: 5, high: 20 }, { label: '', name: 'B', n: 20 }], String);
  const [a, b] = shapes.filter((s) => s.kind === 'bar');
  assert.ok(Math.abs(b.height - 2 * a.height) < 1e-9);
  const [whisker] = shapes.filter((s) => s.kind === 'whisker');
  assert.ok(Math.abs(whisker.high - b.y) < 1e-9 && whisker.low > a.y);
  assert.deepEqual(shapes.filter((s) => s.kind === 'text' && s.anchor === 'middle').map((s) => s.text), ['a']);
  assert.ok(drawing([], String).shapes.length > 0, 'no bars is no fault');
});

test('chart: a saved picture stands alone and lets no name break it', () => {
  const svg = svgText(drawing([{ label: '<b>', name: 'x', n: 1 }], String), { title: 'A & B <i>', under: '"under"', source: 'here' });
  assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  assert.ok(svg.includes('A &amp; B &lt;i&gt;') && svg.includes('&lt;b&gt;') && !svg.includes('<b>') && !svg.includes(' style='));
});

test('csv: quoted where it must be, and no formula', () => {
  assert.equal(csvText([['a', 1.5, null], ['x,"y"\nz', '=1+1', '-3']]), 'a,1.5,\r\n"x,""y""\nz",\'=1+1,\'-3\r\n');
});

test('files: a name that every system takes', () => {
  assert.equal(fileName('Timmar på dygnet', 'Gångtunneln, Järnvägsgatan 3–7 (Osby)'), 'timmar-pa-dygnet-gangtunneln-jarnvagsgatan-3-7-osby');
  assert.ok(fileName('x'.repeat(200)).length <= 80);
});

test('numbers: pushed apart only where they would hide one another', () => {
  const far = [{ x: 0, y: 0 }, { x: 100, y: 0 }];
  assert.deepEqual(apart(far, 30), far);
  const moved = apart([{ x: 0, y: 0 }, { x: 0, y: 0 }, { x: 5, y: 5 }, { x: 200, y: 0 }], 30);
  for (let i = 0; i < 4; i += 1) {
    for (let j = 0; j < i; j += 1) assert.ok(Math.hypot(moved[i].x - moved[j].x, moved[i].y - moved[j].y) > 29, JSON.stringify(moved));
  }
  assert.deepEqual(moved[3], { x: 200, y: 0 });
});

test('outline: two squares side by side have one, with no line between', () => {
  const square = (x) => [[x, 0], [x + 1, 0], [x + 1, 1], [x, 1], [x, 0]];
  const [line, ...more] = outerEdges([square(0), square(1)]);
  assert.equal(more.length, 0);
  assert.deepEqual(line[0], line.at(-1));
  assert.equal(line.length, 7, 'six sides of length one');
  assert.equal(outerEdges([square(0), square(5)]).length, 2);
});
