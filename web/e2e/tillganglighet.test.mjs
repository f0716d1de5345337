/** Every state a person can meet, at two sizes: axe finds nothing and nothing sticks out sideways. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { axe, DESK, mapIdle, noSidewaysScroll, PHONE, startBrowser, TAGS } from './browser.mjs';
import { startServer, TOKEN } from './server.mjs';
import { fill, open, receipt, send } from './steps.mjs';

let server;
let browser;
before(async () => { [server, browser] = await Promise.all([startServer(), startBrowser()]); });
after(async () => { await browser?.stop(); await server?.stop(); });

const asStaff = (page) => page.addInitScript((token) => sessionStorage.setItem('tk-staff', token), TOKEN);

/** The server's answer, changed; asked for until it is ready. */
async function answered(route, change) {
  let answer = await route.fetch();
  while (answer.status() === 202) answer = await route.fetch();
  await route.fulfill({ json: change(await answer.json()) });
}

/** Each state: how to get there from an empty page. */
const STATES = {
  'report, empty': (page) => open(page, server.url),
  'report, flaws': async (page) => {
    await open(page, server.url);
    await send(page);
    await page.waitForSelector('#error-summary');
  },
  'report, everything open': async (page) => {
    await open(page, server.url);
    await fill(page, { text: 'Bilen ABC 123 kör fort.' });
    await page.locator('#f-text').blur();
    await page.waitForSelector('.suggestion');
    await page.check('input[name=when][value=recurrence]');
    await page.check('input[name=way][value=coords]');
    await page.fill('#coords', 'x');
    await page.keyboard.press('Enter');
  },
  'report, time between': async (page) => {
    await open(page, server.url);
    await page.check('input[name=when][value=interval]');
  },
  'report, pin map': async (page) => {
    await open(page, server.url);
    await page.check('input[name=way][value=map]');
    await page.getByRole('button', { name: 'Öppna kartan' }).click();
    await page.waitForSelector('.pin');
  },
  'receipt': async (page) => {
    await open(page, server.url);
    await fill(page);
    await send(page);
    await receipt(page);
  },
  'waiting report': async (page, context) => {
    await open(page, server.url);
    await fill(page);
    await context.setOffline(true);
    await send(page);
    await page.getByRole('heading', { name: '1 rapport väntar' }).waitFor();
  },
  'follow-up, ask': (page) => page.goto(`${server.url}/uppfoljning#kort`).then(() => page.waitForSelector('#link')),
  'follow-up, shown': async (page) => {
    await STATES['receipt'](page);
    const { link } = await receipt(page);
    await page.goto(link);
    await page.waitForSelector('.receipt .reference');
  },
  'map, public': async (page) => {
    await page.goto(`${server.url}/karta?group=traffic`);
    await page.waitForSelector('table.cells tbody tr');
    await page.evaluate(() => { document.querySelector('.filter-card').open = true; });
    await mapIdle(page);
    await page.locator('table.cells tbody button').first().click();
    await page.waitForSelector('.chosen-cell p');
  },
  'map, per inhabitant': async (page) => {
    await page.goto(`${server.url}/karta?unit=rate`);
    await page.waitForSelector('table.rates tbody tr');
    await page.evaluate(() => { document.querySelector('.filter-card').open = true; });
    await mapIdle(page);
    await page.locator('table.rates tbody button').first().click();
    await page.waitForSelector('.chosen-cell p');
  },
  'map, per inhabitant and square': async (page) => {
    await page.goto(`${server.url}/karta?unit=rate&by=square`);
    await page.waitForSelector('table.rates tbody tr');
  },
  'map, dialog': async (page) => {
    await page.goto(`${server.url}/karta`);
    await page.getByRole('button', { name: 'Logga in som personal' }).click();
    await page.focus('#token');
    await page.keyboard.press('Enter');
    await page.getByText('Koden gäller inte').waitFor();
  },
  'map, staff': async (page) => {
    await page.addInitScript((token) => sessionStorage.setItem('tk-staff', token), TOKEN);
    await page.goto(`${server.url}/karta`);
    await page.waitForSelector('table.profile');
    await page.evaluate(() => { document.querySelector('.filter-card').open = true; });
  },
  'map, failed': async (page) => {
    await page.route('**/api/v1/heat*', (route) => route.fulfill({ status: 500, body: '{}' }));
    await page.goto(`${server.url}/karta`);
    await page.getByText('Siffrorna kunde inte hämtas').waitFor();
  },
  'map, empty': async (page) => {
    await page.route('**/api/v1/heat*', async (route) => {
      const answer = await (await route.fetch()).json();
      await route.fulfill({ json: { ...answer, features: [] } });
    });
    await page.goto(`${server.url}/karta?group=positive`);
    await page.getByText('Inga rutor att visa').waitFor();
  },
  'print': async (page) => {
    await page.goto(`${server.url}/karta/utskrift`);
    await page.waitForSelector('#scale');
  },
  'print, per inhabitant': async (page) => {
    await page.goto(`${server.url}/karta/utskrift?unit=rate`);
    await page.waitForSelector('#scale');
  },
  'English map': async (page) => {
    await page.goto(`${server.url}/en/karta`);
    await page.waitForSelector('table.cells tbody tr');
  },
  'places, not signed in': async (page) => {
    await page.goto(`${server.url}/platser`);
    await page.getByText('Sidan är för kommunens personal').waitFor();
  },
  'places, everything open': async (page) => {
    await asStaff(page);
    await page.goto(`${server.url}/platser?from=2025-01`);
    await page.waitForSelector('article.spot');
    for (const what of ['.spots-asked', '.spot-charts', '.chart', '.spots-method']) await page.locator(`${what} summary`).first().click();
    const map = page.getByRole('button', { name: 'Visa kartan' });
    if (await map.count()) await map.click();
    await mapIdle(page);
    await page.locator('article.spot').first().getByRole('button', { name: /^Visa på kartan/ }).click();
  },
  'places, may be chance, few reports': async (page) => {
    await asStaff(page);
    await page.route('**/api/v1/hotspots*', (route) => answered(route, (found) => ({
      ...found, quiet: true, features: found.features.slice(0, 2).map((f) => ({ ...f, properties: { ...f.properties, class: 'probably_more', flags: [{ code: 'campaign', n_reports: 9, expected: 0.2, from: '2026-01-01', to: '2026-01-03' }] } })),
      warnings: [{ code: 'few_reports', sv: 'Bara 22 rapporter.', en: '' }],
    })));
    await page.goto(`${server.url}/platser`);
    await page.waitForSelector('.spots-perhaps article');
  },
  'places, nothing stands out': async (page) => {
    await asStaff(page);
    await page.route('**/api/v1/hotspots*', (route) => answered(route, (found) => ({ ...found, quiet: true, features: [] })));
    await page.goto(`${server.url}/platser?group=traffic`);
    await page.waitForSelector('#quiet');
  },
  'places, working': async (page) => {
    await asStaff(page);
    await page.route('**/api/v1/hotspots*', (route) => route.fulfill({ status: 202, headers: { 'Retry-After': '60' }, json: { analysis: '11111111-1111-4111-8111-111111111111', progress: 0.3 } }));
    await page.goto(`${server.url}/platser`);
    await page.waitForSelector('progress');
  },
  'places, stopped': async (page) => {
    await STATES['places, working'](page);
    await page.route('**/api/v1/analyses/*', (route) => route.fulfill({ status: 204 }));
    await page.getByRole('button', { name: 'Stoppa' }).click();
    await page.getByText('Beräkningen är stoppad').waitFor();
  },
  'places, failed': async (page) => {
    await asStaff(page);
    await page.route('**/api/v1/hotspots*', (route) => route.fulfill({ status: 500, body: '{}' }));
    await page.goto(`${server.url}/platser`);
    await page.getByText('Platserna kunde inte räknas ut').waitFor();
  },
  'places, offline': async (page, context) => {
    await asStaff(page);
    await page.goto(`${server.url}/platser`);
    await page.waitForSelector('article.spot');
    await context.setOffline(true);
    await page.waitForSelector('#offline');
  },
  'places, print': async (page) => {
    await asStaff(page);
    await page.goto(`${server.url}/platser/utskrift`);
    await page.waitForSelector('#scale');
  },
  'English places': async (page) => {
    await asStaff(page);
    await page.goto(`${server.url}/en/platser`);
    await page.waitForSelector('article.spot');
  },
  'about': (page) => page.goto(`${server.url}/om`),
  'accessibility statement': (page) => page.goto(`${server.url}/tillganglighet`),
  'English accessibility statement': (page) => page.goto(`${server.url}/en/tillganglighet`),
  'privacy notice': (page) => page.goto(`${server.url}/integritet`),
  'English privacy notice': (page) => page.goto(`${server.url}/en/integritet`),
};
/** The pages whose axe tests stand in their own files. */
const ALSO = [
  { file: 'atgarder.test.mjs', pages: ['/atgarder', '/loften'] },
  { file: 'belysning.test.mjs', pages: ['/belysning'] },
  { file: 'bilder.test.mjs', pages: ['/bilder'] },
  { file: 'gallring.test.mjs', pages: ['/gallring'] },
  { file: 'handlaggning.test.mjs', pages: ['/handlaggning'] },
  { file: 'invanare.test.mjs', pages: ['/karta'] },
  { file: 'konto.test.mjs', pages: ['/konto', '/konton'] },
  { file: 'kontroller.test.mjs', pages: ['/kontroller'] },
  { file: 'logg.test.mjs', pages: ['/logg'] },
  { file: 'prognos.test.mjs', pages: ['/prognos'] },
  { file: 'sso.test.mjs', pages: ['/konto'] },
  { file: 'utlamnande.test.mjs', pages: ['/utlamnande', '/uppfoljning'] },
  { file: 'vandringar.test.mjs', pages: ['/vandringar', '/vandring'] },
];
/** What was gone through, and where it led. */
const passed = [];

