import assert from 'node:assert/strict';
import { test } from 'node:test';

globalThis.document = { documentElement: { lang: 'sv' } };
globalThis.location = { pathname: '/handlaggning', search: '' };
globalThis.HTMLElement = function HTMLElement() {};
globalThis.HTMLInputElement = function HTMLInputElement() {};
const { Reader, wait_s } = await import('../src/lib/events.ts');
const { actOf } = await import('../src/handlaggning/keys.ts');
const { neighbour, piecesOf, range, without } = await import('../src/handlaggning/redaction.ts');
const { firstWords, hoursInWords, stretches, tellerReads, undone, whenInWords } = await import('../src/handlaggning/words.ts');
const { afterwards, bodyOf, emptyEntry, flawsBy, missing } = await import('../src/handlaggning/entries.ts');

test('events: whole at the blank line, whatever pieces the bytes come in', () => {
  const text = ': sign of life\n\nevent: waiting\r\ndata: 12\r\n\r\ndata: a\rdata:b\r\rid: 7\nretry: 9\nevent: waiting\ndata\n\ndata: half';
  const expected = [{ event: 'waiting', data: '12' }, { event: 'message', data: 'a\nb' }, { event: 'waiting', data: '' }];
  for (let size = 1; size <= text.length; size += 1) {
    const reader = new Reader();
    const heard = [];
    for (let at = 0; at < text.length; at += size) heard.push(...reader.read(text.slice(at, at + size)));
    assert.deepEqual(heard, expected, `in pieces of ${size}`);
  }
});

test('events: a line that is cut is tried again, later and later, half a minute at most', () => {
  assert.deepEqual([1, 2, 3, 4, 5, 6, 60].map(wait_s), [1, 2, 4, 8, 16, 30, 30]);
});

test('keys: a letter is a command, and nothing in a field, with Ctrl, or held down', () => {
  const press = (key, more = {}) => ({ key, ctrlKey: false, altKey: false, metaKey: false, repeat: false, isComposing: false, ...more });
  assert.equal(actOf(press('a'), false), 'accept');
  assert.equal(actOf(press('A'), false), 'accept');
  assert.equal(actOf(press('?'), false), 'help');
  assert.equal(actOf(press('a'), true), null);
  assert.equal(actOf(press('a', { ctrlKey: true }), false), null);
  assert.equal(actOf(press('a', { repeat: true }), false), null);
  assert.equal(actOf(press('j', { repeat: true }), false), 'next');
  assert.equal(actOf(press('Enter'), false), null);
  assert.equal(actOf(press('constructor'), false), null);
});

test('redaction: marked words in a row leave one sign, and what ends a sentence stays', () => {
  const pieces = piecesOf('Mörkt vid bron.  Kalle Karlsson, nummer 7,\nkör fort!');
  const at = (word) => pieces.findIndex((piece) => piece.text.startsWith(word));
  const mark = (...words) => without(pieces, new Set(words.map(at)));
  assert.equal(mark(), 'Mörkt vid bron.  Kalle Karlsson, nummer 7,\nkör fort!');
  assert.equal(mark('Kalle', 'Karlsson'), 'Mörkt vid bron.  […], nummer 7,\nkör fort!');
  assert.equal(mark('Mörkt', 'fort'), '[…] vid bron.  Kalle Karlsson, nummer 7,\nkör […]!');
  assert.equal(without(pieces, new Set(range(pieces, 0, pieces.length))), '[…].  […], […],\n[…]!');
  assert.deepEqual(range(pieces, at('Karlsson'), at('Kalle')), [at('Kalle'), at('Karlsson')]);
  assert.equal(neighbour(pieces, at('bron'), 1), at('Kalle'));
  assert.equal(neighbour(pieces, 0, -1), 0);
  assert.deepEqual(piecesOf(''), []);
});

test('hours of the week in words: days with the same hours together, over midnight and over Sunday', () => {
  const hours = (days, list) => days.flatMap((day) => list.map((hour) => day * 24 + hour));
  assert.equal(hoursInWords(hours([0, 1, 2, 3, 4], [18, 19, 20])), 'måndag–fredag 18–21');
  assert.equal(hoursInWords(hours([0, 1, 2, 3, 4, 5, 6], [22, 23])), 'varje dag 22–24');
  assert.equal(hoursInWords([...hours([4, 5], [22, 23]), ...hours([5, 6], [0, 1, 2, 3])]), 'fredag och lördag 22–04');
  assert.equal(hoursInWords([...hours([6], [23]), 0, 1]), 'söndag 23–02');
  assert.equal(hoursInWords(Array.from({ length: 168 }, (_, i) => i)), 'när som helst');
  assert.equal(hoursInWords(hours([0, 1], [...Array(24).keys()])), 'måndag från 00 i 48 timmar');
  assert.equal(hoursInWords([...hours([0, 2], [8]), ...hours([1], [9])]), 'måndag och onsdag 08–09; tisdag 09–10');
  assert.deepEqual(stretches([]), []);
});

