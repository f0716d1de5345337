/** Photos: what leaves the phone, what is stored, and what staff cover, in a real browser against the real server. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, DESK, noSidewaysScroll, PHONE, startBrowser } from './browser.mjs';
import { getJson, staff, startServer, TOKEN } from './server.mjs';
import { eventually, fill, heldBack, open, receipt, send, tabTo } from './steps.mjs';

let server;
let browser;
before(async () => { [server, browser] = await Promise.all([startServer(), startBrowser()]); });
after(async () => { await browser?.stop(); await server?.stop(); });
const withPage = (run, options) => browser.withPage(server.url, run, options);

/** A segment with orientation 6 (turn clockwise), a camera's name and a place, as TIFF 6.0 and EXIF 2.3 say. */
function exif() {
  const entry = (tag, kind, n, value) => {
    const bytes = Buffer.alloc(12);
    bytes.writeUInt16LE(tag, 0);
    bytes.writeUInt16LE(kind, 2);
    bytes.writeUInt32LE(n, 4);
    if (Buffer.isBuffer(value)) value.copy(bytes, 8);
    else if (kind === 3) bytes.writeUInt16LE(value, 8);
    else bytes.writeUInt32LE(value, 8);
    return bytes;
  };
  const number = (n, size) => { const bytes = Buffer.alloc(size); bytes.writeUIntLE(n, 0, size); return bytes; };
  const camera = Buffer.from('MARK-CAMERA\0');
  const gps = 8 + 2 + 36 + 4;
  const data = gps + 2 + 24 + 4;
  const tiff = Buffer.concat([
    Buffer.from('II*\0'), number(8, 4), number(3, 2),
    entry(0x010f, 2, camera.length, data), entry(0x0112, 3, 1, 6), entry(0x8825, 4, 1, gps), number(0, 4), number(2, 2),
    entry(1, 2, 2, Buffer.from('N\0\0\0')), entry(2, 5, 3, data + camera.length), number(0, 4), camera,
    ...[56, 1, 23, 1, 1234, 100].map((n) => number(n, 4)),
  ]);
  const body = Buffer.concat([Buffer.from('Exif\0\0'), tiff]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

/** A photo of a red field with a blue mark in its upper left corner, made by the browser, with metadata put in by hand. */
async function photo(page, width = 1200, height = 800) {
  const plain = Buffer.from(await page.evaluate(async ([w, h]) => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [w, h];
    const context = canvas.getContext('2d');
    context.fillStyle = '#dc1414';
    context.fillRect(0, 0, w, h);
    context.fillStyle = '#1414dc';
    context.fillRect(0, 0, w / 4, h / 4);
    const blob = await new Promise((resolve) => { canvas.toBlob(resolve, 'image/jpeg', 0.9); });
    return [...new Uint8Array(await blob.arrayBuffer())];
  }, [width, height]), 'binary');
  const buffer = Buffer.concat([plain.subarray(0, 2), exif(), plain.subarray(2)]);
  assert.ok(buffer.includes('MARK-CAMERA'));
  return { name: 'IMG_20261120_2214.jpg', mimeType: 'image/jpeg', buffer };
}

/** A report told over the API, and its token. */
async function told() {
  const { localities: [where] } = await getJson(`${server.url}/api/v1/town`);
  const answer = await fetch(`${server.url}/api/v1/reports`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ category: 'unsafe_place', causes: [], place: { geometry: { type: 'Point', coordinates: [where.lon, where.lat] }, accuracy_m: null, source: 'map' }, severity: null, text: null }),
  });
  assert.equal(answer.status, 201, await answer.clone().text());
  return (await answer.json()).follow_up_token;
}

async function sentPhoto(page, size) {
  const token = await told();
  const answer = await fetch(`${server.url}/api/v1/follow-up/photos`, { method: 'POST', headers: { Authorization: `FollowUp ${token}` }, body: (await photo(page, ...(size ?? []))).buffer });
  assert.equal(answer.status, 201);
  return { token, id: (await answer.json()).id };
}

