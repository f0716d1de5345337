/** Handing out public records: the whole way by the keyboard, what the file holds, what the log says. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { axe, DESK, noSidewaysScroll, PHONE, startBrowser } from './browser.mjs';
import { getJson, startServer, staff, TOKEN } from './server.mjs';
import { eventually, tabTo } from './steps.mjs';

let server;
let browser;
before(async () => { [server, browser] = await Promise.all([startServer(), startBrowser()]); });
after(async () => { await browser?.stop(); await server?.stop(); });

const withPage = (run, options = { viewport: DESK }) => browser.withPage(server.url, async (page, context) => {
  await page.addInitScript((token) => sessionStorage.setItem('tk-staff', token), TOKEN);
  await run(page, context);
}, options);

async function tell(nth, text) {
  const answer = await fetch(`${server.url}/api/v1/reports`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      category: 'unsafe_place', causes: ['poor_lighting'], severity: 3, text,
      place: { geometry: { type: 'Point', coordinates: [13.98 + nth * 0.004, 56.38] }, accuracy_m: 10, source: 'map' },
      when: { kind: 'instant', at: new Date(Date.now() - (nth + 1) * 600_000).toISOString() },
    }),
  });
  assert.equal(answer.status, 201);
  return answer.json();
}
const focused = (page, id) => page.waitForFunction((own) => document.activeElement?.id === own, id);
const shadow = (page) => page.evaluate(() => document.querySelector('.disclosure-file > div')?.shadowRoot?.textContent ?? '');

async function openRequest(page, diary) {
  await page.goto(`${server.url}/utlamnande`);
  await page.waitForSelector('#diary');
  await page.focus('#diary');
  await page.keyboard.type(diary);
  await tabTo(page, '#wanted', 12);
  await page.keyboard.type('Rapporter om gångvägen.');
  await tabTo(page, 'form button[type=submit]', 4);
  await page.keyboard.press('Enter');
  await page.waitForSelector('#s-words');
}

test('a request is opened, found, masked, looked at and handed out with the keyboard alone', () => withPage(async (page) => {
  await tell(0, 'Skymningsvägen: den långe i gula huset kör jämt.');
  await tell(1, 'Mörkt vid Skymningsvägen på kvällen.');
  const { keyboard } = page;
  await openRequest(page, 'KS 2026/412');
  await tabTo(page, '#s-words', 20);
  await keyboard.type('skymningsvägen');
  await keyboard.press('Enter');
  await focused(page, 'found-h');
  await page.getByText('2 rapporter.').waitFor();
  await tabTo(page, '.disclosure-found .desk-switch input', 3);
  await keyboard.press('Space');
  await tabTo(page, '.disclosure-found .button:not(.button-outline)', 8);
  await keyboard.press('Enter');
  await focused(page, 'mask-h');
  await page.locator('#mask-h', { hasText: 'Rapport 1 av 2' }).waitFor();
  await axe(page, 'masking');
  await tabTo(page, '.disclosure-words button', 3);
  await keyboard.press('ArrowRight');
  await keyboard.press('ArrowRight');
  await page.waitForFunction(() => document.activeElement?.textContent === 'långe');
  await keyboard.press('Space');
  for (let i = 0; i < 3; i += 1) await keyboard.press('Shift+ArrowRight');
  await page.waitForFunction(() => document.querySelectorAll('.disclosure-words [aria-pressed=true]').length === 4);
  // A letter is a command outside fields; without laws nobody can stand for the masks.
  await keyboard.press('g');
  await page.getByText('Skriv lagrummet för varje maskering.').waitFor();
  for (const field of ['.disclosure-law input[id^=l-word]', '#l-place', '#l-photos']) {
    await tabTo(page, field, 16);
    await keyboard.press('Control+a');
    await keyboard.type('OSL 21:1');
  }
  await keyboard.press('Enter');
  await page.locator('#mask-h', { hasText: 'Rapport 2 av 2' }).waitFor();
  // The law that was written last stands there already.
  assert.equal(await page.inputValue('#l-place'), 'OSL 21:1');
  await focused(page, 'mask-h');
  await keyboard.press('g');
  await page.waitForSelector('#preview-h');
  await eventually(async () => assert.match(await shadow(page), /Skymningsvägen: den ████ \[OSL 21:1\] kör jämt\./));
  const text = await shadow(page);
  assert.match(text, /Mörkt vid Skymningsvägen på kvällen\./);
  assert.ok(!/långe|gula|huset/.test(text));
  await axe(page, 'preview');
  await page.focus('#main');
  await tabTo(page, '.disclosure .row .button:not(.button-outline)', 60);
  const [download] = await Promise.all([page.waitForEvent('download'), keyboard.press('Enter')]);
  const bytes = await readFile(await download.path());
  assert.match(download.suggestedFilename(), /^utlamnande-KS-2026-412\.html$/);
  const sha = createHash('sha256').update(bytes).digest('hex');
  await page.locator('.disclosure-log code', { hasText: sha }).waitFor();
  await page.locator('.disclosure-log', { hasText: 'OSL 21:1: 5' }).waitFor();
  await page.getByRole('button', { name: 'Utlämnat', exact: true }).focus();
  await keyboard.press('Enter');
  await page.locator('.disclosure-handed_out').waitFor();
  await page.getByRole('button', { name: 'Avsluta …' }).focus();
  await keyboard.press('Enter');
  await tabTo(page, 'dialog .button:not(.button-outline)', 4);
  await keyboard.press('Enter');
  await page.locator('.disclosure-closed').waitFor();
  const [closed] = await getJson(`${server.url}/api/v1/disclosures`, staff);
  assert.deepEqual([closed.state, closed.exports.length, closed.exports[0].sha256], ['closed', 1, sha]);
}));

test('axe, reflow and night on every step, and in English', () => withPage(async (page) => {
  await tell(2, 'Mörkt vid Fjärilsgången.');
  const look = async (what) => {
    for (const size of [PHONE, DESK]) {
      await page.setViewportSize(size);
      await axe(page, `${what} ${size.width}`);
    }
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await axe(page, `${what} by night`);
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await page.setViewportSize({ width: 320, height: 640 });
    await noSidewaysScroll(page, `${what} 320`);
    await page.setViewportSize(DESK);
  };
  await openRequest(page, 'KS 2026/7');
  await page.fill('#s-words', 'fjärilsgången');
  await page.keyboard.press('Enter');
  await page.getByText('1 rapport.').waitFor();
  await look('find');
  await page.locator('.disclosure-hits input').check();
  await page.getByRole('button', { name: 'Ta med 1 rapport' }).click();
  await page.waitForSelector('#mask-h');
  await page.keyboard.press('m');
  await look('mask');
  await page.getByRole('button', { name: 'Lämna ut', exact: true }).click();
  await page.getByText('1 rapport är inte granskad').waitFor();
  await eventually(async () => assert.match(await shadow(page), /████/));
  await look('hand out');
  await page.goto(`${server.url}/en/utlamnande`);
  await page.locator('.disclosure-list li').first().waitFor();
  await look('English list');
}));

test('whoever has the link reads everything that is kept of the report, prints it and saves it', () => withPage(async (page) => {
  const receipt = await tell(3, 'Mörkt vid Sländbron.');
  await page.goto(`${server.url}/uppfoljning#${receipt.follow_up_token}`);
  await page.getByRole('button', { name: 'Visa allt vi har' }).click();
  await focused(page, 'extract-h');
  const text = await page.textContent('.extract');
  for (const words of [receipt.reference, 'Mörkt vid Sländbron.', 'kontrollsumma', 'Vem av personalen']) assert.ok(text.includes(words), words);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Spara som fil (JSON)' }).click()]);
  const saved = JSON.parse(await readFile(await download.path(), 'utf8'));
  assert.equal(saved.report.text, 'Mörkt vid Sländbron.');
  for (const size of [PHONE, DESK]) {
    await page.setViewportSize(size);
    await axe(page, `extract ${size.width}`);
  }
  await page.setViewportSize({ width: 320, height: 640 });
  await noSidewaysScroll(page, 'extract 320');
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.getByRole('button', { name: 'Spara som fil (JSON)' }).isVisible(), false);
  assert.equal(await page.locator('.extract').isVisible(), true);
}));
