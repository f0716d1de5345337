/** Retention: a rule with its decision, a dry run, a run, its protocol on paper, a hold; by keyboard and at two sizes. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { mkdir } from 'node:fs/promises';
import { axe, DESK, noSidewaysScroll, PHONE, startBrowser } from './browser.mjs';
import { getJson, staff, startServer, TOKEN } from './server.mjs';
import { eventually } from './steps.mjs';

let server;
let browser;
before(async () => { [server, browser] = await Promise.all([startServer(), startBrowser()]); });
after(async () => { await browser?.stop(); await server?.stop(); });

const asStaff = (page) => page.addInitScript((token) => sessionStorage.setItem('tk-staff', token), TOKEN);
const api = (path) => getJson(`${server.url}/api/v1${path}`, staff);

/** For whoever wants to look at it: TK_SHOTS names a folder. */
async function shot(page, name) {
  if (!process.env.TK_SHOTS) return;
  await mkdir(process.env.TK_SHOTS, { recursive: true });
  await page.screenshot({ path: `${process.env.TK_SHOTS}/${name}.png`, fullPage: true });
}

async function fits(page, what) {
  for (const size of [PHONE, DESK]) {
    await page.setViewportSize(size);
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      await axe(page, `${what} ${size.width} ${colorScheme}`);
      await shot(page, `${what}-${size.width}-${colorScheme}`);
    }
    await page.emulateMedia({ colorScheme: 'light' });
  }
  await page.setViewportSize({ width: 320, height: 640 });
  await noSidewaysScroll(page, `${what} 320`);
  await page.setViewportSize(DESK);
}

const enter = async (page, { decision = 'KS 2026/45 § 12', months = '1' } = {}) => {
  await page.click('#make-rule');
  await page.fill('#r-decision', decision);
  await page.fill('#r-decided', '2026-03-02');
  await page.fill('#r-months', months);
};

const focusIn = (page, begins) => page.waitForFunction((words) => document.activeElement?.textContent?.startsWith(words), begins);

test('a rule is entered with its decision, tried, run and written down', () => browser.withPage(server.url, async (page) => {
  await asStaff(page);
  await page.goto(`${server.url}/gallring`);
  await page.getByText('Här finns ingen regel än.').waitFor();
  await fits(page, 'tom');

  // Without a decision there is no rule, and the first flaw has the focus.
  await enter(page, { decision: '' });
  await page.keyboard.press('Enter');
  await page.getByText('Skriv diarienumret.').first().waitFor();
  await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement.id), 'r-decision'));
  await fits(page, 'brist');
  assert.deepEqual(await api('/retention/rules'), []);
  await page.fill('#r-decision', 'KS 2026/45 § 12');
  await page.keyboard.press('Enter');
  await page.getByText('Regeln är inskriven. Inget är raderat.').waitFor();
  await focusIn(page, 'Regeln är inskriven');
  const [rule] = await api('/retention/rules');
  assert.equal(rule.decision, 'KS 2026/45 § 12');

  const { n } = await api(`/retention/rules/${rule.id}/dry-run`);
  assert.ok(n > 0, 'the demo has old words');
  await page.getByRole('button', { name: /^Provkör/ }).click();
  await page.getByRole('heading', { name: 'Provkörning' }).waitFor();
  await page.getByText(new RegExp(`Regeln tar texten i ${n} `)).waitFor();
  await page.getByText('Rapporternas nummer').click();
  await page.getByRole('button', { name: /^Gallra/ }).click();
  // What is asked repeats decision and number; the way out is beside it, and nothing has happened.
  const question = page.getByRole('group', { name: new RegExp(`${n} .*KS 2026/45 § 12`) });
  await question.waitFor();
  await fits(page, 'fraga');
  // Enter twice erases nothing, and the way out leads back to where it was asked.
  await focusIn(page, 'Avbryt');
  await page.keyboard.press('Enter');
  await question.waitFor({ state: 'detached' });
  await focusIn(page, 'Gallra');
  assert.deepEqual(await api('/retention/protocols'), []);

  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: `Radera ${n}`, exact: true }).click();
  await page.getByText(`${n} är raderade.`).waitFor();
  await focusIn(page, `${n} är raderade.`);
  const [protocol] = await api('/retention/protocols');
  assert.deepEqual([protocol.n_taken, protocol.is_whole], [n, true]);
  await page.getByRole('heading', { name: /^Protokoll över gallring/ }).waitFor();
  await page.getByText(protocol.parts[0].digest).waitFor();
  assert.equal((await api(`/retention/rules/${rule.id}/dry-run`)).n, 0);
  await fits(page, 'protokoll');

  // On paper: the protocol and nothing to press.
  await page.emulateMedia({ media: 'print' });
  await eventually(async () => assert.equal(await page.getByRole('button').filter({ visible: true }).count(), 0));
  assert.equal(await page.locator('#rules-h').isVisible(), false);
  assert.equal(await page.locator('.protocol').first().isVisible(), true);
  await shot(page, 'papper');
  await page.emulateMedia({ media: 'screen' });

  await page.getByRole('button', { name: /^Avsluta/ }).click();
  await page.getByRole('button', { name: 'Avsluta regeln' }).click();
  await page.getByText('Regeln är avslutad.').waitFor();
  await eventually(async () => assert.equal(await page.getByRole('button', { name: /^Provkör/ }).count(), 0));
}, { viewport: DESK }));

