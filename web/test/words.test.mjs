/** Every sentence a place can be given, in Swedish; the English catalogue is held against the same lists. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

globalThis.document = { documentElement: { lang: 'sv' } };
globalThis.location = { pathname: '/platser', search: '' };
const words = await import('../src/platser/words.ts');
const { sv } = await import('../src/i18n/sv/spots.ts');
const { en } = await import('../src/i18n/en/spots.ts');

const none = { n: 0, share: 0, low: 0, high: 0.1 };
const hours = (n = 60) => Array.from({ length: 24 }, (_, h) => (h === 22 ? { n, share: 1, low: 0.9, high: 1 } : none));
const spot = (more = {}) => ({
  rank: 1, name: { sv: 'gångväg vid Storgatan', en: 'footway by Storgatan' }, at: [14, 56], class: 'clearly_more',
  n_reports: 47, expected: 8, ratio: { mean: 5.6, low: 4.1, high: 7.4 }, p_map: 0.001,
  around: { n_reports: 47, expected: 8, enough: 22 }, n_incidents: 31, flags: [],
  when: { hours: hours(), weekdays: Array.from({ length: 7 }, () => none), unknown_hour: 0, peak: { from: 21, to: 24, share: 0.62, weekdays: ['fri', 'sat'] } },
  darkness: { verdict: 'dark_only', dark_share: 0.93, low: 0.85, high: 0.97 }, months: [],
  change: { kind: 'persistent', tau: 0, p: 1, n_periods: 8, months_per_period: 3 },
  categories: [], causes: [{ code: 'moped', n: 12 }, { code: 'novelty', n: 1 }], units: ['link-1'], ...more,
});
const spots = (id = 'street', total = 5000) => ({
  summary: { n_reports: 100, exposure: { id, sv: '', en: '', total } },
  method: { parameters: { replicates: 999, credibility: 0.9, incident_radius_m: 50, incident_open_days: 30, noticeable: 5 } },
});
const catalogue = { groups: [], categories: [{ causes: [{ code: 'moped', sv: 'Moped', en: 'Moped' }] }] };
const plain = (text) => text.replace(/\u00a0/g, ' ');

test('words: how many, compared with what', () => {
  // 8 of 100 expected reports are 8 % of 5,000 metres.
  assert.equal(words.sentence(spot(), spots()), '47 rapporter, ungefär 6 gånger så många som väntat på 400 meter gata.');
  const ratio = (mean) => plain(words.sentence(spot({ ratio: { mean, low: 1, high: 9 } }), spots('population', 5000)));
  assert.match(ratio(3.24), /3,2 gånger så många som väntat bland 400 invånare/);
  assert.match(ratio(2.1), /ungefär dubbelt så många/);
  assert.match(ratio(1.4), /ungefär 40 % fler än väntat/);
  assert.match(words.sentence(spot(), spots('reports')), /av hur övriga rapporter fördelar sig\.$/);
  assert.match(words.sentence(spot(), spots('even')), /om det rapporterades lika mycket överallt\.$/);
  assert.equal(words.expectedText(spot(), spots()), 'Väntat: 8. Kvoten är försiktigt räknad, med 90 % säkerhet mellan 4,1 och 7,4 gånger.');
  assert.equal(words.nameOf(spot()), 'Gångväg vid Storgatan');
});

test('words: how sure, from the place\'s own rank among maps of chance', () => {
  assert.equal(words.sureText(spot(), spots()), 'Klart fler än slumpen brukar ge: ingen av 999 kartor av ren slump visar en lika tydlig plats.');
  assert.equal(words.sureText(spot({ p_map: 0.02 }), spots()), 'Klart fler än slumpen brukar ge: ungefär en av 50 kartor av ren slump visar en lika tydlig plats.');
  assert.equal(words.sureText(spot({ class: 'probably_more', p_map: 0.198 }), spots()), 'Kan vara slump: ungefär en av 5 kartor av ren slump visar en lika tydlig plats.');
});

test('words: when', () => {
  assert.equal(plain(words.whenText(spot())), 'Mest kl. 21–24 (62 % av rapporterna), särskilt fredag och lördag.');
  const at = (peak, more = {}) => plain(words.whenText(spot({ when: { ...spot().when, peak, ...more } })));
  assert.equal(at({ from: 7, to: 9, share: 0.5, weekdays: ['mon', 'tue', 'wed', 'thu'] }), 'Mest kl. 07–09 (50 % av rapporterna), särskilt måndag till torsdag.');
  assert.equal(at({ from: 22, to: 4, share: 0.5, weekdays: [] }), 'Mest kl. 22–04 (50 % av rapporterna).');
  assert.equal(at({ from: 7, to: 8, share: 0.9, weekdays: ['mon', 'thu', 'fri'] }), 'Mest kl. 07–08 (90 % av rapporterna), särskilt måndag, torsdag och fredag.');
  assert.equal(at(null, { unknown_hour: 1 }), 'Utspritt över dygnet. 1 rapport saknar känd timme.');
  assert.equal(at(null, { hours: hours(3), unknown_hour: 40 }), 'För få rapporter har en känd timme. 40 rapporter saknar känd timme.');
});

test('words: every verdict on darkness is said, and none is said without a time', () => {
  const said = ['dark_only', 'day_only', 'always', 'cannot_tell'].map((verdict) => words.darkText(spot({ darkness: { verdict, dark_share: 0.4, low: 0.2, high: 0.6 } })));
  assert.deepEqual(said.map(plain), [
    'Mest i mörker: 40 % av rapporterna. Bättre ljus kan hjälpa.', 'Mest i dagsljus: bara 40 % i mörker. Mörkret förklarar det inte.',
    'Både i mörker (40 %) och i dagsljus. Bara bättre ljus räcker inte.', '40 % i mörker, men det går inte att säga om mörkret spelar roll.',
  ]);
  assert.match(words.darkText(spot({ darkness: { verdict: 'cannot_tell', dark_share: null, low: 0, high: 1 } })), /^Ingen rapport har en tid/);
});

// interop/findings/spots.rs: change_word.
const HOT = ['new', 'consecutive', 'intensifying', 'persistent', 'diminishing', 'sporadic', 'oscillating', 'historical', 'gone', 'no_pattern'];
const COLD = ['new', 'consecutive', 'intensifying', 'persistent', 'diminishing', 'sporadic', 'oscillating', 'historical'];

test('words: every kind of change has its own sentence in both languages', () => {
  const change = (kind, more = {}) => words.changeText(spot({ change: { kind, tau: 0, p: 1, n_periods: 8, months_per_period: 3, ...more } }));
  const said = [...HOT, ...COLD.map((kind) => `cold_${kind}`)].map((kind) => change(kind));
  assert.equal(new Set(said).size, HOT.length + COLD.length, said.join('\n'));
  for (const text of said) assert.match(text, /^[A-ZÅÄÖ].*\.$/);
  assert.equal(change('new'), 'Ny: sticker ut för första gången det senaste kvartalet.');
  assert.equal(change('gone', { n_periods: 14, months_per_period: 1 }), 'Har stuckit ut, men inte den senaste månaden.');
  assert.equal(change('persistent', { n_periods: 14, months_per_period: 1 }), 'Stack ut redan tidigare, och gör det den senaste månaden också.');
  assert.equal(change('cold_new'), 'Det senaste kvartalet kom färre rapporter än väntat, för första gången.');
  assert.equal(words.changeText(spot({ change: null })), 'Tiden är för kort för att jämföra.');
  for (const [kinds, of] of [[HOT, 'hot'], [COLD, 'cold']]) {
    for (const catalogue of [sv, en]) {
      assert.deepEqual(Object.keys(catalogue[of]).toSorted(), kinds.toSorted());
      assert.equal(new Set(kinds.map((kind) => catalogue[of][kind]('quarter', '8'))).size, kinds.length);
    }
  }
});

test('words: without a pattern only a sure trend over two years is told', () => {
  const trend = (more) => words.changeText(spot({ change: { kind: 'no_pattern', tau: -0.7, p: 0.02, n_periods: 8, months_per_period: 3, ...more } }));
  assert.equal(trend({}), 'Platsens del av alla rapporter minskar. 8 kvartal är jämförda.');
  assert.equal(trend({ tau: 0.7 }), 'Platsens del av alla rapporter ökar. 8 kvartal är jämförda.');
  assert.equal(trend({ p: 0.2 }), 'Ingen säker förändring mellan de 8 kvartalen.');
  assert.equal(trend({ n_periods: 14, months_per_period: 1 }), 'Ingen säker förändring mellan de 14 månaderna.');
});

test('words: events, a call to report, and causes', () => {
  assert.equal(words.eventsText(spot(), spots()), '47 rapporter om 31 olika händelser. Samma sak inom 50 meter och 30 dagar räknas som en händelse.');
  assert.match(words.eventsText(spot({ n_incidents: 1 }), spots()), /^47 rapporter om 1 händelse\./);
  assert.equal(words.campaignText(spot()), null);
  const flag = { code: 'campaign', n_reports: 21, expected: 0.3, from: '2026-04-18', to: '2026-04-19' };
  assert.match(words.campaignText(spot({ flags: [flag] })), /21 rapporter kom den 18–19 april 2026, där mindre än en var att vänta/);
  assert.match(words.campaignText(spot({ flags: [{ ...flag, expected: 4.15, to: flag.from }] })), /kom den 18 april 2026, där 4,2 var att vänta/);
  assert.equal(words.causesText(spot(), catalogue), 'Moped (12), novelty (1).');
  assert.equal(words.causesText(spot({ causes: [] }), catalogue), 'Inga orsaker är angivna.');
});

test('words: what would change it is one report past the limit', () => {
  const around = (n_reports, enough) => ({ n_reports, expected: 8, enough });
  // 22 are enough: with 21 it would not stand out, which is 26 fewer than 47.
  assert.match(words.otherwiseText(spot()), /^Med 26 färre rapporter .* \(21 i stället för 47\)/);
  assert.match(words.otherwiseText(spot({ around: around(22, 22) })), /^Med 1 färre rapporter .* \(21 i stället för 22\)/);
  assert.match(words.otherwiseText(spot({ class: 'probably_more', around: around(25, 28) })), /^Med 3 rapporter till .* \(28 i stället för 25\)/);
  assert.equal(words.otherwiseText(spot({ around: around(25, null) })), 'Slumpkartorna är för få för att säga var gränsen går.');
  assert.deepEqual(words.facts(spot(), spots(), catalogue).map((f) => f.term), Object.keys(sv.term));
});
