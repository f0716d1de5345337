import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyDraft, fieldOf, fromBody, isEmpty, missing, toBody } from '../src/rapport/draft.ts';

const now = new Date('2026-11-20T20:15:00Z');
const spot = { geometry: { type: 'Point', coordinates: [13.99, 56.38] }, accuracy_m: 15, source: 'gps', label: 'Min plats' };

test('draft: an empty one misses what and where', () => {
  const d = emptyDraft(now);
  assert.ok(isEmpty(d));
  assert.deepEqual(missing(d).map((f) => f.pointer), ['/category', '/place']);
});

test('draft: each kind of time says what is missing', () => {
  const full = { ...emptyDraft(now), category: 'speeding', spot };
  const kind = (when) => missing({ ...full, when: { ...full.when, ...when } }).map((f) => f.what);
  assert.deepEqual(kind({ kind: 'now' }), []);
  assert.deepEqual(kind({ kind: 'instant' }), ['time']);
  assert.deepEqual(kind({ kind: 'interval', from: '2026-11-01T10:00' }), ['interval']);
  assert.deepEqual(kind({ kind: 'recurrence' }), ['weekdays']);
  assert.deepEqual(kind({ kind: 'recurrence', weekdays: ['fri'], since: '' }), ['since']);
  assert.deepEqual(kind({ kind: 'recurrence', weekdays: ['fri'] }), []);
});

test('draft: "now" is the moment of sending, also when the report waits for the network', () => {
  const body = toBody({ ...emptyDraft(now), category: 'speeding', spot }, now);
  assert.deepEqual(body.when, { kind: 'instant', at: '2026-11-20T20:15:00.000Z' });
  assert.equal(body.text, null);
  assert.deepEqual(body.place, { geometry: spot.geometry, accuracy_m: 15, source: 'gps' });
});

test('draft: most Fridays in the evening, there and back', () => {
  const d = { ...emptyDraft(now), category: 'nuisance_driving', causes: ['moped'], spot, severity: 4, text: ' Buller. ' };
  d.when = { ...d.when, kind: 'recurrence', weekdays: ['fri'], fromHour: 21, toHour: 2, since: '2026-08-01' };
  const body = toBody(d, now);
  assert.deepEqual(body.when, { kind: 'recurrence', weekdays: ['fri'], from_hour: 21, to_hour: 2, since: '2026-08-01', until: null });
  assert.equal(body.text, 'Buller.');
  assert.deepEqual(toBody(fromBody(d.key, body, 'x'), now), body);
});

test('flaws: the field a pointer belongs to', () => {
  assert.deepEqual(['/place/geometry', '/text', '/when/from', ''].map(fieldOf), ['place', 'text', 'when', '']);
});
