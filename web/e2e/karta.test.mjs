import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DESK, mapIdle, startBrowser } from './browser.mjs';
import { getJson, startServer, staff, TOKEN } from './server.mjs';

let server;
let browser;
before(async () => { [server, browser] = await Promise.all([startServer(), startBrowser()]); });
after(async () => { await browser?.stop(); await server?.stop(); });
const withPage = (run, options = { viewport: DESK }) => browser.withPage(server.url, run, options);
const traffic = async () => (await getJson(`${server.url}/api/v1/catalogue`)).groups.find((g) => g.code === 'traffic').sv;
const rows = (page) => page.locator('table.cells tbody tr').evaluateAll((all) => all.map((r) => [r.dataset.cell, Number(r.dataset.n)]));

async function allRows(page) {
  await page.waitForSelector('table.cells tbody tr');
  const more = page.getByRole('button', { name: /^Visa \d+ till$/ });
  while ((await more.count()) > 0) await more.click();
  return rows(page);
}

async function logIn(page) {
  await page.getByRole('button', { name: 'Logga in som personal' }).click();
  await page.fill('#token', TOKEN);
  await page.keyboard.press('Enter');
  await page.getByText('Inloggad som personal').waitFor();
}

test('the list has the same figures as the API and the map; the legend is the server\'s', () => withPage(async (page) => {
  await page.goto(`${server.url}/karta`);
  const heat = await getJson(`${server.url}/api/v1/heat`);
  const list = await allRows(page);
  assert.ok(list.length > 0, 'the demonstration has squares');
  assert.deepEqual(new Map(list), new Map(heat.features.map((f) => [f.id, f.properties.n_reports])));
  const sum = list.reduce((a, [, n]) => a + n, 0);
  assert.equal(sum, heat.totals.n_reports.shown);
  assert.match(await page.textContent('.totals'), new RegExp(`Visar ${sum.toLocaleString('sv-SE')} av ${heat.totals.n_reports.total.toLocaleString('sv-SE')} offentliggjorda rapporter`));
  assert.match(await page.textContent('.totals'), /Hur många som väntar på att visas sägs inte/);
  assert.match(await page.textContent('.legend'), /Delat på [\d,]+ månader: /);
  const t = heat.totals.n_reports;
  assert.equal(t.shown + t.suppressed + t.outside, t.total);
  assert.equal(await page.locator('.legend-classes li').count(), heat.legend.classes.length);
  assert.match(await page.textContent('.legend'), /rapporter per hektar och månad/);
  const ofLimits = (d) => heat.legend.classes.find((c) => d >= c.from && (c.to === null || d < c.to)).class;
  for (const { properties: p } of heat.features) assert.equal(p.class, ofLimits(p.per_ha_month), p.id);
  await mapIdle(page);
  const drawn = await page.evaluate(() => globalThis.__tk.map.queryRenderedFeatures({ layers: ['cells'] }).map((f) => [f.properties.id, f.properties.n_reports]));
  assert.ok(drawn.length > 0);
  for (const [id, n] of drawn) assert.equal(new Map(list).get(id), n);
}));

test('the same reports on streets: list, map and legend have the server\'s figures, and the address keeps the choice', () => withPage(async (page) => {
  await page.goto(`${server.url}/karta`);
  await page.waitForSelector('table.cells tbody tr');
  await page.getByRole('button', { name: 'Gator', exact: true }).click();
  await page.waitForURL(/\?unit=link/);
  await page.waitForSelector('table.streets tbody tr');
  const heat = await getJson(`${server.url}/api/v1/heat?unit=link`);
  const more = page.getByRole('button', { name: /^Visa \d+ till$/ });
  while ((await more.count()) > 0) await more.click();
  const list = await page.locator('table.streets tbody tr').evaluateAll((all) => all.map((r) => [r.dataset.street, Number(r.dataset.n)]));
  assert.deepEqual(new Map(list), new Map(heat.features.map((f) => [f.id, f.properties.n_reports])));
  assert.ok(list.every(([, n]) => n >= 6), 'a street stands for at least six reports');
  assert.match(await page.textContent('.legend'), /rapporter per 100 meter gata och månad/);
  await mapIdle(page);
  const drawn = await page.evaluate(() => globalThis.__tk.map.queryRenderedFeatures({ layers: ['streets'] }).map((f) => [f.properties.id, f.properties.n_reports]));
  assert.ok(drawn.length > 0);
  for (const [id, n] of drawn) assert.equal(new Map(list).get(id), n);
  assert.equal(await page.evaluate(() => globalThis.__tk.map.queryRenderedFeatures({ layers: ['cells'] }).length), 0);
  await page.locator('table.streets tbody button').first().click();
  await page.waitForFunction(() => /per 100 m och månad/.test(document.querySelector('.chosen-cell')?.textContent ?? ''));
  await page.reload();
  await page.waitForSelector('table.streets tbody tr');
  await page.getByRole('button', { name: 'Rutor', exact: true }).click();
  await page.waitForSelector('table.cells:not(.streets) tbody tr');
}));