test('a count that has changed erases nothing and shows the new one', () => browser.withPage(server.url, async (page) => {
  await asStaff(page);
  await page.goto(`${server.url}/gallring`);
  await enter(page, { decision: 'KS 2026/46' });
  await page.selectOption('#r-takes', 'reports');
  await page.fill('#r-months', '6');
  await page.getByRole('button', { name: 'Skriv in regeln' }).click();
  await page.getByRole('button', { name: /^Provkör.*KS 2026\/46/ }).click();
  await page.getByRole('heading', { name: 'Provkörning' }).waitFor();
  const [rule] = (await api('/retention/rules')).filter((one) => one.decision === 'KS 2026/46');
  const dry = await api(`/retention/rules/${rule.id}/dry-run`);
  // Meanwhile somebody asks to see one of them.
  const body = JSON.stringify({ reference: 'KS 2026/99', reports: [dry.numbers[0]] });
  await fetch(`${server.url}/api/v1/holds`, { method: 'POST', body, headers: { ...staff.headers, 'Content-Type': 'application/json' } });
  await page.getByRole('button', { name: /^Gallra/ }).click();
  await page.getByRole('button', { name: `Radera ${dry.n}`, exact: true }).click();
  await page.getByRole('alert').getByText(String(dry.n - 1)).waitFor();
  await page.getByText('1 lämnas, för en spärr gäller.').waitFor();
  assert.equal((await api(`/retention/rules/${rule.id}/dry-run`)).n, dry.n - 1);
}, { viewport: DESK }));

test('a hold is opened and ended by the keyboard', () => browser.withPage(server.url, async (page) => {
  await asStaff(page);
  await page.goto(`${server.url}/gallring`);
  await page.locator('#open-hold').focus();
  await page.keyboard.press('Enter');
  await page.fill('#h-reference', 'KS 2026/7');
  await page.getByLabel('vissa rapporter').check();
  await page.fill('#h-numbers', 'tolv');
  await page.keyboard.press('Enter');
  await page.getByText('Ange 1 till 5000 rapporter').first().waitFor();
  await fits(page, 'sparr');
  const [first] = (await api('/desk')).reports;
  await page.fill('#h-numbers', String(first.number));
  await page.keyboard.press('Enter');
  await page.getByText('Spärren gäller.').waitFor();
  const held = (await api('/holds')).find((one) => one.reference === 'KS 2026/7');
  assert.deepEqual(held.reports, [first.number]);
  await page.getByRole('button', { name: /^Häv.*KS 2026\/7$/ }).focus();
  await page.keyboard.press('Enter');
  const question = page.getByRole('group', { name: /KS 2026\/7/ });
  await question.waitFor();
  await eventually(async () => assert.ok(await question.getByRole('button').first().evaluate((own) => own === document.activeElement)));
  await page.keyboard.press('Enter');
  await page.getByText('Spärren är hävd.').waitFor();
  await focusIn(page, 'Spärren är hävd.');
  assert.ok((await api('/holds')).find((one) => one.id === held.id).ended_at);
}, { viewport: DESK }));

