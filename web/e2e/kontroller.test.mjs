/** A month of traffic checks: planned, changed by hand, kept, decided, saved as files, and logged when done. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { axe, DESK, noSidewaysScroll, PHONE, startBrowser } from './browser.mjs';
import { startServer, TOKEN } from './server.mjs';
import { eventually, tabTo } from './steps.mjs';

let server;
let browser;
before(async () => { [server, browser] = await Promise.all([startServer(), startBrowser()]); });
after(async () => { await browser?.stop(); await server?.stop(); });

const withPage = (run, options = { viewport: DESK }) => browser.withPage(server.url, async (page, context) => {
  await page.addInitScript((token) => sessionStorage.setItem('tk-staff', token), TOKEN);
  await run(page, context);
}, options);
const ready = (page) => page.waitForFunction(() => document.querySelector('.checks-table tbody tr') && !document.querySelector('.checks-plan.is-old') && !document.querySelector('.working'), null, { timeout: 60_000 });
const planned = async (page, path = '/kontroller') => {
  await page.goto(`${server.url}${path}`);
  await page.click('#make-plan');
  await ready(page);
};
const rows = (page) => page.locator('.checks-table tbody tr');
const file = async (page, name) => {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name, exact: true }).click()]);
  return readFile(await download.path(), 'utf8');
};

test('a month of fifteen checks stands in the table with reasons, and on the map', () => withPage(async (page) => {
  await planned(page);
  assert.equal(await rows(page).count(), 15);
  assert.match(await page.textContent('#plan-summary'), /15 kontroller/);
  await page.getByRole('button', { name: 'Kontroll 1', exact: true }).click();
  await eventually(async () => assert.match(await page.locator('#check-1 .checks-why').textContent(), /rapporter om \d+ händelser/));
  await page.waitForSelector('.map-numbers .spot-number');
  assert.equal(await page.locator('.map-numbers .spot-number').count(), 15);
  await axe(page, 'kontroller');
}));

test('a check that is locked stays when the month is drawn again, a forbidden site is not used, and undo goes back', () => withPage(async (page) => {
  await planned(page);
  const text = async (n) => (await rows(page).nth(n).locator('td').nth(1).textContent()) + (await rows(page).nth(n).locator('td').nth(2).textContent());
  const locked = await text(0);
  await page.getByRole('button', { name: 'Lås: Kontroll 1', exact: true }).click();
  await page.waitForSelector('.checks-table .tag');
  await ready(page);
  await page.getByRole('button', { name: 'Lotta om' }).click();
  await page.waitForTimeout(50);
  await ready(page);
  const at = await page.locator('.checks-table tr:has(.tag)').evaluate((row) => row.children[1].textContent + row.children[2].textContent);
  assert.equal(at, locked);
  await page.locator('.checks-table tr:not(:has(.tag)) button[aria-label^="Använd inte"]').first().click();
  await page.waitForSelector('#forbidden li');
  await ready(page);
  assert.equal(await rows(page).count(), 15);
  await page.click('#undo');
  await page.waitForFunction(() => !document.querySelector('#forbidden li'));
  await ready(page);
}));

test('a plan is decided, opened from its address, and compared with another', () => withPage(async (page) => {
  await planned(page);
  await page.locator('.kept-plans > summary').click();
  await page.fill('#plan-title', 'Nästa månad');
  await page.click('#decide');
  await page.waitForFunction(() => document.querySelector('#kept-said')?.textContent === 'Planen är beslutad.');
  const address = page.url();
  assert.match(address, /\?plan=[0-9a-f-]{36}$/);
  await page.goto(address);
  await ready(page);
  assert.equal(await rows(page).count(), 15);
  await page.getByRole('button', { name: 'Lotta om' }).click();
  await page.waitForSelector('#compared');
}));

test('the calendar and the table are the same plan', () => withPage(async (page) => {
  await planned(page);
  const calendar = await file(page, 'Kalenderfil (iCal)');
  assert.equal(calendar.match(/BEGIN:VEVENT/g).length, 15);
  assert.equal((await file(page, 'CSV')).trim().split('\n').length, 16);
}));

test('a check that was done is logged and scored', () => withPage(async (page) => {
  await planned(page);
  // What the demonstration has logged this month already, or that it has logged nothing.
  await page.waitForSelector('#log-score, #log-none');
  const nLogged = async () => Number(/^(\d+) kontroll/.exec((await page.locator('#log-score').allTextContents()).join())?.[1] ?? 0);
  const before = await nLogged();
  await page.selectOption('#log-site', { index: 1 });
  await page.fill('#log-vehicles_stopped', '12');
  await page.click('#log-save');
  await page.waitForFunction((n) => document.querySelector('#log-score')?.textContent.startsWith(`${n} kontroll`), before + 1);
  assert.equal(await page.locator('input[type=text], textarea').filter({ hasText: /./ }).count(), 0);
}));

test('by keyboard alone the plan is made and a check locked', () => withPage(async (page) => {
  await page.goto(`${server.url}/kontroller`);
  await page.waitForSelector('#make-plan');
  await tabTo(page, '#make-plan');
  await page.keyboard.press('Enter');
  await ready(page);
  await tabTo(page, 'button[aria-label="Lås: Kontroll 1"]', 200);
  await page.keyboard.press('Enter');
  await page.waitForSelector('.checks-table .tag');
}));

test('on a phone nothing scrolls sideways and the map waits to be asked for; in English too', () => withPage(async (page) => {
  await planned(page, '/en/kontroller');
  await noSidewaysScroll(page, 'kontroller');
  assert.equal(await page.locator('.map-box').count(), 0);
  assert.match(await page.textContent('#plan-summary'), /15 checks/);
  await axe(page, 'kontroller');
}, { viewport: PHONE }));

test('what stands in the way is said', () => withPage(async (page) => {
  await page.goto(`${server.url}/kontroller`);
  await page.fill('#ask-quota', '100');
  await page.click('#make-plan');
  await page.waitForSelector('.notice-error');
  assert.match(await page.textContent('.notice-error'), /Sänk antalet/);
}));