test('the town is drawn from our own tiles', () => withPage(async (page) => {
  const tiles = [];
  page.on('response', (r) => r.url().includes('/tiles/town/') && tiles.push(r.status()));
  await page.goto(`${server.url}/karta`);
  await mapIdle(page);
  assert.ok(tiles.length > 0 && tiles.every((s) => s === 200 || s === 204 || s === 304), String(tiles));
}));

test('filters live in the address: reload keeps them, Back undoes them', () => withPage(async (page) => {
  await page.goto(`${server.url}/karta`);
  const everything = await allRows(page);
  await page.getByRole('button', { name: await traffic(), exact: true }).first().click();
  await page.waitForURL(/\?group=traffic/);
  await page.getByRole('button', { name: 'Senaste 12 månaderna' }).click();
  await page.waitForURL(/from=\d{4}-\d\d&to=\d{4}-\d\d/);
  const { search } = new URL(page.url());
  const wanted = await getJson(`${server.url}/api/v1/heat${search}`);
  const same = () => page.waitForFunction((n) => document.querySelector('.totals')?.textContent?.replace(/\D/g, ' ').trim().startsWith(n), String(wanted.totals.n_reports.shown));
  await same();
  await page.reload();
  await same();
  assert.equal(await page.getAttribute(`.filters button.toggle:has-text("${await traffic()}")`, 'aria-pressed'), 'true');
  await page.goBack();
  await page.waitForURL(/\?group=traffic(#|$)/);
  await page.getByRole('button', { name: 'Rensa urvalet' }).click();
  await page.waitForFunction((n) => document.querySelectorAll('table.cells tbody tr').length >= n, Math.min(50, everything.length));
}));

test('a row moves the map to its square and says it in words', () => withPage(async (page) => {
  await page.goto(`${server.url}/karta`);
  await mapIdle(page);
  await page.locator('table.cells tbody button').first().focus();
  await page.keyboard.press('Enter');
  await page.waitForSelector('.chosen-cell p');
  assert.match(await page.textContent('.chosen-cell'), /rapporter, .* per hektar och månad/);
  await mapIdle(page);
  const [first] = await rows(page);
  const seen = await page.evaluate(() => globalThis.__tk.map.queryRenderedFeatures({ layers: ['cells'] }).map((f) => f.properties.id));
  assert.ok(seen.includes(first[0]));
  assert.match(page.url(), /#karta=/);
}));

test('a street found by its name moves the map there and is marked, with the keyboard alone', () => withPage(async (page) => {
  await page.goto(`${server.url}/karta`);
  await mapIdle(page);
  await page.getByText('Hitta en plats på kartan').focus();
  await page.keyboard.press('Enter');
  await page.fill('#find-place', 'storgatna lönsb');
  await page.getByRole('button', { name: 'Storgatan gata · Lönsboda' }).waitFor();
  await page.focus('#find-place');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const [street] = (await getJson(`${server.url}/api/v1/places?q=storgatan%20lonsboda`)).places;
  await page.waitForFunction(([w, s, e, n]) => {
    const { lng, lat } = globalThis.__tk.map.getCenter();
    return globalThis.__tk.idle && globalThis.__tk.map.getZoom() > 13 && lng > w - 0.001 && lng < e + 0.001 && lat > s - 0.001 && lat < n + 0.001;
  }, street.bbox);
  await page.fill('#find-place', '56,3796 13,9974');
  await page.getByText('Tolkat som latitud, longitud i WGS 84').waitFor();
}));

test('staff see a new report at once, the public does not', () => withPage(async (page) => {
  const open = await getJson(`${server.url}/api/v1/heat`);
  await page.goto(`${server.url}/karta`);
  await page.getByText('Klockslag visas bara för kommunens personal').waitFor();
  await page.getByRole('button', { name: 'Logga in som personal' }).click();
  await page.fill('#token', 'fel');
  await page.keyboard.press('Enter');
  await page.getByText('Koden gäller inte').waitFor();
  await page.keyboard.press('Escape');
  await logIn(page);
  assert.doesNotMatch(page.url(), new RegExp(TOKEN));
  await page.waitForSelector('table.profile');
  assert.equal(await page.locator('table.profile tbody tr').count(), 7);
  assert.equal(await page.locator('table.profile tbody tr').first().locator('td').count(), 25);
  const before = (await getJson(`${server.url}/api/v1/heat`, staff)).totals.n_reports.total;
  const { places: [place] } = await getJson(`${server.url}/api/v1/places`);
  const sent = await fetch(`${server.url}/api/v1/reports`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ category: 'unsafe_place', causes: [], place: { geometry: { type: 'Point', coordinates: [place.lon, place.lat] }, accuracy_m: null, source: 'address' }, severity: null, text: null }),
  });
  assert.equal(sent.status, 201);
  const start = Date.now();
  let now = before;
  while (now === before && Date.now() - start < 5000) {
    now = (await getJson(`${server.url}/api/v1/heat`, staff)).totals.n_reports.total;
    await page.waitForTimeout(100);
  }
  assert.equal(now, before + 1);
  await page.reload();
  await page.waitForFunction((n) => document.querySelector('.totals')?.textContent?.replace(/[^\d,.]/g, '').includes(n), String(now));
  const after = await getJson(`${server.url}/api/v1/heat`);
  assert.deepEqual(after.totals, open.totals);
  await page.getByRole('button', { name: 'Logga ut' }).click();
  await page.getByText('Klockslag visas bara för kommunens personal').waitFor();
}));

