import assert from 'node:assert/strict';
import { test } from 'node:test';

globalThis.document = { documentElement: { lang: 'sv' } };
const words = await import('../src/prognos/words.ts');
const lately = await import('../src/platser/lately.ts');
const { fromQuery, toQuery } = await import('../src/prognos/url.ts');
const { ANY } = await import('../src/platser/url.ts');

const plain = (text) => text.replace(/[\u00a0\u202f]/g, ' ').replace(/\u2212/g, '-');
const mean = (value, error) => ({ mean: value, standard_error: error });
/** One ranking at 1 and 5 %: PAI with its error, PEI, the difference to the winner, and the PAI of shuffled days. */
const ranking = (id, pai, pei, apart, placebo) => ({
  id, sv: id, en: id,
  at: [0.01, 0.05].map((share, i) => ({ share, pai: pai[i], pei: mean(pei[i], 0.04), placebo_pai: placebo[i], winner_minus_this: { ...apart[i], n_won: 4, n: 6 } })),
});
const zero = mean(0, 0);
const backtest = (change = {}) => ({
  warnings: [], parameters: {}, revision: 'r',
  method: { id: 'backtest', sv: '', en: '', parameters: { test_days: 90 }, references: [] },
  data: { n_read: 840, n_used: 518, n_left_out: 322, why_left_out: { duplicate: 320, outside: 2 } },
  results: {
    n_units: 229, size: 45_687, size_unit: 'm', winner: 'counts',
    origins: ['2025-04-01', '2025-07-01', '2025-10-01', '2026-01-01', '2026-04-01', '2026-07-01'].map((day) => ({ day, n_past: 91, n_test: 61 })),
    rankings: [
      ranking('uniform', [mean(1, 0), mean(1, 0)], [0.07, 0.1], [mean(11, 1), mean(6, 0.9)], [mean(1, 0), mean(1, 0)]),
      ranking('shrunk', [mean(11.9, 1.2), mean(7.3, 0.9)], [0.77, 0.75], [mean(0.2, 0.15), mean(-0.1, 0.2)], [mean(10.8, 0.7), mean(7.3, 0.5)]),
      ranking('counts', [mean(12.1, 1.2), mean(7.2, 0.9)], [0.78, 0.74], [zero, zero], [mean(12.5, 1.2), mean(7.1, 0.6)]),
    ],
    ceiling: [{ share: 0.01, pai: mean(15.5, 1.2) }, { share: 0.05, pai: mean(9.6, 0.6) }],
    calibration: { n: 919, pit_histogram: [87, 83, 99, 84, 86, 80, 109, 89, 106, 96], pit_chi_square_p: 0.34, coverage_90: 0.9075, coverage_90_whole: 0.98, predicted: 298.9, came: 334 },
    next: [
      { at: [14.001, 56.375], score: 3, link: 4, name: { sv: 'kring Björkvägen', en: 'around Björkvägen' } },
      { at: [14.002, 56.376], score: 2, link: 5, name: { sv: 'kring Björkvägen', en: 'around Björkvägen' } },
      { at: [14.003, 56.377], score: 1, link: 6 },
    ],
    ...change,
  },
});
const withWinner = (pai, placebo = pai) => backtest({ rankings: [ranking('counts', pai, [0.5, 0.5], [zero, zero], placebo)] });

test('a past that catches surely more than at random foretells, one that does not says nothing', () => {
  assert.equal(words.verdict(backtest()), 'yes');
  assert.equal(words.verdict(withWinner([mean(2, 0.6), mean(1.5, 0.1)])), 'perhaps');
  assert.equal(words.verdict(withWinner([mean(0.9, 0.1), mean(1, 0.1)])), 'no');
});

test('few forecasts make nobody sure, and none cannot be judged', () => {
  const few = backtest();
  few.results.origins = few.results.origins.slice(0, 4);
  assert.equal(words.verdict(few), 'perhaps');
  assert.equal(words.placebo(few), null);
  const none = backtest({ origins: [], winner: null });
  assert.equal(words.verdict(none), 'unknown');
  assert.deepEqual(words.winnerTexts(none), []);
});

test('the best stands first, and what is surely worse at some share is not called as good', () => {
  assert.deepEqual(words.inOrder(backtest()).map((r) => r.id), ['counts', 'shrunk', 'uniform']);
  assert.deepEqual(words.asGood(backtest()).map((r) => r.id), ['shrunk']);
});

test('shuffled days that do as well mean the place, worse mean the time, better mean places that move', () => {
  const with5 = (real, dealt) => words.placebo(withWinner([mean(9, 1), mean(real, 0.3)], [mean(9, 1), mean(dealt, 0.4)]));
  assert.equal(with5(7, 6.1), 'place'); // 0.9 apart, 2 × 0.5
  assert.equal(with5(7, 5.9), 'time');
  assert.equal(with5(5.9, 7), 'moved');
});

