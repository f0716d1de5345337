/** Does the past foretell the next, and what has begun lately: in every state, by keyboard, on a phone, on paper. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { axe, DESK, noSidewaysScroll, PHONE, startBrowser } from './browser.mjs';
import { startServer, staff, TOKEN } from './server.mjs';
import { tabTo } from './steps.mjs';

let server;
let browser;
before(async () => { [server, browser] = await Promise.all([startServer(), startBrowser()]); });
after(async () => { await browser?.stop(); await server?.stop(); });

const withPage = (run, options = { viewport: DESK }) => browser.withPage(server.url, async (page, context) => {
  await page.addInitScript((token) => sessionStorage.setItem('tk-staff', token), TOKEN);
  await run(page, context);
}, options);
const plain = (text) => text.replace(/[\u00a0\u202f]/g, ' ');
const open = async (page, path = '/prognos') => {
  await page.goto(`${server.url}${path}`);
  await page.waitForSelector('.forecast .spots-method');
};

async function answer(method, query = '') {
  for (;;) {
    const response = await fetch(`${server.url}/api/v1/${method}${query}`, staff);
    if (response.status !== 202) return response.json();
    await new Promise((resolve) => { setTimeout(resolve, 300); });
  }
}
const saved = async (page, press) => {
  const [download] = await Promise.all([page.waitForEvent('download'), press()]);
  return (await readFile(await download.path(), 'utf8')).replace('\uFEFF', '');
};

/** What the demonstration does not have: news, and a past that is too short. */
const NEWS = [0.004, 0.03, 0.6].map((p, i) => ({
  type: 'Feature', geometry: { type: 'Point', coordinates: [13.99 + i / 100, 56.38] },
  properties: { rank: i + 1, name: { sv: `kring Ekvägen ${i + 1}`, en: `around Ekvägen ${i + 1}` }, radius_m: 100 * i, from: '2026-06-03', to: '2026-06-30', cases: 9, expected: 1.8, p, recurrence_days: 7 / p },
}));
const withNews = (page) => page.route('**/api/v1/alarms*', async (route) => route.fulfill({ json: { ...await answer('alarms'), features: NEWS } }));
const news = (page) => page.waitForSelector('.lately li');

test('the page says what the API says: the winner, every ranking with its error, the ceiling and the places', () => withPage(async (page) => {
  const { results } = await answer('backtest');
  await open(page);
  assert.equal(await page.textContent('.spots-summary'), 'Ja, det förra säger en del om det nästa.');
  assert.equal(await page.locator('.rankings').count(), 2);
  const best = await page.locator('.rankings .is-best').first().textContent();
  const one = (n) => n.toFixed(1).replace('.', ',');
  const { pai } = results.rankings.find((r) => r.id === results.winner).at[0];
  assert.ok(plain(best).includes(`${one(pai.mean)} ± ${one(pai.standard_error)}`), best);
  assert.equal(await page.locator('.rankings').first().locator('tbody tr').count(), results.rankings.length + 1);
  assert.ok(plain(await page.locator('.ceiling').first().textContent()).includes(one(results.ceiling[0].pai.mean)));
  const names = [...new Set(results.next.filter((n) => n.name).map((n) => n.name.sv.toLowerCase()))];
  const shown = await page.locator('.forecast-next li').allTextContents();
  assert.equal(shown.length, names.length);
  shown.forEach((text, i) => assert.ok(text.toLowerCase().startsWith(names[i]), text));
  const said = plain(await page.textContent('.forecast'));
  for (const words of [`${results.origins.length} prognoser, från`, 'inte var det är farligt', 'Spannen', 'omblandade dagar']) assert.ok(said.includes(words), words);
  assert.equal(await page.locator('.forecast-pit .chart-bar').count(), 10);
}));

test('the table and the places can be saved, and the same figures stand in them', () => withPage(async (page) => {
  const { results } = await answer('backtest');
  await open(page);
  const table = await saved(page, () => page.getByRole('button', { name: 'Spara tabellen som CSV' }).click());
  assert.equal(table.trim().split('\r\n').length, 1 + results.rankings.length * 2 + 2);
  assert.ok(table.includes(String(Math.round(results.ceiling[0].pai.mean * 10_000) / 10_000)));
  const places = await saved(page, () => page.getByRole('button', { name: 'Spara platserna som CSV' }).click());
  assert.equal(places.trim().split('\r\n').length, 1 + results.next.length);
}));

