import assert from 'node:assert/strict';
import { test } from 'node:test';
import { municipality, staying } from '../src/lib/municipality.ts';

test('municipality: read from the address, nonsense is none', () => {
  assert.equal(municipality('?municipality=boston&from=2015-01'), 'boston');
  assert.equal(municipality('?from=2015-01'), null);
  assert.equal(municipality('?municipality=<b>'), null);
});

test('municipality: every address stays with it', () => {
  assert.equal(staying('/karta', 'boston'), '/karta?municipality=boston');
  assert.equal(staying('?from=2015-01', 'boston'), '?from=2015-01&municipality=boston');
  assert.equal(staying('', 'boston'), '?municipality=boston');
  assert.equal(staying('/uppfoljning#abc', 'boston'), '/uppfoljning?municipality=boston#abc');
  assert.equal(staying('/karta', null), '/karta');
});