const stored = async (id) => Buffer.from(await (await fetch(`${server.url}/api/v1/photos/${id}/picture`, staff)).arrayBuffer());

/** Colours of a JPEG at some places, decoded by the browser. */
const coloursAt = (page, jpeg, places) => page.evaluate(async ([bytes, all]) => {
  const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' }));
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
  const context = canvas.getContext('2d');
  context.drawImage(bitmap, 0, 0);
  return all.map(([x, y]) => Array.from(context.getImageData(x, y, 1, 1).data.slice(0, 3)));
}, [[...jpeg], places]);
const isBlack = (colour) => colour.every((channel) => channel <= 6);
const isRed = ([r, g, b]) => r > 180 && g < 70 && b < 70;

/** The queue of staff, at the photo that was sent. */
async function look(page, id) {
  await page.addInitScript((token) => sessionStorage.setItem('tk-staff', token), TOKEN);
  await page.goto(`${server.url}/bilder`);
  await page.waitForSelector('.photo-look canvas');
  const { photos } = await getJson(`${server.url}/api/v1/photos`, staff);
  for (let i = photos.findIndex((own) => own.id === id); i > 0; i -= 1) await page.getByRole('button', { name: 'Nästa bild' }).click();
  const { report } = photos.find((own) => own.id === id);
  await page.locator('.photo-look .reference', { hasText: report.reference }).waitFor();
  await page.waitForSelector('.photo-look canvas');
}

test('a photo from the receipt leaves the phone without its place, upright, with what was covered black', () => withPage(async (page, context) => {
  // What the page gives to the network: the debugger does not always know what a Blob held.
  await context.addInitScript(() => {
    const { fetch } = globalThis;
    globalThis.fetch = async (address, init) => {
      if (String(address).endsWith('/follow-up/photos') && init?.method === 'POST') {
        globalThis.sentBody = [...new Uint8Array(await new Response(init.body).arrayBuffer())];
      }
      return fetch(address, init);
    };
  });
  await open(page, server.url);
  const file = await photo(page);
  await fill(page);
  await send(page);
  await receipt(page);
  await page.setInputFiles('.photos input[type=file]', file);
  await page.getByRole('heading', { name: 'Titta på bilden innan du skickar' }).waitFor();
  await eventually(async () => assert.deepEqual(await page.$eval('.photo-chosen canvas', (c) => [c.width, c.height]), [800, 1200], 'turned upright'));
  await page.getByRole('button', { name: 'Ny ruta' }).click();
  await page.waitForFunction(() => document.activeElement?.classList.contains('box'));
  await axe(page, 'a chosen photo');
  await page.getByRole('button', { name: 'Skicka bilden' }).click();
  await page.getByText('Bilden är mottagen.').waitFor();
  await page.getByText('Väntar på att någon tittar på den').waitFor();

  const body = Buffer.from(await page.evaluate(() => globalThis.sentBody));
  assert.equal(body.subarray(0, 3).toString('hex'), 'ffd8ff');
  for (const mark of ['Exif', 'MARK', 'GPS']) assert.equal(body.includes(mark), false, `${mark} left the phone`);
  const { photos } = await getJson(`${server.url}/api/v1/photos`, staff);
  const kept = await stored(photos.at(-1).id);
  for (const mark of ['Exif', 'MARK', 'GPS', 'http']) assert.equal(kept.includes(mark), false, `${mark} was stored`);
  assert.deepEqual([photos.at(-1).width, photos.at(-1).height], [800, 1200]);
  const [covered, beside, mark] = await coloursAt(page, kept, [[400, 600], [100, 900], [700, 100]]);
  assert.ok(isBlack(covered), `${covered}`);
  assert.ok(isRed(beside), `${beside}`);
  assert.ok(mark[2] > 180, 'the mark of the upper left corner stands upper right');
}));

test('what is sent without our page is stored without its metadata too', () => withPage(async (page) => {
  await page.goto(`${server.url}/om`);
  const { id } = await sentPhoto(page);
  const kept = await stored(id);
  for (const mark of ['Exif', 'MARK', 'GPS']) assert.equal(kept.includes(mark), false, mark);
  assert.ok((await coloursAt(page, kept, [[700, 100]]))[0][2] > 180, 'and upright');
}));

