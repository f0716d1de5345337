import assert from 'node:assert/strict';
import { test } from 'node:test';

const { inPercent, keyed, middle, moved, resized, spanned, step } = await import('../src/lib/boxes.ts');

const PICTURE = { width: 800, height: 600 };
const BOX = { x: 100, y: 50, width: 80, height: 40 };

test('a box lies between two corners, whichever came first, and inside the picture', () => {
  assert.deepEqual(spanned({ x: 180, y: 90 }, { x: 100, y: 50 }, PICTURE), BOX);
  assert.deepEqual(spanned({ x: 700, y: 500 }, { x: 9000, y: 9000 }, PICTURE), { x: 700, y: 500, width: 100, height: 100 });
  assert.equal(spanned({ x: 100, y: 50 }, { x: 104, y: 400 }, PICTURE), null, 'a press is no drag');
});

test('a box stays in the picture wherever it is moved, and keeps its size', () => {
  assert.deepEqual(moved(BOX, -500, -500, PICTURE), { ...BOX, x: 0, y: 0 });
  assert.deepEqual(moved(BOX, 5000, 5000, PICTURE), { ...BOX, x: 720, y: 560 });
});

test('a box grows to the edge and never becomes nothing', () => {
  assert.deepEqual(resized(BOX, 5000, 5000, PICTURE), { ...BOX, width: 700, height: 550 });
  assert.deepEqual(resized(BOX, -5000, -5000, PICTURE), { ...BOX, width: 8, height: 8 });
});

test('the arrows move, with shift they change the size, and other keys do nothing', () => {
  const by = step(PICTURE);
  assert.deepEqual(keyed(BOX, 'ArrowLeft', false, PICTURE), { ...BOX, x: 100 - by });
  assert.deepEqual(keyed(BOX, 'ArrowDown', true, PICTURE), { ...BOX, height: 40 + by });
  assert.equal(keyed(BOX, 'Enter', false, PICTURE), null);
});

test('a new box lies in the middle', () => {
  assert.deepEqual(middle(PICTURE), { x: 320, y: 240, width: 160, height: 120 });
  assert.deepEqual(inPercent(middle(PICTURE), PICTURE), [40, 40, 20, 20]);
});
