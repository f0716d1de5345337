import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cleared, EMPTY, forReader, fromQuery, isDefault, newest, periods, toQuery, toServer } from '../src/karta/url.ts';

test('url: there and back again', () => {
  const query = '?group=traffic,positive&cause=moped&from=2026-01&to=2026-06&weekdays=fri,sat&hours=22-04&cell=250';
  assert.equal(toQuery(fromQuery(query)), query);
  assert.equal(toQuery(EMPTY), '');
  assert.ok(isDefault(fromQuery('')));
});

test('url: what does not look right is dropped', () => {
  const f = fromQuery('?group=<b>,traffic&from=2026-13&to=igår&hours=x&cell=7&weekdays=sat,fri,blursday');
  assert.deepEqual(f, { ...EMPTY, groups: ['traffic'], weekdays: ['fri', 'sat'] });
});

test('url: the public asks only coarsely', () => {
  const f = forReader(fromQuery('?group=traffic&from=2026-01&cause=moped&hours=22-04&cell=100'), false);
  assert.equal(toQuery(f), '?group=traffic&from=2026-01');
});

test('url: streets have no size of squares, and clearing keeps to streets', () => {
  const f = fromQuery('?group=traffic&cell=250&unit=link');
  assert.equal(toQuery(f), '?group=traffic&unit=link');
  assert.equal(toQuery(forReader(f, false)), '?group=traffic&unit=link');
  assert.equal(toQuery(cleared(f)), '?unit=link');
  assert.ok(isDefault(cleared(f)) && !isDefault(f));
  assert.equal(fromQuery('?unit=bogus').unit, 'cell');
});

test('url: rates keep what they are counted for, and the server is asked at another address', () => {
  const f = fromQuery('?group=traffic&unit=rate&by=square&cell=500');
  assert.equal(toQuery(f), '?group=traffic&unit=rate&by=square');
  assert.equal(toServer(f), '?group=traffic&by=square');
  assert.equal(toServer(fromQuery('?unit=rate')), '');
  assert.equal(toServer(fromQuery('?unit=link')), '?unit=link');
  assert.equal(toQuery(forReader(f, false)), '?group=traffic&unit=rate&by=square');
  assert.equal(toQuery(cleared(f)), '?unit=rate&by=square');
  assert.ok(isDefault(cleared(f)) && !isDefault(f));
  assert.equal(toQuery(fromQuery('?by=square')), '', 'squares of inhabitants are no squares of reports');
});

test('periods: counted from the newest month there is', () => {
  assert.deepEqual(periods('2026-02').map((p) => [p.key, p.from, p.to]), [
    ['all', '', ''], ['year12', '2025-03', '2026-02'], ['thisYear', '2026-01', '2026-02'], ['quarter', '2026-01', '2026-02'],
  ]);
  assert.equal(periods('2026-12')[3].from, '2026-10');
});

test('the newest month to choose: published for everybody, this one for staff, unless all of it is old', () => {
  assert.equal(newest(false, '2026-10', '2026-11'), '2026-10');
  assert.equal(newest(true, '2026-10', '2026-11'), '2026-11');
  assert.equal(newest(true, '2025-11', '2026-11'), '2026-11');
  assert.equal(newest(true, '2017-12', '2026-11'), '2017-12');
  assert.equal(newest(true, null, '2026-11'), '2026-11');
  assert.equal(newest(false, null, '2026-11'), null);
});
