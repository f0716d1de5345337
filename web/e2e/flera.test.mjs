/** An installation with two municipalities: a page stays with its own in everything it asks. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DESK, startBrowser } from './browser.mjs';
import { getJson, staff, startServer, TOKEN } from './server.mjs';
import { eventually, receipt, send } from './steps.mjs';

const OTHER = '1256';
let server;
let browser;
before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  await server.command('municipality', 'add', '--code', OTHER, '--name', 'Östra Göinge', '--bbox', '13.85,56.15,14.3,56.33');
  await eventually(async () => assert.equal((await fetch(`${server.url}/api/v1/town?municipality=${OTHER}`)).status, 200));
});
after(async () => { await browser?.stop(); await server?.stop(); });

/** What the page asked and was refused. */
function refusals(page) {
  const refused = [];
  page.on('response', (r) => { if (r.status() >= 400 && r.url().includes('/api/')) refused.push(`${r.status()} ${r.url()}`); });
  return refused;
}

const counted = async (code) => (await getJson(`${server.url}/api/v1/heat?municipality=${code}`, staff)).totals.n_reports.total;

test('a report is told, followed and seen in the municipality of the page, and in no other', () => browser.withPage(server.url, async (page) => {
  const refused = refusals(page);
  const before = [await counted(OTHER), await counted('1273')];
  await page.goto(`${server.url}/?municipality=${OTHER}`);
  await page.check('input[name=category][value=unsafe_place]');
  await page.check('input[name=way][value=coords]');
  await page.fill('#coords', '56.2500, 14.1000');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.chosen');
  await page.fill('#f-text', 'Mörkt vid trappan.');
  await send(page);
  const { reference, link } = await receipt(page);
  await eventually(async () => assert.deepEqual([await counted(OTHER), await counted('1273')], [before[0] + 1, before[1]]));

  assert.ok(link.includes(`municipality=${OTHER}`), 'the link stays with it');
  await page.goto(link);
  await page.waitForSelector('.receipt .reference');
  assert.equal(await page.textContent('.reference'), reference);
  assert.deepEqual(refused, []);
}));

test('map, places, desk and account of the second municipality are refused nothing they ask', () => browser.withPage(server.url, async (page) => {
  const refused = refusals(page);
  await page.addInitScript((token) => sessionStorage.setItem('tk-staff', token), TOKEN);
  for (const path of ['/karta', '/platser', '/handlaggning', '/atgarder', '/belysning', '/kontroller', '/vandringar', '/prognos', '/bilder', '/gallring', '/utlamnande', '/logg', '/konton', '/konto', '/loften', '/uppfoljning', '/en/karta']) {
    await page.goto(`${server.url}${path}?municipality=${OTHER}`);
    await page.locator('h1').first().waitFor();
    await page.waitForLoadState('load');
    // What a page asks comes after it is drawn.
    await page.waitForTimeout(1500);
  }
  assert.deepEqual(refused.filter((line) => line.startsWith('400 ')), []);
}, { viewport: DESK }));