test('the hold of a request for records says which, and is ended there', () => browser.withPage(server.url, async (page) => {
  const body = JSON.stringify({ diary_number: 'KS 2026/412', wanted: 'Rapporter om gångvägen.' });
  const headers = { ...staff.headers, 'Content-Type': 'application/json' };
  const request = await (await fetch(`${server.url}/api/v1/disclosures`, { method: 'POST', body, headers })).json();
  await asStaff(page);
  await page.goto(`${server.url}/gallring`);
  const line = page.locator('#holds li', { hasText: 'KS 2026/412' });
  await line.getByText('Hävs när begäran avslutas.').waitFor();
  assert.equal(await line.getByRole('button').count(), 0);
  await fits(page, 'begaran');
  await line.getByRole('link', { name: 'Till begäran KS 2026/412' }).click();
  await page.waitForURL((url) => url.pathname === '/utlamnande' && url.searchParams.get('request') === request.id);
  await fetch(`${server.url}/api/v1/disclosures/${request.id}`, { method: 'PATCH', body: JSON.stringify({ state: 'closed' }), headers });
}, { viewport: DESK }));

test('the extract of a report shows everything its file holds, also what a hold keeps and what was noted on a walk', () => browser.withPage(server.url, async (page) => {
  const told = await fetch(`${server.url}/api/v1/reports`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      category: 'unsafe_place', causes: ['poor_lighting'], severity: 3, text: 'Mörkt vid Sländbron.',
      place: { geometry: { type: 'Point', coordinates: [13.9974, 56.3796] }, accuracy_m: 10, source: 'map' },
      when: { kind: 'instant', at: new Date(Date.now() - 600_000).toISOString() },
    }),
  });
  const receipt = await told.json();
  const kept = await getJson(`${server.url}/api/v1/follow-up/extract`, { headers: { Authorization: `FollowUp ${receipt.follow_up_token}` } });
  const line = Array.from({ length: 7 }, (_, i) => [13.991 + i / 1000, 56.371 + i / 1000].map((degrees) => Number(degrees.toFixed(3))));
  const photo = { id: '6d0f1c1e-0000-4000-8000-000000000001', state: 'erased', width: 640, height: 480, received_at: '2026-09-01T10:00:00Z', covered: [[8, 16, 24, 32]], reason: 'Visar en dörr', pixels_kept: true, link: null };
  const body = {
    ...kept, state: 'withdrawn', handed_out: ['2026-10-02T09:30:00Z'], photos: [photo],
    report: { ...kept.report, place: { type: 'LineString', coordinates: line }, placed: false, accuracy_m: 17.4 },
    seen_on_walk: {
      place: { type: 'Point', coordinates: [13.9974, 56.3796] }, accuracy_m: 6, seen_at: '2026-09-01T19:00:00Z', causes: ['lamp_outage'],
      remedy_kind: 'lamp_repair', severity: 4, safe: 2, light: 'dark', words: 'Lampan är trasig.',
    },
    put_away: { what: 'hold', sv: 'Undanlagt tills begäran är besvarad.', en: 'Put away until the request is answered.' },
  };
  await page.route('**/api/v1/follow-up/extract*', (route) => route.fulfill({ status: 200, contentType: 'application/json', body: JSON.stringify(body) }));
  await page.goto(`${server.url}/uppfoljning#${receipt.follow_up_token}`);
  await page.getByRole('button', { name: 'Visa allt vi har' }).click();
  await page.waitForFunction(() => document.activeElement?.id === 'extract-h');
  const text = await page.textContent('.extract');
  const words = [
    kept.report.reference, kept.report.id, 'Platsen är satt åt dig', ...line.map(([lon, lat]) => `${lat}, ${lon}`), '17 m',
    body.put_away.sv, '2026', 'En begäran som inte är besvarad räknas inte.', 'Tillbakatagen',
    photo.id, '640 × 480', '8, 16, 24, 32', photo.reason, 'Undanlagd tills begäran är besvarad, raderas sedan',
    '56.3796, 13.9974', '6 m', 'Lampan är trasig.', 'Lagad belysning', 'Mörker', '2 av 6', ...kept.left_out.map((own) => own.sv), kept.how_long.sv,
  ];
  for (const one of words) assert.ok(text.includes(one), one);
  assert.doesNotMatch(text, /lamp_outage|lamp_repair|Raderad\./);
  await fits(page, 'utdrag');
  await page.emulateMedia({ media: 'print' });
  await shot(page, 'utdrag-print');
}, { viewport: DESK }));

test('the page has an English twin', () => browser.withPage(server.url, async (page) => {
  await asStaff(page);
  await page.goto(`${server.url}/en/gallring`);
  await page.getByRole('heading', { name: 'Retention', level: 1 }).waitFor();
  await page.getByRole('heading', { name: 'Holds' }).waitFor();
  await fits(page, 'english');
}, { viewport: DESK }));
