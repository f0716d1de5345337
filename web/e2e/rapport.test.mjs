import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { startBrowser } from './browser.mjs';
import { getJson, startServer, staff } from './server.mjs';
import { eventually, fill, open, receipt, send, tabTo } from './steps.mjs';

let server;
let browser;
before(async () => { [server, browser] = await Promise.all([startServer(), startBrowser()]); });
after(async () => { await browser?.stop(); await server?.stop(); });
const withPage = (run, options) => browser.withPage(server.url, run, options);

test('a report with the keyboard alone', () => withPage(async (page) => {
  await open(page, server.url);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('href')), '#main', 'the skip link comes first');
  await tabTo(page, 'a[href="tel:112"]');
  await tabTo(page, 'input[name=category]');
  await page.keyboard.press('Space');
  await tabTo(page, '#place-q');
  await tabTo(page, '.places button');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.chosen');
  await tabTo(page, '#f-text');
  await page.keyboard.type('Mörkt vid trappan.');
  await tabTo(page, 'button[type=submit]');
  await page.keyboard.press('Enter');
  await receipt(page);
  // The focus follows the sight of it by a moment.
  await page.waitForFunction(() => document.activeElement?.tagName === 'H1');
}));

test('the emergency gate comes before the form', () => withPage(async (page) => {
  await open(page, server.url);
  const order = await page.evaluate(() => [...document.querySelectorAll('a[href^="tel:"], input[name=category]')].map((e) => e.getAttribute('href') ?? 'form').slice(0, 3));
  assert.deepEqual(order, ['tel:112', 'tel:11414', 'form']);
}));

test('a report by coordinates, without the map', () => withPage(async (page, context) => {
  const bodies = [];
  context.on('request', (r) => r.url().endsWith('/api/v1/reports') && bodies.push(r.postDataJSON()));
  await open(page, server.url);
  await page.check('input[name=category][value=speeding]');
  await page.check('input[name=way][value=coords]');
  await page.fill('#coords', 'här');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#e-coords');
  const { localities: [where] } = await getJson(`${server.url}/api/v1/town`);
  await page.fill('#coords', `${where.lon}, ${where.lat}`); // the wrong order, as people do
  await page.keyboard.press('Enter');
  await page.getByText('omvänd ordning').waitFor();
  await send(page);
  await receipt(page);
  assert.deepEqual(bodies[0].place.geometry.coordinates.map((v) => v.toFixed(4)), [where.lon.toFixed(4), where.lat.toFixed(4)]);
  assert.equal(await page.evaluate(() => performance.getEntriesByType('resource').some((r) => /PinMap|maplibre/.test(r.name))), false);
}));

test('a crossing, misspelled, chosen with the arrows', () => withPage(async (page) => {
  await open(page, server.url);
  const { places } = await getJson(`${server.url}/api/v1/places?q=korsning&limit=1`);
  const [crossing] = places;
  assert.equal(crossing.kind, 'crossing');
  const [first, second] = crossing.name.split('/');
  await page.fill('#place-q', `${first.slice(0, 3)}x${first.slice(3)} ${second}`);
  await page.locator('.places .place-name', { hasText: crossing.name }).first().waitFor();
  await page.focus('#place-q');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await eventually(async () => assert.match(await page.textContent('.chosen'), new RegExp(crossing.name)));
  await page.keyboard.press('ArrowUp');
  await page.waitForFunction(() => document.activeElement?.id === 'place-q');
}));

test('most Fridays in the evening', () => withPage(async (page, context) => {
  const bodies = [];
  context.on('request', (r) => r.url().endsWith('/api/v1/reports') && bodies.push(r.postDataJSON()));
  await open(page, server.url);
  await fill(page, { category: 'nuisance_driving' });
  await page.check('input[name=when][value=recurrence]');
  await page.check('input[name=weekdays][value=fri]');
  await page.selectOption('#hour-from', '21');
  await page.selectOption('#hour-to', '2');
  await page.getByText('Till nästa dag').waitFor();
  await page.check('input[name=severity][value="4"]');
  await send(page);
  await receipt(page);
  const { since, until, ...when } = bodies[0].when;
  assert.deepEqual(when, { kind: 'recurrence', weekdays: ['fri'], from_hour: 21, to_hour: 2 });
  assert.match(since, /^\d{4}-\d\d-\d\d$/);
  assert.equal(until, null);
  assert.equal(bodies[0].severity, 4);
}));

