/** Light and sight: list, map and table say what the API says; prices, budget, locks, undo, kept plans, files, paper. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { axe, DESK, mapIdle, noSidewaysScroll, PHONE, startBrowser } from './browser.mjs';
import { startServer, staff, TOKEN } from './server.mjs';
import { eventually, tabTo } from './steps.mjs';

let server;
let browser;
const PRICES = { lamp_repair: 2500, new_lamp: 40_000, trim_per_m: 120 };
const json = { ...staff.headers, 'Content-Type': 'application/json' };
const setPrices = (prices) => fetch(`${server.url}/api/v1/unit-prices`, { method: 'PUT', headers: json, body: JSON.stringify(prices) });
before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  await setPrices(PRICES);
});
after(async () => { await browser?.stop(); await server?.stop(); });

const withPage = (run, options = { viewport: DESK }) => browser.withPage(server.url, async (page, context) => {
  await page.addInitScript((token) => sessionStorage.setItem('tk-staff', token), TOKEN);
  await run(page, context);
}, options);
const plain = (text) => text.replace(/[\u00a0\u202f]/g, ' ');
const open = async (page, path = '/belysning') => {
  await page.goto(`${server.url}${path}`);
  await page.waitForSelector('article.stretch');
};
const settled = (page) => page.waitForFunction(() => !document.querySelector('.is-old, progress'));

async function plan(question = {}) {
  for (;;) {
    const response = await fetch(`${server.url}/api/v1/plans/lighting`, { method: 'POST', headers: json, body: JSON.stringify(question) });
    if (response.status !== 202) return response.json();
    await new Promise((again) => { setTimeout(again, 300); });
  }
}

test('list and table say what the API says, by need and by cost', () => withPage(async (page) => {
  const { features } = await plan();
  await open(page);
  const name = (f) => f.properties.name.sv.toLowerCase();
  const heads = async () => (await page.locator('article.stretch h3 > span:last-child').allTextContents()).map((text) => text.toLowerCase());
  assert.deepEqual(await heads(), features.slice(0, 12).map(name));
  await page.locator('.light-all > summary').click();
  await eventually(async () => assert.equal(await page.locator('.light-table tbody tr').count(), features.length));
  const first = plain(await page.textContent('article.stretch'));
  for (const reason of features[0].properties.reasons.filter((r) => r.code !== 'told')) assert.ok(first.toLowerCase().includes(plain(reason.sv).toLowerCase()), reason.sv);
  assert.ok(/0 till (mindre än )?[\d,]+ färre rapporter om året/.test(first), first);
  await page.check('input[name=order][value=cost]');
  const byCost = features.filter((f) => f.properties.cost_rank).toSorted((a, b) => a.properties.cost_rank - b.properties.cost_rank);
  await eventually(async () => assert.deepEqual((await heads()).slice(0, 5), byCost.slice(0, 5).map(name)));
  assert.ok(plain(await page.textContent('#app')).includes('i medel 14 % färre brott'));
}));

test('the map shows the numbers of the list, and each finds the other', () => withPage(async (page) => {
  await open(page);
  await mapIdle(page);
  assert.equal(await page.locator('.map-numbers .spot-number').count(), await page.locator('article.stretch').count());
  await page.locator('article.stretch').nth(1).getByRole('button', { name: /^Visa på kartan/ }).click();
  await page.waitForSelector('.map-numbers .is-chosen');
  assert.equal(await page.textContent('.map-numbers .is-chosen'), '2');
  assert.ok(await page.locator('article.stretch').nth(1).evaluate((card) => card.classList.contains('is-chosen')));
}));

test('a budget chooses what fits, a lock holds, what is forbidden goes, and all of it is undone', () => withPage(async (page) => {
  await open(page);
  await page.fill('#light-budget', '60 000');
  await page.keyboard.press('Enter');
  await page.waitForURL(/budget=60000/);
  await page.waitForFunction(() => / 60.000 kr/.test(document.querySelector('.spots-summary').textContent.replace(/[\u00a0\u202f]/g, ' ')));
  await settled(page);
  assert.ok(plain(await page.textContent('.spots-summary')).includes('Inget annat val inom budgeten ger mer nytta'));
  const { features } = await plan({ budget: 60_000 });
  const chosen = features.filter((f) => f.properties.chosen);
  assert.ok(chosen.length > 0);
  const card = (id) => page.locator(`article.stretch[data-id="${id}"]`);
  const first = chosen.find((f) => features.indexOf(f) < 12);
  await card(first.id).getByText('Ryms i budgeten').waitFor();
  await card(first.id).getByRole('button', { name: /^Görs inte/ }).click();
  await page.waitForURL(/gor_inte=/);
  await card(first.id).getByText('Ryms i budgeten').waitFor({ state: 'detached' });
  await card(first.id).getByRole('button', { name: /^Ska göras/ }).click();
  await page.waitForURL(/gor=light|gor=sight/);
  await card(first.id).getByText('Ryms i budgeten').waitFor();
  for (const gone of [/gor_inte=/, /budget=60000/, /belysning$/]) {
    await page.getByRole('button', { name: 'Ångra', exact: true }).click();
    await page.waitForURL(gone);
  }
  await page.getByText('Ändringen är ångrad').waitFor();
  assert.ok(await page.getByRole('button', { name: 'Ångra', exact: true }).isDisabled());
}));

test('without prices there is no cost, a budget says what to do, and prices are entered on the page', () => withPage(async (page) => {
  await setPrices({});
  await open(page, '/belysning?kind=light');
  assert.ok(plain(await page.textContent('.stretch-todo')).includes('inget pris angivet'));
  await page.fill('#light-budget', '1000');
  await page.keyboard.press('Enter');
  await page.locator('#light-budget-flaw').getByText('styckpriser').waitFor();
  await page.locator('summary', { hasText: 'Styckpriser' }).click();
  await page.fill('#price-lamp_repair', '0');
  await page.getByRole('button', { name: 'Spara priserna' }).click();
  await page.locator('#price-lamp_repair-flaw').getByText('helt antal kronor').waitFor();
  for (const [name, value] of Object.entries(PRICES)) await page.fill(`#price-${name}`, String(value));
  await page.getByRole('button', { name: 'Spara priserna' }).click();
  await page.getByText('Priserna är sparade').waitFor();
  await page.locator('.spots-summary').getByText('1 000 kr').waitFor();
}));

test('a plan is kept, decided, opened again by its address and compared', () => withPage(async (page) => {
  await open(page, '/belysning?kind=light&budget=50000');
  await page.locator('.kept-plans > summary').click();
  await page.fill('#plan-title', 'Lampor i höst');
  await page.getByRole('button', { name: 'Besluta planen' }).click();
  await page.getByText('Planen är beslutad').waitFor();
  await page.waitForURL(/plan=/);
  await page.getByText('Samma sträckor som i den beslutade planen').waitFor();
  const id = new URL(page.url()).searchParams.get('plan');
  await page.goto(`${server.url}/belysning?plan=${id}`);
  await page.getByText('Du ser frågan i Lampor i höst').waitFor();
  await page.waitForURL(/budget=50000/);
  await page.fill('#light-budget', '300000');
  await page.keyboard.press('Enter');
  await page.locator('.kept-plans > summary').click();
  await page.getByText('sträckor är nya').waitFor();
  await page.getByRole('button', { name: /^Ta bort.*Lampor i höst/ }).click();
  await page.getByText('Planen är borttagen').waitFor();
}));

test('the list of work can be saved as CSV and as a workbook', () => withPage(async (page) => {
  const { features } = await plan({ kind: 'both', locked: [], forbidden: [] });
  await open(page);
  const saved = async (label) => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: label }).click()]);
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
  };
  const csv = await saved('Spara som CSV');
  assert.equal(csv.name, 'ljus-och-sikt.csv');
  assert.equal(csv.bytes.toString('utf8').trim().split('\r\n').length, 1 + features.flatMap((f) => f.properties.measures).length);
  const book = await saved('Spara för Excel (XLSX)');
  assert.equal(book.bytes.subarray(0, 2).toString(), 'PK');
}));

test('a stretch becomes a proposed remedy in the register', () => withPage(async (page) => {
  await open(page, '/belysning?kind=light');
  const first = page.locator('article.stretch').first();
  await first.getByRole('button', { name: /^Gör till åtgärd/ }).click();
  await first.getByText('föreslagen i registret').waitFor();
  const remedies = await (await fetch(`${server.url}/api/v1/remedies`, staff)).json();
  const [f] = (await plan({ kind: 'light' })).features;
  const made = remedies.find((one) => one.origin?.id === f.id);
  assert.deepEqual([made.state, made.kind, made.cost, made.owner], ['proposed', 'lamp_repair', f.properties.measures[0].cost, 'municipality']);
}));

test('everything is reached by keyboard', () => withPage(async (page) => {
  await open(page);
  await tabTo(page, '.stretch-acts .toggle', 120);
  await page.keyboard.press('Enter');
  await page.waitForURL(/gor=/);
  await page.getByText(': Ska göras.').waitFor();
}));

test('while it is worked out there is a bar and a button that stops it', () => withPage(async (page) => {
  await page.route('**/api/v1/plans/lighting', (route) => route.fulfill({ status: 202, headers: { 'Retry-After': '60' }, json: { analysis: '0198c0de-0000-7000-8000-000000000000', progress: 0.4, sv: '', en: '' } }));
  await page.route('**/api/v1/analyses/*', (route) => route.fulfill({ status: 204 }));
  await page.goto(`${server.url}/belysning`);
  await page.getByRole('button', { name: 'Stoppa' }).click();
  await page.getByText('Beräkningen är stoppad').waitFor();
}));

