/** The places that stand out: found in the demonstration under their names, none in pure chance. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { DESK, mapIdle, PHONE, startBrowser } from './browser.mjs';
import { startServer, staff, TOKEN } from './server.mjs';
import { eventually, tabTo } from './steps.mjs';

let server;
let browser;
before(async () => { [server, browser] = await Promise.all([startServer(), startBrowser()]); });
after(async () => { await browser?.stop(); await server?.stop(); });

const signedIn = (page) => page.addInitScript((token) => sessionStorage.setItem('tk-staff', token), TOKEN);
const withPage = (run, options = { viewport: DESK }) => browser.withPage(server.url, async (page, context) => {
  await signedIn(page);
  await run(page, context);
}, options);
const cards = (page) => page.waitForSelector('article.spot');

async function answer(query = '', url = server.url) {
  for (;;) {
    const response = await fetch(`${url}/api/v1/hotspots${query}`, staff);
    if (response.status !== 202) return response.json();
    await new Promise((resolve) => { setTimeout(resolve, 300); });
  }
}

const saved = async (page, press) => {
  const [download] = await Promise.all([page.waitForEvent('download'), press()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
};

test('the list and the map show the places of the API, with their numbers and their reports', () => withPage(async (page) => {
  const found = await answer();
  await page.goto(`${server.url}/platser`);
  await cards(page);
  const shown = await page.locator('article.spot').evaluateAll((all) => all.map((card) => [Number(card.dataset.rank), card.querySelector('h3').textContent, card.querySelector('.spot-sentence').textContent]));
  assert.deepEqual(shown.map(([rank]) => rank), found.features.map((f) => f.id));
  for (const [rank, heading, sentence] of shown) {
    const { name, n_reports } = found.features[rank - 1].properties;
    assert.ok(heading.toLowerCase().endsWith(name.sv.toLowerCase()), heading);
    assert.match(sentence, new RegExp(`^${n_reports} rapporter, ungefär .* meter gata\\.`));
  }
  assert.match(await page.textContent('.spots-summary'), /^4 platser sticker ut\..*lika många per meter gata/);
  const tunnel = await page.textContent('article.spot:first-of-type');
  for (const word of ['Gångtunneln', 'Klart fler än slumpen brukar ge', 'Mest i mörker', 'Dålig belysning', 'färre rapporter här']) assert.ok(tunnel.includes(word), word);
  await mapIdle(page);
  assert.deepEqual(await page.locator('.map-numbers .spot-number').allTextContents(), found.features.map((f) => String(f.id)));
  const drawn = await page.evaluate(() => [...new Set(globalThis.__tk.map.queryRenderedFeatures({ layers: ['spots-line'] }).map((f) => f.properties.rank))]);
  assert.deepEqual(drawn.toSorted(), found.features.map((f) => f.id));
}));

test('a place is shown on the map with the keyboard, and a number on the map leads to its place', () => withPage(async (page) => {
  await page.goto(`${server.url}/platser`);
  await cards(page);
  await mapIdle(page);
  await tabTo(page, 'article[data-rank="2"] .link-button');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => globalThis.__tk.map.getZoom() > 13 && globalThis.__tk.idle);
  await page.waitForFunction(() => document.activeElement?.matches('.spots-map'));
  assert.equal(await page.textContent('.map-numbers .is-chosen'), '2');
  const at = await page.locator('.map-numbers .spot-number').nth(1).boundingBox();
  await page.evaluate(() => scrollTo(0, 0));
  const now = await page.locator('.map-numbers .spot-number').nth(1).boundingBox() ?? at;
  await page.mouse.click(now.x + now.width / 2, now.y + now.height / 2);
  await page.waitForFunction(() => document.activeElement?.id === 'plats-2');
}));

test('charts have the figures of the API as a table, and are saved as SVG, PNG and CSV', () => withPage(async (page) => {
  const [{ properties: spot }] = (await answer()).features;
  await page.goto(`${server.url}/platser`);
  await cards(page);
  await page.locator('.spot-charts > summary').first().click();
  const charts = page.locator('figure.chart');
  await eventually(async () => assert.equal(await charts.count(), 3));
  assert.equal(await charts.nth(0).locator('.chart-bar').count(), 24);
  await charts.nth(2).locator('summary').click();
  const rows = await charts.nth(2).locator('tbody tr').evaluateAll((all) => all.map((row) => Number(row.querySelector('td').textContent)));
  assert.deepEqual(rows, spot.months.map((month) => month.n));
  const svg = await saved(page, () => charts.nth(0).getByRole('button', { name: /^Spara SVG/ }).click());
  assert.match(svg.name, /^timmar-pa-dygnet-gangtunneln.*\.svg$/);
  assert.match(svg.bytes.toString(), /^<svg [^>]*>.*Gångtunneln.*<\/svg>$/s);
  const png = await saved(page, () => charts.nth(0).getByRole('button', { name: /^Spara PNG/ }).click());
  assert.deepEqual([...png.bytes.subarray(1, 4)], [...Buffer.from('PNG')]);
  assert.ok(png.bytes.readUInt32BE(16) > 1500, 'sharp enough for a report');
  const csv = (await saved(page, () => charts.nth(0).getByRole('button', { name: /^Spara CSV/ }).click())).bytes.toString();
  assert.equal(csv.trim().split('\r\n').length, 25);
  assert.ok(csv.startsWith('\uFEFFTimme,Rapporter,Andel'));
}));

test('the whole list is saved as CSV and GeoJSON', () => withPage(async (page) => {
  const found = await answer();
  await page.goto(`${server.url}/platser`);
  await cards(page);
  const csv = await saved(page, () => page.getByRole('button', { name: 'Spara listan som CSV' }).click());
  assert.match(csv.name, /^platser-som-sticker-ut-osby-.*\.csv$/);
  assert.equal(csv.bytes.toString().trim().split('\r\n').length, found.features.length + 1);
  const geojson = await saved(page, () => page.getByRole('button', { name: 'Spara som GeoJSON' }).click());
  assert.deepEqual(JSON.parse(geojson.bytes).features, found.features);
}));

test('how it was counted is one click away', () => withPage(async (page) => {
  await page.goto(`${server.url}/platser`);
  await cards(page);
  await page.locator('.spots-method summary').click();
  const method = await page.textContent('.spots-method');
  for (const word of ['999', 'Frö till slumpen', 'doi:10.1214/aoms/1177707045', 'klumpar', 'exposure']) assert.ok(method.includes(word), word);
}));

test('larger areas, and what the usual method would have drawn in grey, are asked for when they are opened', () => withPage(async (page) => {
  const asked = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(`${server.url}/platser`);
  await cards(page);
  await mapIdle(page);
  assert.ok(!asked.some((path) => path.endsWith('/areas') || path.endsWith('/gi-star')));
  await page.getByText('Större områden').click();
  await page.getByText(/händelser där .* var att vänta/).first().waitFor();
  await page.getByText('Rapporter om samma sak räknas en gång').waitFor();
  await page.getByText('Så skulle den vanliga metoden (Gi*) ha ritat').click();
  await page.getByText(/skulle ha målat \d+ rutor som heta/).waitFor();
  await page.getByText('lita inte på dem').waitFor();
  assert.equal(await page.getByRole('table', { name: 'De tio starkaste rutorna' }).locator('tbody tr').count(), 10);
  await page.waitForFunction(() => globalThis.__tk.map.queryRenderedFeatures({ layers: ['grey-area'] }).length > 0);
  await page.getByText('Så skulle den vanliga metoden (Gi*) ha ritat').click();
  await page.waitForFunction(() => globalThis.__tk.map.queryRenderedFeatures({ layers: ['grey-area'] }).length === 0);
}));

test('while it is worked out there is a bar, and it can be stopped and begun again', () => withPage(async (page) => {
  const id = '11111111-1111-4111-8111-111111111111';
  const stopped = [];
  let working = true;
  await page.route('**/api/v1/hotspots*', (route) => (working
    ? route.fulfill({ status: 202, headers: { 'Retry-After': '1' }, json: { analysis: id, progress: 0.4, sv: '', en: '' } })
    : route.continue()));
  await page.route(`**/api/v1/analyses/${id}`, (route) => {
    stopped.push(route.request().method());
    return route.fulfill({ status: 204 });
  });
  await page.goto(`${server.url}/platser`);
  await page.waitForSelector('progress');
  await page.waitForFunction(() => document.querySelector('progress').value === 0.4);
  assert.match(await page.textContent('.working [role=status]'), /25 % klart/);
  await page.getByRole('button', { name: 'Stoppa' }).click();
  await page.getByText('Beräkningen är stoppad').waitFor();
  await page.waitForFunction(() => document.activeElement?.textContent === 'Räkna igen');
  assert.deepEqual(stopped, ['DELETE']);
  working = false;
  await page.keyboard.press('Enter');
  await cards(page);
  await eventually(async () => assert.equal(await page.locator('progress').count(), 0));
}));

