/** The register of remedies, and the page of promises that everybody reads: by keyboard, on a phone, on paper, without a script. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { axe, DESK, noSidewaysScroll, PHONE, startBrowser } from './browser.mjs';
import { getJson, startServer, staff, TOKEN } from './server.mjs';
import { eventually, fill, open as openReport, receipt, send, tabTo } from './steps.mjs';

let server;
let browser;
before(async () => { [server, browser] = await Promise.all([startServer(), startBrowser()]); });
after(async () => { await browser?.stop(); await server?.stop(); });

const withPage = (run, options = { viewport: DESK }) => browser.withPage(server.url, async (page, context) => {
  await page.addInitScript((token) => sessionStorage.setItem('tk-staff', token), TOKEN);
  await run(page, context);
}, options);
const register = async (page, path = '/atgarder') => {
  await page.goto(`${server.url}${path}`);
  await page.waitForSelector('.remedies');
};
const remedies = () => getJson(`${server.url}/api/v1/remedies`, staff);
const plain = (text) => text.replace(/[\u00a0\u202f]/g, ' ');

test('the promises can be read without a script: their words, figures by month, and red with a word and a sign', () => browser.withPage(server.url, async (page) => {
  await page.goto(`${server.url}/`);
  await page.click('.site-nav.sv a[href="/loften"]');
  const answer = await getJson(`${server.url}/api/v1/promises`);
  for (const own of answer.pledges) assert.ok(await page.getByText(own.sv).first().isVisible(), own.id);
  const checks = page.locator('section.promise').first();
  assert.match(await checks.textContent(), /15 kontroller i månaden/);
  const late = checks.locator('.promise-owner .standing');
  assert.match(plain(await late.textContent()), /! Inte hållet i tid/);
  const told = answer.pledges[0].months.find((own) => own.done !== null);
  const month = new Intl.DateTimeFormat('sv-SE', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${told.month}-01`));
  const row = await checks.locator('tbody tr').filter({ hasText: month }).first().textContent();
  assert.ok(plain(row).includes(`${told.done} av 15`), row);
  assert.equal(await page.getAttribute('.site-nav.sv a[href="/loften"]', 'aria-current'), 'page');
  const place = page.locator('.promise-places a').first();
  await place.click();
  await page.locator('article.story:target').waitFor();
  await page.locator('[data-lang-switch]:visible').click();
  await page.getByRole('heading', { level: 1, name: 'What did we promise, and what was done?' }).waitFor();
}, { viewport: PHONE, javaScriptEnabled: false }));

test('a remedy is made by keyboard at a named place, goes step by step, and everybody can read of it', () => withPage(async (page) => {
  await register(page);
  await page.getByRole('button', { name: 'Ny åtgärd' }).click();
  await page.locator('.remedy-form h2').waitFor();
  await tabTo(page, '#r-kind');
  await page.keyboard.type('Farthinder');
  await page.fill('#r-place', 'Biblioteket');
  await page.locator('.remedy-form .places button').first().click();
  await eventually(async () => assert.notEqual(await page.inputValue('#r-place_name'), ''));
  await page.selectOption('#r-kind', 'speed_hump');
  await page.fill('#r-cost', '18000');
  await page.fill('#r-sentence_sv', 'Ring mig på 070-174 06 05');
  await page.locator('.remedy-form button[type=submit]').click();
  await page.locator('.remedy-form [role=alert]').getByText('telefonnummer').waitFor();
  await page.fill('#r-sentence_sv', 'Vi lägger ett farthinder vid biblioteket.');
  await page.locator('.remedy-form button[type=submit]').click();
  await page.getByText('Sparat.').waitFor();
  const [made] = (await remedies()).filter((own) => own.sentence_sv?.includes('biblioteket'));
  const row = page.locator(`#atgard-${made.id}`);
  assert.match(plain(await row.textContent()), /18 000/);
  await row.getByRole('button', { name: /^Besluta/ }).click();
  await row.getByText('Beslutad').waitFor();
  await row.getByRole('button', { name: /^Påbörja/ }).click();
  await row.locator('.remedy-step button[type=submit]').click();
  await row.locator('.standing', { hasText: 'Påbörjad' }).waitFor();
  await row.getByRole('button', { name: /^Markera som gjord/ }).click();
  await row.locator('.remedy-step input').fill('2099-01-01');
  await row.locator('.remedy-step button[type=submit]').click();
  await row.getByText('Den dagen har inte kommit än.').first().waitFor();
  await page.goto(`${server.url}/loften`);
  await page.getByText('Vi lägger ett farthinder vid biblioteket.').waitFor();
}));

test('from a place that stands out the form knows the place, what it is called, and which reports chose it', () => withPage(async (page) => {
  await page.goto(`${server.url}/platser`);
  await page.waitForSelector('article.spot');
  const name = (await page.locator('article.spot h3 span').last().textContent()) ?? '';
  assert.ok(name);
  await page.locator('article.spot a[href*="/atgarder?new=1"]').first().click();
  await page.waitForSelector('.remedy-form');
  await eventually(async () => assert.notEqual(await page.inputValue('#r-place_name'), ''));
  assert.match(await page.inputValue('#r-origin'), /^(link|cell):/);
  assert.match(await page.inputValue('#r-selected_from'), /^\d{4}-\d\d-\d\d$/);
  await page.locator('.remedy-form button[type=submit]').click();
  await page.getByText('Sparat.').waitFor();
  const made = (await remedies()).find((own) => own.origin?.kind === 'hotspot' && own.origin.id.includes(':'));
  assert.ok(made.selected_to);
}));

test('filters are in the address, the file holds what is shown, and the map marks what is chosen', () => withPage(async (page) => {
  await register(page);
  await page.getByRole('button', { name: 'Bara försenade' }).click();
  await page.waitForURL(/late=1/);
  const late = (await remedies()).filter((own) => own.late);
  assert.equal(await page.locator('.remedies tbody tr').count(), late.length);
  assert.match(plain(await page.locator('.remedies tbody tr').first().textContent()), /Försenad/);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Spara som CSV' }).click()]);
  const csv = await readFile(await download.path(), 'utf8');
  assert.equal(csv.trim().split('\r\n').length, 1 + late.length);
  await page.goBack();
  await page.waitForFunction((n) => document.querySelectorAll('.remedies tbody tr').length > n, late.length);
  await page.locator('.remedies tbody tr').first().getByRole('button', { name: /Visa på kartan/ }).click();
  await page.waitForFunction(() => window.__tk?.idle && window.__tk.map.queryRenderedFeatures({ layers: ['remedies'] }).length > 0);
  assert.equal(await page.locator('.remedies tr.is-chosen').count(), 1);
}));

test('an evening out is entered as a day and a number, and shows when the month has ended', () => withPage(async (page) => {
  await register(page);
  const before = await (await fetch(`${server.url}/api/v1/promises`)).text();
  await page.selectOption('#d-kind', 'evening_patrol');
  await page.fill('#r-deed-n', '7');
  await page.locator('.deed-form button[type=submit]').click();
  await page.getByText('Infört. Det visas för alla när månaden är slut.').waitFor();
  await page.locator('.deed-form ~ ul li').filter({ hasText: '(7)' }).getByRole('button', { name: /^Ångra/ }).click();
  await page.locator('.deed-form ~ ul li').filter({ hasText: '(7)' }).waitFor({ state: 'detached' });
  assert.equal(await (await fetch(`${server.url}/api/v1/promises`)).text(), before);
}));

test('whoever told of a place sees in the secret link what happened to it', () => browser.withPage(server.url, async (page) => {
  await openReport(page, server.url);
  await fill(page, { text: 'Mörkt här.' });
  await send(page);
  const { reference, link } = await receipt(page);
  const found = await getJson(`${server.url}/api/v1/follow-up`, { headers: { Authorization: `FollowUp ${link.split('#')[1]}` } });
  assert.ok(found.place);
  const body = {
    kind: 'lighting', place: { type: 'Point', coordinates: [13.9974, 56.3796] }, place_name: 'Provplatsen', owner: 'municipality', state: 'started',
    sentence_sv: 'Vi sätter upp en lampa.', origin: { kind: 'report', id: reference },
  };
  const made = await fetch(`${server.url}/api/v1/remedies`, { method: 'POST', body: JSON.stringify(body), headers: { ...staff.headers, 'Content-Type': 'application/json' } });
  assert.equal(made.status, 201, await made.text());
  await page.goto(link);
  await page.reload();
  await page.getByRole('heading', { name: 'Vad har hänt på platsen?' }).waitFor();
  await page.getByText('Vi sätter upp en lampa.').waitFor();
  await axe(page, 'follow-up with a story');
}, { viewport: PHONE }));

test('the unsigned see no register', () => browser.withPage(server.url, async (page) => {
  await page.goto(`${server.url}/atgarder`);
  await page.getByText('Sidan är för kommunens personal').waitFor();
  assert.equal(await page.locator('.remedies').count(), 0);
}));

test('on paper: the promises with their tables, the register without buttons', () => withPage(async (page) => {
  await page.goto(`${server.url}/loften`);
  await page.emulateMedia({ media: 'print' });
  for (const kept of ['.promise-table', '.story', '.standing']) assert.ok(await page.locator(kept).first().isVisible(), kept);
  await page.emulateMedia({ media: 'screen' });
  await register(page);
  await page.emulateMedia({ media: 'print' });
  assert.ok(await page.locator('.remedies').isVisible());
  assert.deepEqual(await page.locator('.remedy-register button').evaluateAll((all) => all.filter((b) => b.getClientRects().length > 0).map((b) => b.textContent)), []);
}));

const STATES = {
  promises: (page) => page.goto(`${server.url}/loften`),
  'promises, everything open': async (page) => {
    await page.goto(`${server.url}/en/loften`);
    await page.evaluate(() => { for (const e of document.querySelectorAll('details')) e.open = true; });
  },
  register: (page) => register(page),
  'register, English': (page) => register(page, '/en/atgarder'),
  'register, a form with faults': async (page) => {
    await register(page);
    await page.getByRole('button', { name: 'Ny åtgärd' }).click();
    await page.locator('.remedy-form button[type=submit]').click();
    await page.getByText('Välj en plats i listan.').waitFor();
    await page.fill('#r-place', '56.3796 13.9974');
    await page.locator('.remedy-form .places button').first().click();
    await page.locator('.remedy-form button[type=submit]').click();
    await page.locator('.remedy-form [role=alert]').waitFor();
  },
};
for (const [name, go] of Object.entries(STATES)) {
  test(`axe and reflow: ${name}`, () => withPage(async (page) => {
    await go(page);
    for (const size of [PHONE, DESK]) {
      await page.setViewportSize(size);
      await axe(page, `${name} ${size.width}`);
    }
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await axe(page, `${name} by night`);
    // 320 CSS pixels are 1280 at 400 % zoom.
    await page.setViewportSize({ width: 320, height: 640 });
    await noSidewaysScroll(page, `${name} 320`);
  }));
}