for (const [name, go] of Object.entries(STATES)) {
  test(`axe and reflow: ${name}`, async () => {
    await browser.withPage(server.url, async (page, context) => {
      await go(page, context);
      for (const size of [PHONE, DESK]) {
        await page.setViewportSize(size);
        await axe(page, `${name} ${size.width}`);
      }
      await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
      await axe(page, `${name} by night`);
      // 320 CSS pixels are 1280 at 400 % zoom.
      await page.setViewportSize({ width: 320, height: 640 });
      await noSidewaysScroll(page, `${name} 320`);
      passed.push({ name, page: new URL(page.url()).pathname });
    });
  });
}

// The accessibility statement says what this file holds; `TK_WRITE_A11Y=1` writes it after a run without faults.
test('web/a11y.json says what was tested and found', async () => {
  const file = new URL('../a11y.json', import.meta.url);
  const read = async (name) => JSON.parse(await readFile(new URL(name, import.meta.url), 'utf8'));
  const tool = `axe-core ${(await read('../node_modules/axe-core/package.json')).version}`;
  const is = { tool, rules: TAGS, states: passed, also: ALSO };
  const kept = JSON.parse(await readFile(file, 'utf8').catch(() => '{"known":[]}'));
  if (process.env.TK_WRITE_A11Y) {
    assert.equal(passed.length, Object.keys(STATES).length, 'a state has faults');
    const { known, ...rest } = { ...is, known: kept.known };
    await writeFile(file, `${JSON.stringify({ on: new Date().toISOString().slice(0, 10), ...rest, known }, null, 2)}\n`);
    return;
  }
  const { on, known, ...said } = kept;
  assert.deepEqual(said, is, 'TK_WRITE_A11Y=1 node --test e2e/tillganglighet.test.mjs writes it anew');
  assert.match(on, /^\d{4}-\d{2}-\d{2}$/);
  assert.ok(known.every(({ sv, en }) => sv && en));
  const here = await readdir(new URL('.', import.meta.url));
  const others = [];
  for (const name of here.filter((n) => n.endsWith('.test.mjs') && n !== 'tillganglighet.test.mjs').toSorted()) {
    const text = await readFile(new URL(name, import.meta.url), 'utf8');
    if (text.includes('await axe(')) others.push(name);
    const also = ALSO.find((a) => a.file === name);
    for (const page of also?.pages ?? []) assert.ok(text.includes(page), `${name} visits ${page}`);
  }
  assert.deepEqual(others, ALSO.map((a) => a.file), 'the files that run axe');
});