test('all flaws at once, each a link to its field', () => withPage(async (page) => {
  await open(page, server.url);
  await send(page);
  const summary = page.locator('#error-summary');
  await summary.waitFor();
  await page.waitForFunction(() => document.activeElement?.id === 'error-summary');
  assert.equal(await summary.locator('a').count(), 2);
  await summary.locator('a').first().click();
  await page.waitForFunction(() => document.activeElement?.name === 'category');
  await fill(page);
  assert.equal(await summary.count(), 0, 'a mended flaw goes away');
  await send(page);
  await receipt(page);
}));

test('what points out a person is shown piece by piece, with what to write instead', () => withPage(async (page) => {
  await open(page, server.url);
  await fill(page, { text: 'Mörkt. Ring mig på 070-174 06 05, bilen är ABC 123.' });
  await page.locator('#f-text').blur();
  const found = page.locator('.findings li');
  await eventually(async () => assert.equal(await found.count(), 2));
  assert.match(await found.first().textContent(), /070-174 06 05/);
  await found.first().getByRole('button').click();
  await eventually(async () => assert.equal(await page.inputValue('#f-text'), 'Mörkt. Ring mig på [telefonnummer], bilen är ABC 123.'));
  await eventually(async () => assert.equal(await found.count(), 1));
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'f-text');
  await found.first().getByRole('button').click();
  await eventually(async () => assert.equal(await page.locator('.suggestion, .findings').count(), 0));
  await send(page);
  await receipt(page);
}));

test('a place outside the municipality: told how far, before anything is stored', () => withPage(async (page) => {
  await open(page, server.url);
  await page.check('input[name=category][value=speeding]');
  await page.check('input[name=way][value=coords]');
  await page.fill('#coords', 'N 6580825, E 674648'); // Stockholm
  await page.keyboard.press('Enter');
  await page.waitForSelector('.chosen');
  await send(page);
  await page.locator('#error-summary', { hasText: /\d+(,\d+)? km/ }).waitFor();
  await page.waitForSelector('#s-place.has-error');
}));

test('personal data is stopped before it is sent, with a way out', () => withPage(async (page) => {
  await open(page, server.url);
  await fill(page, { text: 'En svart bil med nummer ABC 123 kör fort varje kväll.' });
  await page.locator('#f-text').blur();
  await page.getByRole('button', { name: 'Använd texten utan uppgiften' }).click();
  await eventually(async () => assert.doesNotMatch(await page.inputValue('#f-text'), /ABC ?123/));
  await send(page);
  await receipt(page);
}));