test('what the teller reads is the sentence of the decision, to whom it went, and what staff wrote', () => {
  const owner = { code: 'police', sv: 'Polisen', en: 'The police' };
  const read = tellerReads({ published: false }, { decision: 'accepted', reason: null, owner, sentence_sv: ' Vi tittar. ', sentence_en: '' });
  assert.ok(read.sv.endsWith('Den är lämnad till: Polisen. Vi tittar.'));
  assert.ok(read.en.endsWith('It was handed to: The police. Vi tittar.'));
  assert.match(tellerReads({ published: true }, { decision: 'rejected', reason: 'trial', owner: null, sentence_sv: '', sentence_en: '' }).sv, /prov/);
  assert.match(tellerReads({ published: true }, { decision: 'accepted', reason: null, owner: null, sentence_sv: '', sentence_en: '' }).sv, /en ruta/);
});

test('undo: what was decided before is decided again, and what was corrected goes back', () => {
  const told = { category: 'speeding', causes: ['cars'], place: { type: 'Point', coordinates: [1, 2] }, case: null };
  const moved = { ...told, category: 'nuisance_driving', causes: [], place: { type: 'Point', coordinates: [3, 4] } };
  assert.deepEqual(undone(told, told), { decision: 'accepted' });
  assert.deepEqual(undone(told, moved), { decision: 'accepted', category: 'speeding', causes: ['cars'], place: told.place });
  const old = { decision: 'rejected', reason: 'trial', owner: null, joined_to: null, sentence_sv: 'Tack.', sentence_en: null };
  assert.deepEqual(undone({ ...told, case: old }, told), { decision: 'rejected', reason: 'trial', sentence_sv: 'Tack.' });
});

test('what goes on is told by its beginning, what has ended by both', () => {
  const when = { kind: 'recurrence', hours_of_week: [114], from: '2026-10-01T10:00:00Z', to: '2026-11-01T10:00:00Z' };
  assert.equal(whenInWords(when, 'Europe/Stockholm', new Date('2026-10-20T10:00:00Z')), 'fredag 18–19, sedan 1 oktober 2026');
  assert.equal(whenInWords(when, 'Europe/Stockholm', new Date('2026-12-20T10:00:00Z')), 'fredag 18–19, 1 oktober 2026 till 1 november 2026');
  assert.match(whenInWords({ kind: 'instant', at: '2026-10-20T22:30:00Z' }, 'Europe/Stockholm'), /21 okt\. 2026.* 00:30/);
});

test('the queue shows the first words, whole', () => {
  assert.equal(firstWords('  Mörkt\nvid bron '), 'Mörkt vid bron');
  assert.equal(firstWords('Det är mörkt vid bron', 12), 'Det är …');
  assert.equal(firstWords(null), '');
});

test('entering for others: what was stored leaves the form, what was refused stays with its flaws at its row', () => {
  const entry = { ...emptyEntry('2026-05-04'), category: 'speeding', at: { lon: 14, lat: 56, name: 'Torget' }, text: ' Fort ' };
  assert.deepEqual(missing(emptyEntry('')), ['category', 'place', 'day']);
  assert.deepEqual(missing(entry), []);
  const now = new Date(2026, 4, 6, 12, 0);
  assert.deepEqual(bodyOf(entry, now).when, { kind: 'interval', from: '2026-05-04T00:00', to: '2026-05-04T23:59' });
  assert.deepEqual(bodyOf({ ...entry, day: '2026-05-06' }, now).when.to, '2026-05-06T12:00');
  assert.deepEqual(bodyOf({ ...entry, hour: '07' }, now).when, { kind: 'instant', at: '2026-05-04T07:00' });
  assert.equal(bodyOf(entry, now).text, 'Fort');
  const flaw = { pointer: '/place/geometry', code: 'outside', detail_sv: 'Utanför.', detail_en: 'Outside.' };
  const other = { ...entry, id: 'other' };
  const { left, stored } = afterwards([entry, other], [{ nth: 0, reference: 'K7M-2QF4' }, { nth: 1, errors: [flaw] }]);
  assert.deepEqual(stored, [{ reference: 'K7M-2QF4', category: 'speeding', place: 'Torget' }]);
  assert.equal(left[0].id, 'other');
  assert.equal(flawsBy(left[0], 'sv').get('place'), 'Utanför.');
});