/** Axe and reflow at both sizes. */
async function look(page, what) {
  for (const size of [PHONE, DESK]) {
    await page.setViewportSize(size);
    await axe(page, `${what} ${size.width}`);
  }
  await page.setViewportSize({ width: 320, height: 640 });
  await noSidewaysScroll(page, `${what} 320`);
}

test('without JavaScript: axe and reflow of the server\'s form, its flaws, its receipt, and of the way back to the report', async () => {
  await browser.withPage(server.url, async (page) => {
    // The page's own script is kept away, not the whole engine: axe itself needs one.
    await page.route('**/assets/*.js', (route) => route.fulfill({ contentType: 'text/javascript', body: '' }));
    await page.goto(`${server.url}/`);
    await look(page, 'plain form');
    const press = () => page.locator('form button').last().click();
    await page.locator('input[name=category]').first().check();
    await press();
    await page.locator('[role=alert]').waitFor();
    await look(page, 'plain flaws');
    await page.locator('select[name=place]').selectOption({ index: 1 });
    await press();
    await page.locator('.reference').waitFor();
    await look(page, 'plain receipt');
    // The page that asks for the link has its form for whoever has no engine at all; what it is answered with is seen here.
    const link = await page.textContent('.link-text');
    await page.evaluate(() => {
      const form = document.createElement('form');
      const typed = document.createElement('input');
      Object.assign(form, { method: 'post', action: '/api/v1/follow-up' });
      Object.assign(typed, { name: 'link', value: 'x' });
      form.append(typed);
      document.body.append(form);
      form.submit();
    });
    await page.locator('[role=alert]').waitFor();
    await look(page, 'plain question for the link, not known');
    await page.fill('#link', link);
    await page.getByRole('button', { name: 'Visa rapporten' }).click();
    await page.locator('.reference').waitFor();
    await look(page, 'plain report');
    await page.getByRole('button', { name: 'Ta tillbaka rapporten' }).click();
    await page.getByText('Rapporten är tillbakatagen.').waitFor();
    await look(page, 'plain report, taken back');
  });
});