test('who is not signed in is asked to, and a code that no longer holds is said', () => browser.withPage(server.url, async (page) => {
  await page.goto(`${server.url}/platser`);
  await page.getByText('Sidan är för kommunens personal').waitFor();
  assert.equal(await page.locator('.filters').count(), 0);
  await page.getByRole('button', { name: 'Logga in som personal' }).click();
  await page.fill('#token', TOKEN);
  await page.keyboard.press('Enter');
  await cards(page);
  await page.route('**/api/v1/hotspots*', (route) => route.fulfill({ status: 401, json: { status: 401 } }));
  await page.reload();
  await page.getByText('Du är inte inloggad längre').waitFor();
  await page.getByRole('button', { name: 'Logga in som personal' }).waitFor();
}, { viewport: DESK }));

test('the selection lives in the address, and streets give way to what they cannot be compared with', () => withPage(async (page) => {
  await page.goto(`${server.url}/platser?category=speeding`);
  await page.getByRole('button', { name: /Ta bort Fortkörning/ }).waitFor();
  await cards(page);
  await page.locator('.spots-asked summary').click();
  await page.getByRole('button', { name: 'Gator', exact: true }).click();
  await page.waitForURL(/\?category=speeding&unit=link$/);
  await page.getByRole('button', { name: 'Lika överallt' }).click();
  await page.waitForURL(/unit=cell&exposure=even$/);
  await page.getByText('Jämförelsen är med lika många överallt').first().waitFor();
  await page.goBack();
  await page.waitForURL(/unit=link$/);
  await page.getByRole('button', { name: 'Rensa urvalet' }).click();
  await page.waitForURL(/\?unit=link$/);
}));