test('receipt, follow-up and withdrawal', () => withPage(async (page) => {
  await open(page, server.url);
  await fill(page);
  await send(page);
  const { reference, link } = await receipt(page);
  assert.match(link, /\/uppfoljning#[\w-]{43}$/);
  await page.goto(link);
  await page.waitForSelector('.reference');
  assert.equal(await page.textContent('.reference'), reference);
  await page.getByRole('button', { name: 'Ta tillbaka rapporten' }).click();
  await page.getByText('Rapporten är borttagen').waitFor();
  await page.goto(`${server.url}/uppfoljning#${'A'.repeat(43)}`);
  await page.reload();
  await page.getByText('Ingen rapport hör till länken').waitFor();
}));

test('undo straight from the receipt, and one more nearby', () => withPage(async (page) => {
  await open(page, server.url);
  await fill(page);
  await send(page);
  await receipt(page);
  await page.getByRole('button', { name: 'Rapportera en till i närheten' }).click();
  await page.waitForSelector('.chosen');
  await page.check('input[name=category][value=speeding]');
  await send(page);
  await receipt(page);
  await page.getByRole('button', { name: 'Ångra rapporten' }).click();
  await page.getByRole('heading', { name: 'Rapporten är borttagen' }).waitFor();
}));

test('my place: used on a click, useful when denied', async () => {
  const { localities: [where] } = await getJson(`${server.url}/api/v1/town`);
  const near = { permissions: ['geolocation'], geolocation: { longitude: where.lon, latitude: where.lat, accuracy: 14 } };
  await withPage(async (page) => {
    await open(page, server.url);
    await page.check('input[name=way][value=gps]');
    await page.getByRole('button', { name: 'Använd min plats' }).click();
    await page.getByText('på 14 meter när').waitFor();
  }, near);
  await withPage(async (page) => {
    await open(page, server.url);
    await page.check('input[name=way][value=gps]');
    await page.getByRole('button', { name: 'Använd min plats' }).click();
    await page.getByText('får inte använda din plats').waitFor();
  });
});

test('the draft survives a reload and is gone after sending', () => withPage(async (page) => {
  await open(page, server.url);
  await fill(page, { text: 'Buskarna skymmer.' });
  await page.reload();
  await page.waitForSelector('.chosen');
  assert.equal(await page.inputValue('#f-text'), 'Buskarna skymmer.');
  await send(page);
  await receipt(page);
  await open(page, server.url);
  assert.equal(await page.inputValue('#f-text'), '');
}));

test('offline: queued, shown, editable, sent once', () => withPage(async (page, context) => {
  const total = async () => (await getJson(`${server.url}/api/v1/heat`, staff)).totals.n_reports.total;
  const first = await total();
  await open(page, server.url);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(async () => (await caches.keys()).length > 0 && navigator.serviceWorker.controller);
  await context.setOffline(true);
  await page.reload();
  await page.waitForSelector('#f-category');
  await page.getByText('Du har ingen uppkoppling').waitFor();
  await fill(page, { text: 'Första versionen.' });
  await send(page);
  await page.getByRole('heading', { name: 'Rapporten är sparad på enheten' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: '1 rapport väntar' }).waitFor();
  await page.getByRole('button', { name: 'Ändra' }).click();
  await page.fill('#f-text', 'Andra versionen.');
  await send(page);
  await page.getByRole('heading', { name: 'Rapporten är sparad på enheten' }).waitFor();
  await page.getByRole('heading', { name: '1 rapport väntar' }).waitFor();
  await context.setOffline(false);
  // The page no longer says that it waits: it shows the receipt.
  await page.locator('.receipt .reference').waitFor();
  assert.equal(await page.getByText('Rapporten är sparad på enheten').count(), 0);
  await page.reload();
  await page.getByRole('heading', { name: 'Skickade från den här enheten' }).waitFor();
  assert.equal(await page.getByText('väntar på att skickas').count(), 0);
  let now = await total();
  for (let i = 0; i < 20 && now === first; i += 1) {
    await page.waitForTimeout(250);
    now = await total();
  }
  await page.waitForTimeout(500);
  assert.equal(await total(), first + 1);
}));

test('a busy server: kept and said', () => withPage(async (page) => {
  // A page with a worker in charge is beyond the test's reach.
  await page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'serviceWorker', { value: undefined }));
  await page.route('**/api/v1/reports', (route) => route.fulfill({ status: 503, headers: { 'Retry-After': '60' }, body: '{}' }));
  await open(page, server.url);
  await fill(page);
  await send(page);
  await page.getByText('Servern kan inte ta emot rapporten just nu').waitFor();
  await page.getByRole('button', { name: 'Ta bort' }).click();
  await page.locator('.outbox').waitFor({ state: 'detached' });
}));

