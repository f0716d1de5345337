import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startBrowser } from './browser.mjs';
import { startServer } from './server.mjs';
import { fill, open, receipt, send } from './steps.mjs';

let server;
let browser;
before(async () => {
  // One report in an hour without a sum, then 13 bits: a blink here.
  [server, browser] = await Promise.all([startServer(['--reports-per-hour', '1', '--forms-per-hour', '1', '--proof-of-work-bits', '13']), startBrowser()]);
});
after(async () => { await browser?.stop(); await server?.stop(); });

test('where many reports come, the browser does its sum and nobody notices', () => browser.withPage(server.url, async (page, context) => {
  const answers = [];
  context.on('response', (r) => r.url().endsWith('/api/v1/reports') && answers.push(r.status()));
  const workers = [];
  page.on('worker', (w) => workers.push(w.url()));
  for (const _ of [1, 2]) {
    await open(page, server.url);
    await fill(page);
    await send(page);
    await receipt(page);
  }
  assert.deepEqual(answers, [201, 428, 201]);
  assert.ok(workers.some((url) => url.includes('proofWorker')), `beside the page: ${workers}`);
}));

test('without a script the form comes back filled in and says what to do', () => browser.withPage(server.url, async (page) => {
  const post = async () => {
    await page.goto(`${server.url}/`);
    await page.check('input[name=category][value=speeding]');
    await page.fill('#coordinates', '56.3796, 13.9974');
    await page.fill('#text', 'Mörkt vid trappan.');
    await page.click('button[type=submit]');
  };
  await post();
  await page.getByText('Tack för rapporten').waitFor();
  await post();
  await page.getByText('ring kommunens växel').waitFor();
  assert.equal(await page.inputValue('#text'), 'Mörkt vid trappan.');
}, { javaScriptEnabled: false }));