test('targets on a phone are at least 44 px high', () => browser.withPage(server.url, async (page) => {
  await open(page, server.url);
  await page.check('input[name=when][value=recurrence]');
  const small = () => page.evaluate(() => [...document.querySelectorAll('button, select, .chip, .option, input[type=text], input[type=search], input[type=date], nav a, .button')]
    .filter((e) => e.getClientRects().length > 0 && e.getBoundingClientRect().height < 43.5 && !e.closest('table'))
    .map((e) => `${e.className} ${e.textContent.slice(0, 20)} ${e.getBoundingClientRect().height}`));
  assert.deepEqual(await small(), []);
}));

test('forced colours and wider text spacing lose nothing', () => browser.withPage(server.url, async (page) => {
  await open(page, server.url);
  // CSSOM, since the CSP refuses a style element; the figures are those of WCAG 1.4.12.
  await page.evaluate(() => {
    for (const e of document.querySelectorAll('body, body *')) {
      Object.assign(e.style, { lineHeight: '1.5', letterSpacing: '0.12em', wordSpacing: '0.16em' });
    }
  });
  await page.setViewportSize({ width: 320, height: 640 });
  await noSidewaysScroll(page, 'text spacing');
  const cut = await page.evaluate(() => [...document.querySelectorAll('.button, .chip span, .option span')]
    .filter((e) => e.scrollWidth > e.clientWidth + 2).map((e) => e.textContent));
  assert.deepEqual(cut, []);
}, { forcedColors: 'active' }));
