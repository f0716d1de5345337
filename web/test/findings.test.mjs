import test from 'node:test';
import assert from 'node:assert/strict';
import { pieces } from '../src/lib/findings.ts';

const finding = (from, to, rewrite) => ({ kind: 'phone', utf16: [from, to], detail_sv: '', detail_en: '', rewrite });

test('a piece is cut out of the text as it was written, also after signs that count double', () => {
  const [one] = pieces('  🔦 ring 070-174 06 05 nu ', [finding(8, 21, '[telefonnummer]')]);
  assert.equal(one.piece, '070-174 06 05');
  assert.equal(one.instead, '  🔦 ring [telefonnummer] nu ');
});

test('no findings, no pieces', () => assert.deepEqual(pieces('Mörkt vid bron', []), []));