test('staff draw a box with the mouse and it is black in what is stored; then the secret link shows it', () => withPage(async (page) => {
  await page.goto(`${server.url}/om`);
  const { token, id } = await sentPhoto(page);
  await page.goto(`${server.url}/uppfoljning#${token}`);
  await page.getByText('Väntar på att någon tittar på den').waitFor();
  assert.equal(await page.locator('.photos canvas').count(), 0, 'nothing is shown before somebody has looked');

  await look(page, id);
  await page.locator('.box-stage').scrollIntoViewIfNeeded();
  const stage = await page.locator('.box-stage canvas').boundingBox();
  const at = (x, y) => [stage.x + (x / 800) * stage.width, stage.y + (y / 1200) * stage.height];
  await page.mouse.move(...at(200, 300));
  await page.mouse.down();
  await page.mouse.move(...at(300, 350));
  await page.mouse.move(...at(400, 450));
  await page.mouse.up();
  await page.waitForSelector('.box[aria-pressed=true]');
  await page.getByRole('button', { name: 'Täck rutan nu' }).click();
  await page.getByText('Rutorna är svarta i bilden som sparas.').waitFor();
  let [inside, outside] = await coloursAt(page, await stored(id), [[300, 380], [600, 900]]);
  assert.ok(isBlack(inside) && isRed(outside), `${inside} ${outside}`);

  await page.waitForSelector('.photo-look canvas');
  await page.getByRole('button', { name: 'Visa för den som rapporterade' }).click();
  await page.getByText('Bilden visas för den som rapporterade.').waitFor();
  [inside] = await coloursAt(page, await stored(id), [[300, 380]]);
  assert.ok(isBlack(inside));

  await page.goto(`${server.url}/uppfoljning#${token}`);
  const shown = page.getByRole('img', { name: 'Bild 1 av platsen, skickad med rapporten' });
  await shown.waitFor();
  await page.getByText('Något i bilden är täckt.').waitFor();
  const seen = await shown.evaluate((canvas) => Array.from(canvas.getContext('2d').getImageData(300, 380, 1, 1).data.slice(0, 3)));
  assert.ok(isBlack(seen));
}, { viewport: DESK }));

test('the keyboard alone: a box is made, moved, resized and removed, and the photo refused with a reason', () => withPage(async (page) => {
  await page.goto(`${server.url}/om`);
  const { token, id } = await sentPhoto(page);
  await look(page, id);
  await tabTo(page, '.box-editor .row button');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement?.classList.contains('box'));
  const style = () => page.$eval('.box', (box) => [box.style.left, box.style.top, box.style.width, box.style.height].map(Number.parseFloat));
  assert.deepEqual(await style(), [40, 40, 20, 20]);
  await page.keyboard.press('ArrowLeft');
  await eventually(async () => assert.deepEqual(await style(), [38.5, 40, 20, 20]));
  await page.keyboard.press('Shift+ArrowDown');
  await eventually(async () => assert.deepEqual(await style(), [38.5, 40, 20, 21]));
  await page.keyboard.press('Delete');
  await page.waitForSelector('.box', { state: 'detached' });
  await page.waitForFunction(() => document.activeElement?.textContent === 'Ny ruta');
  await tabTo(page, '.photo-look .row .button:not(.button-outline)');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'reason');
  await axe(page, 'refusing');
  await tabTo(page, '.button-danger');
  await page.keyboard.press('Enter');
  await page.getByText('Bilden är avvisad och raderad.').waitFor();
  assert.equal((await fetch(`${server.url}/api/v1/photos/${id}/picture`, staff)).status, 404);
  await page.goto(`${server.url}/uppfoljning#${token}`);
  await page.getByText('En person syns på bilden.').waitFor();
}));

