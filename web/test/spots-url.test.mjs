import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromQuery as ofMapPage } from '../src/karta/url.ts';
import { ANY, cleared, fitting, fromQuery, isAll, ofMap, toMap, toQuery } from '../src/platser/url.ts';

test('places: there and back again', () => {
  const query = '?group=traffic&category=speeding&cause=moped&from=2026-01&to=2026-06&weekdays=fri,sat&hours=22-04&unit=cell&exposure=reports&cell=250';
  assert.equal(toQuery(fromQuery(query)), query);
  assert.equal(toQuery(ANY), '');
  assert.deepEqual(fromQuery('?unit=rate&exposure=weather&cell=7&category=<b>'), ANY);
});

test('places: streets are compared with their length, and what was chosen last wins', () => {
  assert.equal(toQuery(fitting({ ...ANY, unit: 'link', exposure: 'population' }, 'unit')), '?unit=link');
  assert.equal(toQuery(fitting({ ...ANY, unit: 'link', exposure: 'population' }, 'exposure')), '?unit=cell&exposure=population');
  assert.equal(toQuery(fitting({ ...ANY, unit: 'link', exposure: 'street', cell: '250' }, 'unit')), '?unit=link&exposure=street');
  assert.equal(toQuery(fromQuery('?unit=link&exposure=even')), '?unit=link');
});

test('places: clearing keeps how it is counted', () => {
  const f = fromQuery('?cause=moped&unit=cell&cell=500');
  assert.equal(toQuery(cleared(f)), '?unit=cell&cell=500');
  assert.ok(isAll(cleared(f)) && !isAll(f));
});

test('places: to the map of reports and back with the same reports', () => {
  const f = fromQuery('?category=speeding&from=2026-01&exposure=even');
  assert.equal(toMap(f, 'link', [13.99, 56.38]), '?category=speeding&from=2026-01&unit=link#karta=16/56.38/13.99');
  assert.equal(toMap(f, 'cell'), '?category=speeding&from=2026-01');
  assert.equal(ofMap(ofMapPage(toMap(f, 'link'))), '?category=speeding&from=2026-01&unit=link');
  assert.equal(ofMap(ofMapPage('?unit=rate&by=square&group=traffic')), '?group=traffic');
});