test('slow, broken and empty answers say so and what to do', () => withPage(async (page) => {
  // A page with a worker in charge is beyond the test's reach.
  await page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'serviceWorker', { value: undefined }));
  let how = 'slow';
  await page.route('**/api/v1/heat*', async (route) => {
    if (how === 'slow') await new Promise((r) => { setTimeout(r, 1200); });
    if (how === 'broken') await route.fulfill({ status: 500, body: '{}' });
    else if (how === 'empty') {
      const answer = await (await route.fetch()).json();
      answer.features = [];
      await route.fulfill({ json: answer });
    } else await route.continue();
  });
  await page.goto(`${server.url}/karta`);
  await page.locator('.totals', { hasText: 'Hämtar' }).waitFor();
  await page.waitForSelector('table.cells tbody tr');
  how = 'broken';
  await page.getByRole('button', { name: await traffic(), exact: true }).first().click();
  await page.getByText('Det du ser är det förra urvalet').waitFor();
  assert.ok((await rows(page)).length > 0, 'the old figures stay');
  how = 'empty';
  await page.getByRole('button', { name: 'Försök igen' }).click();
  await page.getByText('Inga rutor att visa').waitFor();
  how = 'fine';
  await page.locator('.empty').getByRole('button', { name: 'Rensa urvalet' }).click();
  await page.waitForSelector('table.cells tbody tr');
}));

test('without WebGL the list is there with all the figures', async () => {
  const old = await startBrowser({ webgl: false });
  try {
    await old.withPage(server.url, async (page) => {
      await page.goto(`${server.url}/karta`);
      await page.waitForSelector('#no-webgl');
      const heat = await getJson(`${server.url}/api/v1/heat`);
      assert.equal((await allRows(page)).length, heat.features.length);
      await page.goto(`${server.url}/karta/utskrift`);
      await page.getByText('Alla siffror finns i listan').waitFor();
    });
  } finally {
    await old.stop();
  }
});

test('print: a sheet with map, scale, north, legend, selection and source', () => withPage(async (page) => {
  await page.goto(`${server.url}/karta/utskrift?group=traffic`);
  await page.waitForSelector('#scale');
  assert.match(await page.textContent('#scale'), /Skala ungefär 1:\d/);
  const sheet = await page.textContent('.sheet');
  for (const word of ['Norr', 'Teckenförklaring', await traffic(), 'Källa', 'Utskriven']) assert.match(sheet, new RegExp(word));
  const before = await page.locator('.print-map-box canvas').boundingBox();
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
  assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
  await page.emulateMedia({ media: 'print' });
  const after = await page.locator('.print-map-box canvas').boundingBox();
  assert.ok(Math.abs(before.width - after.width) < 1, 'the scale still holds on paper');
}));

test('English map page', () => withPage(async (page) => {
  await page.goto(`${server.url}/en/karta?group=traffic`);
  await page.getByRole('heading', { name: 'Map of reports' }).waitFor();
  await page.getByText('reports per hectare and month').first().waitFor();
  await page.waitForSelector('.maplibregl-ctrl-zoom-in[aria-label="Zoom in"]');
  await page.getByRole('link', { name: 'Svenska' }).click();
  await page.waitForURL(/\/karta\?group=traffic/);
  await page.waitForSelector('.maplibregl-ctrl-zoom-in[aria-label="Zooma in"]');
}));

test('invented data is said on every page', () => withPage(async (page) => {
  const { invented } = await getJson(`${server.url}/api/v1/town`);
  for (const path of ['/', '/karta', '/karta/utskrift', '/uppfoljning']) {
    await page.goto(`${server.url}${path}`);
    await page.waitForFunction((on) => document.getElementById('invented')?.hidden === !on, invented);
  }
}));

test('picture for the README', { skip: !process.env.TK_SCREENSHOT }, () => withPage(async (page) => {
  await page.goto(`${server.url}/karta`);
  await page.waitForSelector('table.cells tbody tr');
  await mapIdle(page);
  await page.screenshot({ path: process.env.TK_SCREENSHOT });
}));