test('what is caught is said as a part of the reports and as times a choice at random', () => {
  const said = words.winnerTexts(backtest()).map(plain);
  assert.equal(said[0], 'Bäst av 3 sätt att rangordna platser var: räkna alla rapporter hittills.');
  assert.equal(said[1], 'De 1 % av gatornas längd som det sättet pekade ut fick ungefär 12 % av de nästa rapporterna, 12 gånger så många som ett val på måfå. Inget val hade kunnat ge mer än 16 gånger.');
  assert.match(said[3], /^Ett annat sätt är lika bra/);
  assert.match(plain(words.basisText(backtest())), /^6 prognoser, från 1 april 2025 till 1 juli 2026\. .* de 90 dagarna efter\. Räknat på 518 händelser ur 840 rapporter, på 229 gatudelar\. Inte med: 320 om samma sak som en annan rapport, 2 utanför\.$/);
});

test('ranges that hold between 85 and 95 % hold', () => {
  const of = (coverage_90, n = 919) => words.held(backtest({ calibration: { ...backtest().results.calibration, coverage_90, n } }));
  assert.deepEqual([of(0.84), of(0.85), of(0.95), of(0.96), of(0, 0)], ['narrow', 'holds', 'holds', 'wide', null]);
  assert.match(plain(words.calibrationTexts(backtest()).join(' ')), /Av 919 förutsagda antal hamnade 91 % .* Spannen håller\. Sammanlagt var 299 att vänta och 334 kom\./);
});

test('a bar of the ten would lie within two binomial deviations of a tenth', () => {
  const [first] = words.pitBars(backtest());
  // 919 × 0.1 = 91.9, √(919 × 0.1 × 0.9) = 9.0945
  assert.ok(Math.abs(first.low - 74.07) < 0.01 && Math.abs(first.high - 109.73) < 0.01, `${first.low} ${first.high}`);
});

test('the table has every ranking at every share, and the ceiling', () => {
  const rows = words.csvRows(backtest());
  assert.equal(rows.length, 1 + 3 * 2 + 2);
  assert.ok(rows.every((row) => row.length === rows[0].length));
  assert.deepEqual(rows[1].slice(1, 5), ['counts', 0.01, 12.1, 1.2]);
});

test('a name is told once in the list, and every place is in the file', () => {
  assert.deepEqual(words.namedNext(backtest()), [{ name: 'Kring Björkvägen', at: [14.001, 56.375] }]);
  assert.equal(words.nextRows(backtest()).length, 4);
});

test('the address of a forecast compares with nothing', () => {
  assert.equal(toQuery(fromQuery('?group=traffic&exposure=population&unit=link')), '?group=traffic&unit=link');
  assert.equal(toQuery(fromQuery('?unit=cell&cell=250&hours=22-04')), '?hours=22-04&unit=cell&cell=250');
});

const alarm = { rank: 1, name: { sv: 'kring Ekvägen (Osby)', en: 'around Ekvägen (Osby)' }, radius_m: 223.6, from: '2026-06-03', to: '2026-06-30', cases: 9, expected: 1.83, p: 0.02, recurrence_days: 350 };

test('what is new is said with its number, since when, and how often chance does the same', () => {
  assert.equal(plain(lately.alarmText(alarm, false)), 'Kring Ekvägen (Osby): 9 rapporter sedan 3 juni 2026, där 1,8 var att vänta. Inom 300 meter. Så ofta ger slumpen något lika starkt: en gång på 350 dagar.');
  assert.match(plain(lately.alarmText({ ...alarm, radius_m: 0, expected: 0.4, recurrence_days: 7000 }, true)), /9 rapporter 3–30 juni 2026, där mindre än en var att vänta\. Så ofta ger slumpen något lika starkt: en gång på 19 år\.$/);
});

test('only what chance seldom gives is news, and the year always ends with the last day', () => {
  const features = [0.001, 0.05, 0.051].map((p) => ({ geometry: { coordinates: [14, 56] }, properties: { ...alarm, p } }));
  assert.equal(lately.news({ features }).length, 2);
  assert.equal(lately.latelyQuery({ ...ANY, groups: ['traffic'], from: '2025-01', to: '2026-06', unit: 'cell', exposure: 'even' }), '?group=traffic&to=2026-06');
});

test('without news it is said which weeks were looked at, and how', () => {
  const alarms = { method: { parameters: { slot_days: 7, max_slots: 4, from: '2025-11-24', to: '2026-11-22', replicates: 999, seed: 0 } }, summary: { n_cases: 425 } };
  assert.match(lately.noneText(alarms, '2026-11-20'), /de 4 veckorna till och med 22 november 2026/);
  // The four weeks begin on 26 October.
  assert.match(lately.noneText(alarms, '2026-10-26'), /de 4 veckorna/);
  assert.match(lately.noneText(alarms, '2026-10-25'), /Ingen rapport .* Den senaste är från 25 oktober 2026/);
  assert.equal(plain(lately.howText(alarms)), '425 rapporter från 24 november 2025 till 22 november 2026, 999 omblandningar, frö 0.');
});
