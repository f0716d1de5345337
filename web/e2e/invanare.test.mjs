/** Reports per inhabitant: the third way of looking at the map, its list, its legend, and what it says when it lacks something. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, DESK, mapIdle, PHONE, startBrowser } from './browser.mjs';
import { getJson, startServer, staff, TOKEN } from './server.mjs';
import { tabTo } from './steps.mjs';

let server;
let browser;
before(async () => { [server, browser] = await Promise.all([startServer(), startBrowser()]); });
after(async () => { await browser?.stop(); await server?.stop(); });
const withPage = (run, options = { viewport: DESK }) => browser.withPage(server.url, run, options);
const number = (n) => new Intl.NumberFormat('sv-SE', { maximumSignificantDigits: 2 }).format(n);
const whole = (n) => new Intl.NumberFormat('sv-SE').format(Math.round(n));
const spaces = (text) => text.replace(/\s+/g, ' ').trim();
const rendered = (page, layer) => page.evaluate((id) => globalThis.__tk.map.queryRenderedFeatures({ layers: [id] }).map((f) => f.properties), layer);

async function table(page) {
  await page.waitForSelector('table.rates tbody tr');
  const more = page.getByRole('button', { name: /^Visa \d+ till$/ });
  while ((await more.count()) > 0) await more.click();
  return page.locator('table.rates tbody tr').evaluateAll((all) => all.map((r) => [r.dataset.place, [...r.cells].map((c) => c.textContent.replace(/\s+/g, ' ').trim())]));
}
/** The server's answer with some places changed: what the demonstration does not have. */
const changed = (page, change) => page.route('**/api/v1/rates*', async (route) => {
  const answer = await (await route.fetch()).json();
  change(answer);
  await route.fulfill({ json: answer });
});