test('from the map of reports and back again, with the same reports; only staff are shown the way', () => withPage(async (page) => {
  await page.goto(`${server.url}/karta?group=traffic`);
  await page.getByRole('link', { name: 'Visa platser som sticker ut' }).click();
  await page.waitForURL(/\/platser\?group=traffic$/);
  await cards(page);
  await page.locator('article.spot').first().getByRole('link', { name: /^Se rapporterna här/ }).click();
  await page.waitForURL(/\/karta\?group=traffic&unit=link#karta=16\//);
  await page.waitForSelector('table.streets tbody tr');
  await page.getByRole('button', { name: 'Logga ut' }).click();
  await page.getByRole('link', { name: 'Visa platser som sticker ut' }).waitFor({ state: 'detached' });
}));

test('broken, refused and offline say so and what to do', () => withPage(async (page, context) => {
  let how = 'broken';
  await page.route('**/api/v1/hotspots*', (route) => {
    if (how === 'broken') return route.fulfill({ status: 500, body: '{}' });
    if (how === 'refused') return route.fulfill({ status: 400, json: { status: 400, errors: [{ pointer: 'exposure', code: 'x', detail_sv: 'Befolkningen är inte inläst.', detail_en: '' }] } });
    return route.continue();
  });
  await page.goto(`${server.url}/platser`);
  await page.getByText('Platserna kunde inte räknas ut').waitFor();
  how = 'refused';
  await page.getByRole('button', { name: 'Försök igen' }).click();
  await page.getByText('Befolkningen är inte inläst').waitFor();
  how = 'fine';
  await page.getByRole('button', { name: 'Försök igen' }).click();
  await cards(page);
  await mapIdle(page); // its worker must have come
  await context.setOffline(true);
  await page.waitForSelector('#offline');
  assert.ok((await page.locator('article.spot').count()) > 0, 'what was fetched stays');
  await context.setOffline(false);
  await page.waitForSelector('#offline', { state: 'detached' });
}));

test('in pure chance nothing stands out, and the page says what that means', async () => {
  const chance = await startServer(['--by-chance']);
  try {
    await browser.withPage(chance.url, async (page) => {
      await signedIn(page);
      await page.goto(`${chance.url}/platser`);
      await page.waitForSelector('#quiet');
      assert.match(await page.textContent('.spots-summary'), /^Ingen plats sticker ut/);
      assert.match(await page.textContent('#quiet'), /Det betyder inte att det är tryggt överallt/);
      assert.equal(await page.locator('article.clearly_more').count(), 0);
    }, { viewport: DESK });
  } finally {
    await chance.stop();
  }
});

test('what may be chance stands apart, and the server\'s warnings are told', () => withPage(async (page) => {
  const found = await answer();
  await page.route('**/api/v1/hotspots*', (route) => route.fulfill({ json: {
    ...found, quiet: true, summary: { ...found.summary, n_reports: 22, n_too_few_units: 200 },
    features: found.features.slice(0, 1).map((f) => ({ ...f, properties: { ...f.properties, class: 'probably_more', p_map: 0.15, around: { ...f.properties.around, enough: 150 } } })),
    warnings: [{ code: 'few_reports', sv: 'Bara 22 rapporter. Det räcker för att se …', en: '' }],
  } }));
  await page.goto(`${server.url}/platser`);
  await cards(page);
  assert.match(await page.textContent('.spots-summary'), /^Ingen plats sticker ut, 1 till kan vara slump/);
  assert.match(await page.textContent('.spots-perhaps'), /en av fem kartor av ren slump/);
  assert.match(await page.textContent('article.spot'), /Kan vara slump: ungefär en av 7 kartor/);
  assert.match(await page.textContent('article.spot'), /Med 6 rapporter till/);
  assert.match(await page.textContent('.spots-warnings'), /Bara 22 rapporter/);
  assert.match(await page.textContent('#quiet'), /På 200 av 229 platser/);
}));

test('on a phone the list comes first and not a byte of the map is loaded until it is asked for', () => withPage(async (page) => {
  const loaded = [];
  page.on('request', (r) => loaded.push(r.url()));
  await page.goto(`${server.url}/platser`);
  await cards(page);
  assert.ok(!loaded.some((url) => /maplibre|SpotMap|\/tiles\//.test(url)), loaded.join('\n'));
  await page.getByRole('button', { name: 'Visa kartan' }).click();
  await mapIdle(page);
  await page.getByRole('button', { name: 'Dölj kartan' }).click();
  await page.locator('article.spot').first().getByRole('button', { name: /^Visa på kartan/ }).click();
  await page.waitForFunction(() => globalThis.__tk.map.getZoom() > 13);
}, { viewport: PHONE }));

test('without WebGL the list is there with all the places', async () => {
  const old = await startBrowser({ webgl: false });
  try {
    await old.withPage(server.url, async (page) => {
      await signedIn(page);
      await page.goto(`${server.url}/platser`);
      await page.waitForSelector('#no-webgl');
      assert.equal(await page.locator('article.spot').count(), 4);
      assert.equal(await page.getByRole('button', { name: /^Visa på kartan/ }).count(), 0);
    }, { viewport: DESK });
  } finally {
    await old.stop();
  }
});

test('print: two sheets of A4 with map, scale, list and method', () => withPage(async (page) => {
  await page.goto(`${server.url}/platser/utskrift`);
  await page.waitForSelector('#scale');
  const sheet = await page.textContent('.sheet');
  for (const word of ['Norr', 'Skala ungefär 1:', 'otrygga platser och trafik', 'Gångtunneln', 'Så räknades det', 'Utskriven']) assert.ok(sheet.includes(word), word);
  const before = await page.locator('.print-map-box canvas').boundingBox();
  const pdf = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString('latin1');
  assert.match(pdf, /\/Count 2\b/);
  await page.emulateMedia({ media: 'print' });
  const after = await page.locator('.print-map-box canvas').boundingBox();
  assert.ok(Math.abs(before.width - after.width) < 1, 'the scale still holds on paper');
}));

test('English places', () => withPage(async (page) => {
  await page.goto(`${server.url}/en/platser?category=speeding`);
  await page.getByRole('heading', { name: 'Places that stand out' }).waitFor();
  await cards(page);
  assert.match(await page.textContent('.spot-sentence'), /reports, about .* than expected|as expected on .* metres of street/);
  await page.getByRole('link', { name: 'Svenska' }).click();
  await page.waitForURL(/\/platser\?category=speeding$/);
}));