test('on paper: the list and its reasons, without buttons', () => withPage(async (page) => {
  await open(page);
  await page.emulateMedia({ media: 'print' });
  assert.ok(await page.locator('article.stretch dl').first().isVisible());
  assert.ok(await page.locator('.on-paper').first().isVisible());
  for (const gone of ['.stretch-acts', '.light-ask', '.kept-plans', '.work-menu']) assert.ok(!(await page.locator(gone).first().isVisible()), gone);
}));

const STATES = {
  everything: async (page) => {
    await open(page, '/belysning?budget=80000');
    await page.evaluate(() => { for (const part of document.querySelectorAll('.light-page details')) part.open = true; });
    const map = page.getByRole('button', { name: 'Visa kartan' });
    if (await map.count()) await map.click();
    await mapIdle(page);
  },
  English: (page) => open(page, '/en/belysning'),
  'not signed in': async (page) => {
    await page.goto(`${server.url}/belysning`);
    await page.evaluate(() => sessionStorage.setItem('tk-staff', 'gammal'));
    await page.route('**/api/v1/plans/lighting', (route) => route.fulfill({ status: 401, json: { status: 401 } }));
    await page.reload();
    await page.getByText('Du är inte inloggad längre').waitFor();
  },
  refused: async (page) => {
    await page.goto(`${server.url}/belysning?budget=1&gor=light-1-2`);
    await page.waitForSelector('.spots-warnings, .notice-error');
  },
};
for (const [name, go] of Object.entries(STATES)) {
  test(`axe and reflow: ${name}`, () => withPage(async (page) => {
    await go(page);
    for (const size of [PHONE, DESK]) {
      await page.setViewportSize(size);
      await axe(page, `${name} at ${size.width}`);
    }
    await page.setViewportSize({ width: 320, height: 640 });
    await noSidewaysScroll(page, name);
  }, { viewport: PHONE }));
}
