import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { beginning, search, solve } from '../src/lib/proof.ts';

const sha256 = (text) => createHash('sha256').update(text).digest();
const salt = '00000000000000000000000000000007';

test('proof: our SHA-256 is that of OpenSSL for every length that fits', () => {
  for (let length = 0; length <= 55; length += 1) {
    const text = 'abcdefghij'.repeat(6).slice(0, length);
    const hash = sha256(text);
    assert.deepEqual(beginning(text), [hash.readUInt32BE(0), hash.readUInt32BE(4)], `${length}`);
  }
});

test('proof: the first number with enough zero bits is found, the one the server knows', async () => {
  // As in src/http/limits/puzzle.rs: 9289 is the first with 12 bits, 12164 with 14.
  const challenge = (bits) => ({ salt, bits, expires: 5, signature: 'ab' });
  assert.equal(search(challenge(12), 0, 9289), null);
  assert.equal(search(challenge(12), 0, 9290), 9289);
  assert.equal(await solve(challenge(14)), `${salt}.14.5.ab.12164`);
  assert.ok(sha256(`${salt}12164`).readUInt32BE(0) >>> 18 === 0);
});
