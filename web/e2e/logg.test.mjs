/** The page of auditors: the sealed log in plain words, and whether it is as it was written. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { hire, signIn } from './accounts.mjs';
import { axe, DESK, noSidewaysScroll, PHONE, startBrowser } from './browser.mjs';
import { getJson, staff, startServer } from './server.mjs';
import { eventually } from './steps.mjs';

let server;
let browser;
let auditor;
before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  for (const path of ['/api/v1/heat?category=speeding', '/api/v1/observations?limit=5', '/api/v1/profile']) await getJson(server.url + path, staff);
  const lamp = { kind: 'lamp_repair', place: { type: 'Point', coordinates: [13.9974, 56.3796] }, owner: 'municipality' };
  const made = await fetch(`${server.url}/api/v1/remedies`, { method: 'POST', body: JSON.stringify(lamp), headers: { ...staff.headers, 'Content-Type': 'application/json' } });
  assert.equal(made.status, 201);
  auditor = await hire(server.url, 'granskare', 'Granskare', ['auditor']);
});
after(async () => { await browser?.stop(); await server?.stop(); });

const rows = (page) => page.$$eval('.audit-lines tbody tr', (all) => all.map((row) => row.textContent));

test('an auditor reads who read and changed what, walks the chain and takes the lines along', () => browser.withPage(server.url, async (page) => {
  await page.setViewportSize(DESK);
  await signIn(page, server.url, auditor, { till: '/logg' });
  await page.waitForSelector('.audit-lines');
  const all = await rows(page);
  assert.ok(all.some((row) => row.includes('Läste: kartan med exakta rutor') && row.includes('installationens nyckel')), all.join('\n'));
  assert.ok(all.some((row) => row.includes('Ändrade: en åtgärd')), all.join('\n'));
  for (const size of [PHONE, DESK]) {
    await page.setViewportSize(size);
    await axe(page, `the log ${size.width}`);
    await noSidewaysScroll(page);
  }

  await page.selectOption('#a-act', 'change');
  await page.getByRole('button', { name: 'Visa', exact: true }).click();
  await eventually(async () => {
    const found = await rows(page);
    assert.ok(found.length > 0 && found.every((row) => row.includes('Ändrade:')), found.join('\n'));
  });
  await page.fill('#a-who', 'ingen-alls');
  await page.keyboard.press('Enter');
  await eventually(async () => assert.equal(await page.textContent('#audit-found'), 'Inga rader.'));
  await page.getByRole('button', { name: 'Visa allt' }).click();
  await page.waitForSelector('.audit-lines');

  await page.click('#walk-chain');
  await page.waitForSelector('#chain-said .is-kept');
  assert.match(await page.textContent('#chain-said'), /Alla \d+ rader är som de skrevs\..*[0-9a-f]{64}/);
  await axe(page, 'a chain that holds');

  const shown = (await rows(page)).length;
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('#save-lines')]);
  const csv = await readFile(await download.path(), 'utf8');
  assert.equal(csv.trim().split('\r\n').length, shown + 1);
  assert.ok(csv.includes('"read"') || csv.includes(',read,'), csv.slice(0, 300));
}));

test('nobody else sees a line of it', () => browser.withPage(server.url, async (page) => {
  await page.goto(`${server.url}/logg`);
  await page.getByText('Sidan är för granskare.').waitFor();
  assert.equal(await page.$('.audit-lines'), null);
}));

test('the log in English', () => browser.withPage(server.url, async (page) => {
  await page.goto(`${server.url}/en/logg`);
  await page.getByText('The page is for auditors.').waitFor();
}));