test('without JavaScript: the same report, and the flaws when something is missing', () => withPage(async (page) => {
  await page.goto(`${server.url}/`);
  assert.equal(await page.locator('form[action="/api/v1/reports"]').count(), 1);
  const press = () => page.locator('form button').last().click();
  await page.locator('input[name=category]').first().check();
  await page.fill('textarea[name=text]', 'Mörkt vid trappan.');
  await press(); // no place yet
  await page.locator('[role=alert]').waitFor();
  assert.equal(await page.inputValue('textarea[name=text]'), 'Mörkt vid trappan.', 'nothing has to be written again');
  assert.equal(await page.locator('input[name=category]').first().isChecked(), true);
  await page.locator('select[name=place]').selectOption({ index: 1 });
  await press();
  const reference = await page.textContent('.reference');
  assert.match(reference, /^[A-Z0-9]{3}-[A-Z0-9]{3,4}$/);

  // The link is there to be copied, and leads to a form; the token is in no address.
  const link = await page.textContent('.link-text');
  assert.match(link, new RegExp(`^${server.url}/uppfoljning#[\\w-]{43}$`));
  await page.goto(link);
  await page.fill('#link', link);
  await page.getByRole('button', { name: 'Visa rapporten' }).click();
  assert.equal(await page.textContent('.reference'), reference);
  assert.equal(new URL(page.url()).search + new URL(page.url()).hash, '');
  await page.getByRole('button', { name: 'Ta tillbaka rapporten' }).click();
  await page.getByText('Rapporten är tillbakatagen.').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Ta tillbaka rapporten' }).count(), 0);
}, { javaScriptEnabled: false }));

test('≤ 60 KB of page, style and script before the map, and the map only when asked for', () => withPage(async (page) => {
  // Packed as the server packs them at best. Beside them come two fonts that nothing waits for, and icons.
  const [scripts, fonts] = [new Map(), new Map()];
  page.on('response', async (r) => {
    const kind = r.request().resourceType();
    if (['script', 'stylesheet', 'document'].includes(kind)) scripts.set(r.url(), gzipSync(await r.body(), { level: 9 }).length);
    if (kind === 'font') fonts.set(r.url(), (await r.body()).length);
  });
  await open(page, server.url);
  await page.waitForLoadState('networkidle');
  const bytes = [...scripts.values()].reduce((a, b) => a + b, 0);
  assert.ok(bytes > 5_000 && bytes <= 60_000, `${bytes} bytes: ${JSON.stringify([...scripts])}`);
  assert.ok([...fonts.values()].reduce((a, b) => a + b, 0) <= 35_000, 'two fonts, shown when they come');
  assert.equal([...scripts.keys()].some((u) => /maplibre|proofWorker/.test(u)), false, 'neither the map nor a sum to work on');
}));

test('the pin: a point and a stretch, with buttons', () => withPage(async (page, context) => {
  const bodies = [];
  context.on('request', (r) => r.url().endsWith('/api/v1/reports') && bodies.push(r.postDataJSON()));
  await open(page, server.url);
  await page.check('input[name=category][value=speeding]');
  await page.check('input[name=way][value=map]');
  await page.getByRole('button', { name: 'Öppna kartan' }).click();
  await page.getByRole('button', { name: 'Använd platsen under nålen' }).click();
  await page.waitForSelector('.chosen');
  await page.check('input[name=map-kind][value=stretch]');
  await page.getByRole('button', { name: 'Lägg till punkt här' }).click();
  await page.locator('.pin-map canvas').focus();
  await page.keyboard.press('ArrowRight');
  await page.waitForTimeout(600);
  await page.getByRole('button', { name: 'Lägg till punkt här' }).click();
  await page.getByText('Sträcka med 2 punkter').waitFor();
  await send(page);
  await receipt(page);
  assert.equal(bodies[0].place.geometry.type, 'LineString');
  assert.equal(bodies[0].place.geometry.coordinates.length, 2);
}));

test('English: the whole page, and back', () => withPage(async (page) => {
  await open(page, server.url);
  await page.getByRole('link', { name: 'English' }).click();
  await page.getByRole('heading', { name: 'Tell us about a place' }).waitFor();
  assert.equal(await page.getAttribute('html', 'lang'), 'en');
  await page.waitForSelector('#f-category');
  await send(page);
  await page.getByText('Say where it is.').first().waitFor();
  await page.getByRole('link', { name: 'Svenska' }).click();
  await page.getByRole('heading', { name: 'Berätta om en plats' }).waitFor();
}));