test('a filter asks again, is in the address, and goes along to the places and the map', () => withPage(async (page) => {
  await open(page);
  await page.locator('.filter-card summary').first().click();
  const { groups } = await (await fetch(`${server.url}/api/v1/catalogue`)).json();
  await page.getByRole('button', { name: groups.find((g) => g.code === 'traffic').sv, exact: true }).first().click();
  await page.waitForURL(/group=traffic/);
  await page.waitForFunction(() => !document.querySelector('.is-old'));
  assert.match(await page.getAttribute('.map-links a[href*="/platser"]', 'href'), /group=traffic/);
  assert.match(await page.getAttribute('.forecast-next li a', 'href'), /^\/karta\?group=traffic&unit=link#karta=16\//);
  await page.click('.map-links a[href*="/platser"]');
  await page.waitForSelector('.spots-summary .big');
  await page.click('.map-links a[href*="/prognos"]');
  await page.waitForURL(/\/prognos\?group=traffic/);
}));

test('while it is worked out there is a bar, and whoever stops it can start again by keyboard', () => withPage(async (page) => {
  let stopped = false;
  await page.route('**/api/v1/analyses/*', (route) => { stopped = true; return route.fulfill({ status: 204 }); });
  await page.route('**/api/v1/backtest*', (route) => route.fulfill({ status: 202, headers: { 'Retry-After': '1' }, json: { analysis: '0198c0de-0000-7000-8000-000000000000', progress: 0.4, sv: '', en: '' } }));
  await page.goto(`${server.url}/prognos`);
  await page.locator('progress').waitFor();
  await page.waitForFunction(() => document.querySelector('progress').value === 0.4);
  await tabTo(page, '.working button');
  await page.keyboard.press('Enter');
  await page.getByText('Beräkningen är stoppad').waitFor();
  assert.ok(stopped);
  await page.unroute('**/api/v1/backtest*');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.forecast .spots-method');
}));

test('the unsigned see no forecast, and a code that no longer holds is said', () => browser.withPage(server.url, async (page) => {
  await page.goto(`${server.url}/prognos`);
  await page.getByText('Sidan är för kommunens personal').waitFor();
  assert.equal(await page.locator('.forecast').count(), 0);
  await page.evaluate(() => sessionStorage.setItem('tk-staff', 'gammal'));
  await page.reload();
  await page.getByText('Du är inte inloggad längre').waitFor();
}));

test('news stand on the page of places, after the places have come, and chance is told apart', () => withPage(async (page) => {
  const asked = [];
  page.on('request', (r) => { if (/hotspots|alarms/.test(r.url())) asked.push(/hotspots|alarms/.exec(r.url())[0]); });
  await withNews(page);
  await page.goto(`${server.url}/platser?group=traffic&from=2026-01`);
  await news(page);
  assert.equal(asked.filter((one) => one === 'alarms').length, 1);
  assert.ok(asked.lastIndexOf('hotspots') < asked.indexOf('alarms'));
  const told = (await page.locator('.lately li').allTextContents()).map(plain);
  assert.equal(told.length, 2, 'p 0.6 is no news');
  assert.match(told[0], /^Kring Ekvägen 1: 9 rapporter sedan 3 juni 2026, där 1,8 var att vänta\. Så ofta ger slumpen något lika starkt: en gång på 5 år\./);
  assert.match(told[1], /Inom 100 meter\. .* en gång på 233 dagar\./);
}));

test('without news it is said that nothing stands out, and a fault there leaves the places alone', () => withPage(async (page) => {
  await page.goto(`${server.url}/platser`);
  await page.getByText('Inget nytt sticker ut').waitFor();
  await page.route('**/api/v1/alarms*', (route) => route.fulfill({ status: 500, body: '{}' }));
  await page.reload();
  await page.getByText('Det gick inte att leta efter nytt').waitFor();
  assert.ok(await page.locator('article.spot').count() > 0);
}));

test('on paper: the answer, the places and the tables, without buttons', () => withPage(async (page) => {
  await open(page);
  await page.emulateMedia({ media: 'print' });
  for (const kept of ['.forecast-said', '.forecast-next ol', '.rankings', '.on-paper']) assert.ok(await page.locator(kept).first().isVisible(), kept);
  assert.deepEqual(await page.locator('.forecast-page button').evaluateAll((all) => all.filter((b) => b.getClientRects().length > 0).map((b) => b.textContent)), []);
}));

const STATES = {
  'forecast, everything open': async (page) => {
    await open(page);
    await page.evaluate(() => { for (const e of document.querySelectorAll('.forecast-page details')) e.open = true; });
  },
  'forecast, English': (page) => open(page, '/en/prognos'),
  'forecast, squares': (page) => open(page, '/prognos?unit=cell'),
  'forecast, too short': async (page) => {
    await open(page, '/prognos?from=2026-08');
    await page.getByText('Det går inte att pröva än').waitFor();
    await page.locator('.spots-warnings').getByText('Ingen prognos kan prövas').waitFor();
    await page.getByText('Ingen lista').waitFor();
  },
  'forecast, failed': async (page) => {
    await page.route('**/api/v1/backtest*', (route) => route.fulfill({ status: 500, body: '{}' }));
    await page.goto(`${server.url}/prognos`);
    await page.getByText('Prognoserna kunde inte prövas').waitFor();
  },
  'places, with news': async (page) => {
    await withNews(page);
    await page.goto(`${server.url}/platser`);
    await news(page);
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
