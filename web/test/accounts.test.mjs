import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backFromProvider, inFours, invitationIn, invitationLink, ownAddress, rightsIn } from '../src/lib/accounts.ts';
import { askedBy, BY_SESSION } from '../src/lib/api.ts';
import { placesOf } from '../src/konton/places.ts';

const HOME = 'https://trygghet.example';

test('after signing in one comes back to a page of our own', () => {
  for (const till of ['/platser', '/en/platser?group=traffic#karta=12/56.38/13.99', '/vandring?walk=1&municipality=1273', '/', '/~a']) {
    assert.equal(ownAddress(till, HOME), till);
  }
});

test('after signing in one never comes to somebody else', () => {
  const foreign = [
    null, '', 'platser', '//evil.example', '//evil.example/platser', '/\\evil.example', '\\/evil.example', '\\\\evil.example', '/\t/evil.example', '/\n/evil.example',
    ' //evil.example', '/.//evil.example', '/a/..//evil.example', '/%2e//evil.example', 'https://evil.example', 'https:/evil.example', 'https:evil.example', 'javascript:alert(1)',
    'JaVaScRiPt:alert(1)', 'data:text/html,x', '///evil.example', '//trygghet.example@evil.example', '/\\/evil.example', '//[', `${HOME}/platser`,
  ];
  for (const till of foreign) assert.equal(ownAddress(till, HOME), null, JSON.stringify(till));
});

test('whatever is asked for, the answer read by a browser stays here', () => {
  // Every way of writing up to six of the signs that steer how an address is read.
  const signs = ['/', '\\', '.', '\t', '@', ':', 'a', '%2f', '?', '#'];
  const tails = ['evil.example', ''];
  let tried = 0;
  const grow = (text, left) => {
    for (const tail of tails) {
      const to = ownAddress(text + tail, HOME);
      tried += 1;
      if (to !== null) {
        assert.equal(new URL(to, HOME).origin, HOME, text);
        assert.match(to, /^\/(?![/\\])/, text);
      }
    }
    if (left > 0) for (const sign of signs) grow(text + sign, left - 1);
  };
  grow('/', 4);
  assert.ok(tried > 20_000);
});

test('how the visit to the provider ended is one of our own words', () => {
  assert.equal(backFromProvider(''), null);
  assert.equal(backFromProvider('?till=/platser'), null);
  assert.equal(backFromProvider('?sso=ok'), 'ok');
  assert.equal(backFromProvider('?sso=no_role'), 'no_role');
  for (const strange of ['?sso=', '?sso=<b>', '?sso=__proto__', '?sso=constructor']) assert.equal(backFromProvider(strange), 'failed', strange);
});

test('a session is asked by with a word, a token with the token', () => {
  assert.deepEqual(askedBy(null), {});
  assert.deepEqual(askedBy(BY_SESSION), { headers: { Authorization: 'Session' } });
  assert.deepEqual(askedBy('tk_a'), { headers: { Authorization: 'Bearer tk_a' } });
});

test('the code of an invitation is read from the link the server and the page make', () => {
  const code = 'aB3_-'.repeat(9).slice(0, 43);
  assert.equal(invitationLink(HOME, code), `${HOME}/konto#inbjudan=${code}`);
  assert.equal(invitationIn(new URL(invitationLink(HOME, code)).hash), code);
  for (const other of ['', '#', '#main', '#inbjudan=', '#inbjudan=kort', `#inbjudan=${code}<`, `#annat=${code}`]) assert.equal(invitationIn(other), null, other);
});

test('rights are those held everywhere and those held here', () => {
  const who = { rights: [{ municipality: null, rights: ['audit'] }, { municipality: '1273', rights: ['plan'] }, { municipality: '1293', rights: ['moderate'] }] };
  assert.deepEqual([...rightsIn(who, '1273')].toSorted(), ['audit', 'plan']);
  assert.deepEqual([...rightsIn(who, '9999')], ['audit']);
});

test('roles are offered where whoever gives them is an administrator', () => {
  const town = { municipality: { code: '1273' } };
  const accounts = [{ roles: [{ role: 'planner', municipality: '1293' }, { role: 'admin', municipality: null }] }];
  const admin = (...where) => ({ rights: where.map((municipality) => ({ municipality, rights: ['administer'] })) });
  assert.deepEqual(placesOf(town, admin(null), accounts), [null, '1273', '1293']);
  assert.deepEqual(placesOf(town, admin('1273'), accounts), ['1273']);
  assert.deepEqual(placesOf(town, admin('1293'), []), ['1293']);
  assert.deepEqual(placesOf(town, null, accounts), []);
  const municipalities = [{ code: '1273', name: 'Osby' }, { code: '1256', name: 'Östra Göinge' }];
  assert.deepEqual(placesOf(town, { ...admin(null), municipalities }, []), [null, '1273', '1256'], 'also where nobody has a role yet');
  assert.deepEqual(placesOf(town, { ...admin('1273'), municipalities }, []), ['1273']);
});

test('a key is written in fours', () => {
  assert.equal(inFours('ABCDEFGHIJ'), 'ABCD EFGH IJ');
  assert.equal(inFours('ABCD'), 'ABCD');
});