test('while a photo is being decided no other takes its place, and after the last one the focus is where that is said', () => withPage(async (page) => {
  await page.goto(`${server.url}/om`);
  await sentPhoto(page);
  await sentPhoto(page);
  await page.addInitScript((token) => sessionStorage.setItem('tk-staff', token), TOKEN);
  await page.goto(`${server.url}/bilder`);
  await page.waitForSelector('.photo-look canvas');
  const before = (await getJson(`${server.url}/api/v1/photos`, staff)).photos;
  const answer = await heldBack(page, 'PUT', '**/api/v1/photos/*');
  await page.getByRole('button', { name: 'Visa för den som rapporterade' }).click();
  await page.getByText('Sparar …').waitFor();
  assert.equal(await page.locator('.photo-look').evaluate((it) => it.closest('[inert]') !== null), true);
  answer();
  // The one after the first is the first now, and whoever decided reads it from its heading.
  await page.locator('.photo-look .reference', { hasText: before[1].report.reference }).waitFor();
  await page.waitForFunction((own) => document.activeElement?.textContent === own, `Bild 1 av ${before.length - 1}`);
  await page.unrouteAll();
  for (let left = before.length - 1; left > 0; left -= 1) {
    await page.waitForSelector('.photo-look canvas');
    await page.getByRole('button', { name: 'Visa för den som rapporterade' }).click();
    if (left > 1) await page.locator('.photo-look h2', { hasText: `Bild 1 av ${left - 1}` }).waitFor();
  }
  await page.locator('.photo-look').waitFor({ state: 'detached' });
  await page.waitForFunction(() => document.activeElement?.textContent?.startsWith('Inga bilder väntar'));
}, { viewport: DESK }));

test('a photo that waits can be taken away from the link, and what cannot be read says so', () => withPage(async (page) => {
  await page.goto(`${server.url}/om`);
  const { token, id } = await sentPhoto(page);
  await page.goto(`${server.url}/uppfoljning#${token}`);
  await page.setInputFiles('.photos input[type=file]', { name: 'a.heic', mimeType: 'image/heic', buffer: Buffer.from('\0\0\0\x18ftypheic and no more') });
  await page.getByText('Webbläsaren kan inte läsa bilden.').waitFor();
  await page.getByRole('button', { name: 'Ta bort bild 1' }).click();
  await page.getByText('Bilden är borttagen.').waitFor();
  assert.equal((await fetch(`${server.url}/api/v1/photos/${id}/picture`, staff)).status, 404);
}));

test('without a network the page says that a photo can come later', () => withPage(async (page, context) => {
  await open(page, server.url);
  await fill(page);
  await context.setOffline(true);
  await send(page);
  await page.getByText('En bild kan du lägga till sedan, från din hemliga länk').waitFor();
}));

const STATES = {
  'receipt, English': async (page) => {
    await page.goto(`${server.url}/en/`);
    await page.waitForSelector('#f-category');
    await fill(page);
    await send(page);
    await page.waitForSelector('.photos');
  },
  'follow-up with a photo': async (page) => {
    await page.goto(`${server.url}/om`);
    const { token, id } = await sentPhoto(page);
    await fetch(`${server.url}/api/v1/photos/${id}`, { method: 'PUT', headers: { ...staff.headers, 'Content-Type': 'application/json' }, body: '{"state":"shown"}' });
    await page.goto(`${server.url}/uppfoljning#${token}`);
    await page.waitForSelector('.photos canvas');
  },
  'photos, a box is chosen': async (page) => {
    await page.goto(`${server.url}/om`);
    const { id } = await sentPhoto(page, [1600, 900]);
    await look(page, id);
    await page.getByRole('button', { name: 'Ny ruta' }).click();
    await page.waitForSelector('.box-moves');
  },
  'photos, not signed in': (page) => page.goto(`${server.url}/en/bilder`).then(() => page.getByText('This page is for municipal staff').waitFor()),
};
for (const [name, go] of Object.entries(STATES)) {
  test(`axe and reflow: ${name}`, () => withPage(async (page) => {
    await go(page);
    for (const size of [PHONE, DESK, { width: 320, height: 700 }]) {
      await page.setViewportSize(size);
      await noSidewaysScroll(page, name);
    }
    await axe(page, name);
  }));
}
