import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCoordinates, swerefText, wgsText } from '../src/lib/coordinates.ts';
import { fromSweref, toSweref } from '../src/lib/sweref.ts';

// Reference values from PROJ (EPSG:4326 → EPSG:3006), to a millimetre.
const KNOWN = [
  { lon: 13.9974, lat: 56.3796, n: 6248780.4598, e: 438085.5345 },
  { lon: 24.1, lat: 65.8, n: 7327768.6092, e: 915084.4507 },
  { lon: 11.97, lat: 57.7, n: 6399348.0613, e: 319439.7721 },
  { lon: 18.07, lat: 59.33, n: 6580824.5756, e: 674647.8821 },
];

test('SWEREF 99 TM: the central meridian is exact and the round trip is well under a millimetre', () => {
  const middle = toSweref({ lon: 15, lat: 60 });
  assert.ok(Math.abs(middle.e - 500000) < 1e-6);
  for (let lat = 55; lat <= 69; lat += 1) {
    for (let lon = 10.5; lon <= 24.5; lon += 1) {
      const back = fromSweref(toSweref({ lon, lat }));
      assert.ok(Math.abs(back.lat - lat) * 111_320_000 < 0.5, `${lat} ${lon}`);
      assert.ok(Math.abs(back.lon - lon) * 111_320_000 < 0.5, `${lat} ${lon}`);
    }
  }
});

test('SWEREF 99 TM: agrees with PROJ', () => {
  for (const k of KNOWN) {
    const { n, e } = toSweref(k);
    assert.ok(Math.hypot(n - k.n, e - k.e) < 0.001, `${n} ${e}`);
  }
});

test('coordinates: every way people write them', () => {
  const at = (text) => {
    const r = parseCoordinates(text);
    assert.ok(r.ok, `${text}: ${r.why}`);
    return r;
  };
  for (const text of ['56.3796, 13.9974', '56,3796 13,9974', '56,3796; 13,9974', '56,3796, 13,9974', '56.3796° N 13.9974° E', 'N 56.3796 E 13.9974', 'WGS84 56.3796 13.9974']) {
    const r = at(text);
    assert.equal(r.system, 'wgs84');
    assert.equal(r.swapped, false, text);
    assert.deepEqual(r.at, { lat: 56.3796, lon: 13.9974 }, text);
  }
  assert.equal(at('13.9974, 56.3796').swapped, true);
  const { n, e } = toSweref({ lon: 13.9974, lat: 56.3796 });
  for (const text of [`N ${Math.round(n)}, E ${Math.round(e)}`, `${Math.round(n)} ${Math.round(e)}`, '6 248 780 438 086', 'N 6 248 780, E 438 086', 'SWEREF 99 TM 6248780 438086']) {
    const r = at(text);
    assert.equal(r.system, 'sweref99tm', text);
    assert.ok(Math.abs(r.at.lat - 56.3796) < 2e-5 && Math.abs(r.at.lon - 13.9974) < 2e-5, text);
  }
  assert.equal(at('438086 6248780').swapped, true);
});

test('coordinates: says why when it cannot read them', () => {
  assert.deepEqual(parseCoordinates('  '), { ok: false, why: 'empty' });
  assert.deepEqual(parseCoordinates('56.38'), { ok: false, why: 'two_numbers' });
  assert.deepEqual(parseCoordinates('vid stationen'), { ok: false, why: 'two_numbers' });
  assert.deepEqual(parseCoordinates('0, 0'), { ok: false, why: 'outside' });
  assert.deepEqual(parseCoordinates('40.7 -74.0'), { ok: false, why: 'outside' });
});

test('coordinates: written out', () => {
  assert.match(swerefText({ lon: 13.9974, lat: 56.3796 }), /^N \d{7}, E \d{6}$/);
  assert.equal(wgsText({ lon: 13.9974, lat: 56.3796 }, 'sv'), '56,37960; 13,99740');
  assert.equal(wgsText({ lon: 13.9974, lat: 56.3796 }, 'en'), '56.37960, 13.99740');
});