test('the choice stands beside squares and streets, and the list has the server\'s figures', () => withPage(async (page) => {
  await page.goto(`${server.url}/karta`);
  await page.waitForSelector('table.cells tbody tr');
  await page.getByRole('button', { name: 'Per invånare', exact: true }).click();
  await page.waitForURL(/\?unit=rate(#|$)/);
  for (const [by, name, address] of [['area', 'Områden', /\?unit=rate(#|$)/], ['square', 'Befolkningsrutor', /\?unit=rate&by=square/]]) {
    const rates = await getJson(`${server.url}/api/v1/rates?by=${by}`);
    assert.ok(rates.features.some((f) => f.properties.rate !== null), `the demonstration has rates by ${by}`);
    await page.locator('button.toggle', { hasText: name }).click();
    await page.waitForURL(address);
    await page.waitForFunction((n) => document.querySelector('.totals')?.textContent?.includes(`av ${n} platser`), whole(rates.features.length));
    const rows = new Map(await table(page));
    assert.equal(rows.size, rates.features.length);
    for (const { id, properties: p } of rates.features) {
      const [, rate, reports, people] = rows.get(id);
      assert.equal(people, spaces(whole(p.population)));
      if (p.rate === null) assert.match(rate, /Inget tal/);
      else assert.deepEqual([reports, rate], [whole(p.n_reports), `${number(p.rate)} (${number(p.low)}–${number(p.high)})`].map(spaces));
    }
    const order = [...rows.keys()].map((id) => rates.features.find((f) => f.id === id).properties.rate ?? -1);
    assert.deepEqual(order, order.toSorted((a, b) => b - a));
    const said = await page.textContent('#denominator');
    assert.match(said, /Uppskattning/);
    assert.ok(spaces(said).includes(spaces(`Delat med ${whole(rates.denominator.population)} invånare. Källa: ${rates.denominator.source}, `)), said);
    assert.match(said, rates.denominator.date ? /uppgifter från \d+ \S+ \d{4}/ : /datum okänt/);
    await mapIdle(page);
    const drawn = await rendered(page, 'places');
    assert.ok(drawn.length > 0);
    const classes = new Map(rates.features.map((f) => [f.id, f.properties.class]));
    for (const place of drawn) assert.equal(place.class ?? null, classes.get(place.id));
    for (const other of ['cells', 'streets']) assert.equal((await rendered(page, other)).length, 0);
  }
  assert.match(await page.textContent('.legend'), /rapporter per 1 000 invånare och månad/);
  await page.goBack();
  await page.waitForURL(/\?unit=rate(#|$)/);
  await page.reload();
  await page.waitForSelector('table.rates tbody tr');
  assert.equal(await page.locator('button.toggle', { hasText: 'Områden' }).getAttribute('aria-pressed'), 'true');
}));

test('a row moves the map to its place and says it in words, with the keyboard alone', () => withPage(async (page) => {
  await page.goto(`${server.url}/karta?unit=rate`);
  await page.waitForSelector('table.rates tbody tr');
  await mapIdle(page);
  await page.focus('#lista');
  await tabTo(page, 'table.rates tbody button');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => /rapporter per 1 000 invånare och månad, med 95 % säkerhet mellan/.test(document.querySelector('.chosen-cell')?.textContent ?? ''));
  await mapIdle(page);
  const first = await page.locator('table.rates tbody tr').first().getAttribute('data-place');
  assert.ok((await rendered(page, 'places')).some((p) => p.id === first));
  assert.match(await page.textContent('.chosen-cell'), /Ungefär/);
}));

test('silent, unknown and empty places are told apart without colours, by day and by night', () => withPage(async (page) => {
  await changed(page, (answer) => {
    const all = answer.features.map((f) => f.properties);
    for (const place of all) place.silent = false;
    const [silent, unknown, nobody, few] = all;
    const none = { rate: null, low: null, high: null, expected: null, class: null };
    Object.assign(silent, { rate: 0.05, low: 0.01, high: 0.2, expected: 31.4, class: 1, silent: true });
    Object.assign(unknown, none, { population: null, why_no_rate: 'population_unknown' });
    Object.assign(nobody, none, { population: 0, why_no_rate: 'nobody_lives_there' });
    if (few) Object.assign(few, none, { n_reports: null, why_no_rate: 'too_few' });
  });
  await page.goto(`${server.url}/karta?unit=rate`);
  const rows = (await table(page)).map(([, cells]) => cells.join(' '));
  for (const words of [/Tyst/, /Inget tal: antalet invånare är okänt .*okänt/, /Inget tal: ingen bor här .*0/, /Inget tal: färre än 6 rapporter färre än 6/]) {
    assert.ok(rows.some((row) => words.test(row)), `${words} in ${rows.join(' | ')}`);
  }
  const legend = await page.textContent('.legend');
  for (const words of ['tyst: klart färre', 'invånarna är okända', 'färre än 6 rapporter']) assert.ok(legend.includes(words), words);
  assert.match(await page.textContent('.totals'), /Tysta: 1.*Tyst är en plats/s);
  await mapIdle(page);
  await page.locator('table.rates tbody tr', { hasText: 'Tyst' }).getByRole('button').click();
  await page.getByText('Tyst: ungefär 31 rapporter var att vänta').waitFor();
  await mapIdle(page);
  assert.equal(new Set((await rendered(page, 'places-silent')).map((p) => p.id)).size, 1);
  assert.ok((await rendered(page, 'places-n')).some((p) => /tyst/.test(p.figure)));
  const color = (layer, name) => page.evaluate(([id, n]) => JSON.stringify(globalThis.__tk.map.getPaintProperty(id, n)), [layer, name]);
  const day = [await color('places', 'fill-color'), await color('places-line', 'line-color')];
  for (const size of [DESK, PHONE]) {
    await page.setViewportSize(size);
    await axe(page, `silent ${size.width}`);
  }
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await page.waitForFunction((before) => JSON.stringify(globalThis.__tk.map.getPaintProperty('places-line', 'line-color')) !== before, day[1]);
  assert.notEqual(await color('places', 'fill-color'), day[0]);
  await axe(page, 'silent by night');
}));

test('staff see exact rates of the whole selection, and the silent of the exact layer', () => withPage(async (page) => {
  await page.addInitScript((token) => sessionStorage.setItem('tk-staff', token), TOKEN);
  await page.goto(`${server.url}/karta?unit=rate&hours=22-04`);
  const rows = new Map(await table(page));
  const exact = await getJson(`${server.url}/api/v1/rates?hours=22-04`, staff);
  assert.equal(exact.approximate, false);
  for (const { id, properties: p } of exact.features) assert.equal(rows.get(id)[2], whole(p.n_reports));
  assert.doesNotMatch(await page.textContent('#denominator'), /Uppskattning/);
  await page.getByText('Du ser exakta tal').waitFor();
}));

test('what is lacking is named, with what to import and the other layer one button away', () => withPage(async (page) => {
  await page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'serviceWorker', { value: undefined }));
  let how = 'none';
  await page.route('**/api/v1/rates*', async (route) => {
    if (how === 'broken') return route.fulfill({ status: 500, body: '{}' });
    const answer = await (await route.fetch()).json();
    if (!route.request().url().includes('by=square') && how === 'none') {
      answer.features = [];
      Object.assign(answer.denominator, { population: 0, source: null, date: null });
    }
    for (const { properties: p } of how === 'uncounted' || how === 'few' ? answer.features : []) {
      Object.assign(p, { rate: null, low: null, high: null, class: null, silent: false, why_no_rate: how === 'few' ? 'too_few' : 'population_unknown' });
    }
    if (how === 'uncounted') answer.denominator.population = 0;
    return route.fulfill({ json: answer });
  });
  await page.goto(`${server.url}/karta?unit=rate`);
  await page.locator('.empty').getByText('Det finns inga områden att räkna på').waitFor();
  assert.match(await page.textContent('.empty code'), /trygghetskarta import layer .*own-districts/);
  for (const size of [PHONE, DESK]) {
    await page.setViewportSize(size);
    await axe(page, `no areas ${size.width}`);
  }
  await page.getByRole('button', { name: 'Räkna för befolkningsrutor i stället' }).click();
  await page.waitForURL(/by=square/);
  await page.waitForSelector('table.rates tbody tr');
  how = 'uncounted';
  await page.goto(`${server.url}/karta?unit=rate`);
  await page.getByText('Antalet invånare är okänt på alla platser').waitFor();
  how = 'few';
  await page.goto(`${server.url}/karta?unit=rate&group=traffic`);
  await page.getByText('Ingen plats har ett tal i det här urvalet').waitFor();
  how = 'fine';
  await page.locator('.empty').getByRole('button', { name: 'Rensa urvalet' }).click();
  await page.waitForURL(/\?unit=rate(#|$)/);
  await page.waitForFunction(() => !document.querySelector('.empty') && document.querySelector('table.rates .strong'));
  how = 'broken';
  await page.getByRole('button', { name: 'Befolkningsrutor', exact: true }).click();
  await page.getByText('Det du ser är det förra urvalet').waitFor();
  assert.ok((await table(page)).length > 0, 'the old figures stay');
}));

test('without WebGL and on paper all the figures are there', async () => {
  const old = await startBrowser({ webgl: false });
  try {
    await old.withPage(server.url, async (page) => {
      await page.goto(`${server.url}/karta?unit=rate`);
      await page.waitForSelector('#no-webgl');
      const rates = await getJson(`${server.url}/api/v1/rates`);
      assert.equal((await table(page)).length, rates.features.length);
    });
  } finally {
    await old.stop();
  }
  await withPage(async (page) => {
    await page.goto(`${server.url}/karta/utskrift?unit=rate&group=traffic`);
    await page.waitForSelector('#scale');
    const sheet = await page.textContent('.sheet');
    for (const words of ['per 1 000 invånare och månad', 'Delat med', 'inte hur farlig en plats är', 'Uppskattning']) assert.ok(sheet.includes(words), words);
    assert.ok((await rendered(page, 'places')).length > 0);
    await page.goto(`${server.url}/karta/utskrift?unit=link`);
    await page.waitForSelector('table.streets tbody tr');
  });
});

test('English rates', () => withPage(async (page) => {
  await page.goto(`${server.url}/en/karta?unit=rate`);
  await page.getByText('reports per 1,000 inhabitants and month').first().waitFor();
  await page.getByText(/Divided by [\d,]+ inhabitants\. Source: /).waitFor();
  await page.waitForSelector('table.rates tbody tr');
}));
