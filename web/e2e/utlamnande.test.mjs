/** Handing out public records: the whole way by the keyboard, what the file holds, what the log says. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { axe, DESK, noSidewaysScroll, PHONE, startBrowser } from './browser.mjs';
import { getJson, startServer, staff, TOKEN } from './server.mjs';
import { eventually, heldBack, tabTo } from './steps.mjs';

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
  // It says that nobody has written it here, and by which laws the report is masked in all.
  await page.locator('#g-l-place', { hasText: 'Ifyllt med det lagrum du skrev senast' }).waitFor();
  assert.match(await page.textContent('.disclosure-laws'), /OSL 21:1 \(2 maskeringar\)/);
  await focused(page, 'mask-h');
  await keyboard.press('g');
  await page.waitForSelector('#preview-h');
  await eventually(async () => assert.match(await shadow(page), /Skymningsvägen: den ████ \[OSL 21:1\] kör jämt\./));
  const block = () => page.evaluate(() => document.querySelector('.disclosure-file > div')?.shadowRoot?.querySelector('.words [role=img]')?.getAttribute('aria-label'));
  assert.equal(await block(), 'maskerat, OSL 21:1');
  const hash = await page.textContent('.disclosure-hash code');
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
  assert.equal(sha, hash, 'what left is what was shown');
  await page.locator('.disclosure-log code', { hasText: sha }).waitFor();
  await page.locator('.disclosure-log', { hasText: 'OSL 21:1: 5' }).waitFor();
  await page.getByRole('button', { name: 'Markera som utlämnad', exact: true }).focus();
  await keyboard.press('Enter');
  await page.locator('.disclosure-handed_out').waitFor();
  await page.getByText('Begäran är besvarad. Nedan står det som lämnades ut.').waitFor();
  await page.waitForFunction(() => document.activeElement?.textContent === 'KS 2026/412');
  assert.equal(await page.locator('#preview-h').count(), 0, 'no new preview of what has been answered');
  await page.getByRole('button', { name: 'Avsluta …' }).focus();
  await keyboard.press('Enter');
  await tabTo(page, 'dialog .button:not(.button-outline)', 4);
  await keyboard.press('Enter');
  await page.locator('.disclosure-closed').waitFor();
  const [closed] = await getJson(`${server.url}/api/v1/disclosures`, staff);
  assert.deepEqual([closed.state, closed.exports.length, closed.exports[0].sha256], ['closed', 1, sha]);
}));

/** A photo, and a person who has looked at it. */
async function photoOf({ follow_up_token: token }, bytes) {
  const sent = await fetch(`${server.url}/api/v1/follow-up/photos`, { method: 'POST', headers: { Authorization: `FollowUp ${token}`, 'Content-Type': 'image/jpeg' }, body: bytes });
  assert.equal(sent.status, 201);
  const { id } = await sent.json();
  const shown = await fetch(`${server.url}/api/v1/photos/${id}`, { method: 'PUT', headers: { ...staff.headers, 'Content-Type': 'application/json' }, body: JSON.stringify({ state: 'shown' }) });
  assert.equal(shown.status, 200);
}

test('the photo stands beside the choice, a law is changed for one mask alone, and a key frees nothing by surprise', () => withPage(async (page) => {
  const bytes = Buffer.from(await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(320, 240);
    const pen = canvas.getContext('2d');
    pen.fillStyle = '#446';
    pen.fillRect(0, 0, 320, 240);
    pen.fillStyle = '#dd8';
    pen.fillRect(140, 40, 40, 160);
    return [...new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg' })).arrayBuffer())];
  }));
  await photoOf(await tell(4, 'Trasig lampa vid Trollsländan.'), bytes);
  await tell(5, 'Trasig bänk vid Trollsländan.');
  await openRequest(page, 'KS 2026/8');
  // By place: a name is searched for and chosen, the metres stand beside it.
  assert.ok(await page.locator('#s-locality option').count() > 1, 'the localities of the town');
  await page.fill('#s-place', '56.38 13.996');
  await page.locator('.places button').first().click();
  await page.fill('#s-radius', '400');
  await page.fill('#s-words', 'trollsländan');
  await page.keyboard.press('Enter');
  await page.getByText('2 rapporter.').waitFor();
  await page.locator('.disclosure-found > label input').check();
  await page.getByRole('button', { name: 'Ta med 2 rapporter' }).click();
  await page.getByRole('img', { name: 'Bild 1 av 1' }).waitFor();
  await page.locator('.disclosure-words button').first().focus();
  await page.keyboard.press('m');
  await page.waitForFunction(() => document.querySelectorAll('.disclosure-words [aria-pressed=true]').length === 1);
  await page.keyboard.press('m');
  await page.waitForFunction(() => document.querySelectorAll('.disclosure-words [aria-pressed=true]').length === 0);
  await page.focus('#mask-h');
  for (let i = 0; i < 2; i += 1) {
    await page.keyboard.press('m');
    await page.waitForFunction(() => document.querySelectorAll('.disclosure-words [aria-pressed=true]').length === 4);
  }
  await page.fill('#l-photos', 'OSL 21:1');
  await page.fill('#l-place', 'OSL 32:1');
  await page.fill('[id^=l-word]', 'OSL 18:1');
  assert.match(await page.textContent('.disclosure-laws'), /OSL 18:1 \(1 maskering\), OSL 32:1 \(1 maskering\), OSL 21:1 \(1 maskering\)/);
  // What is shown has no law.
  await page.selectOption('#m-photos', 'shown');
  await page.locator('#l-photos').waitFor({ state: 'detached' });
  assert.doesNotMatch(await page.textContent('.disclosure-laws'), /OSL 21:1/);
  // Twice at once is once: the next report is not passed over.
  await page.focus('#mask-h');
  const before = await page.textContent('#mask-h');
  await page.evaluate(() => { for (let i = 0; i < 2; i += 1) document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'g', bubbles: true })); });
  await eventually(async () => assert.notEqual(await page.textContent('#mask-h'), before));
  await page.getByRole('button', { name: 'Granska (1 av 2)' }).waitFor();
  // A key that comes while the last answer is on its way does nothing.
  await eventually(async () => {
    await page.keyboard.press('g');
    await page.waitForSelector('#preview-h', { timeout: 1_000 });
  });
  await page.waitForSelector('.disclosure-hash code');
  // Somebody else changes a mask: nothing leaves before it has been seen.
  const [request] = (await getJson(`${server.url}/api/v1/disclosures`, staff)).filter((own) => own.diary_number === 'KS 2026/8');
  const whole = await getJson(`${server.url}/api/v1/disclosures/${request.id}`, staff);
  const path = `${server.url}/api/v1/disclosures/${request.id}/reports/${whole.reports[0].number}`;
  const sheet = await getJson(path, staff);
  const masks = { ...sheet.masks, severity: { show: 'withheld', law: 'OSL 21:1' } };
  const put = await fetch(path, { method: 'PUT', headers: { ...staff.headers, 'Content-Type': 'application/json' }, body: JSON.stringify({ masks, basis: sheet.basis, looked: true }) });
  assert.equal(put.status, 200);
  const old = await page.textContent('.disclosure-hash code');
  await page.getByRole('button', { name: 'Exportera' }).click();
  await page.getByText('filen är inte längre den som visades').waitFor();
  await eventually(async () => assert.notEqual(await page.textContent('.disclosure-hash code'), old));
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Exportera' }).click()]);
  assert.equal(createHash('sha256').update(await readFile(await download.path())).digest('hex'), await page.textContent('.disclosure-log code').then((text) => text.replace('SHA-256 ', '')));
}));

test('a report that the desk corrected is found by both, looked at as it was told, and handed out with the correction beside it', () => withPage(async (page) => {
  await tell(6, 'Det dånar vid Backsvalan.');
  const { reports } = await getJson(`${server.url}/api/v1/desk`, staff);
  const { number } = reports.find((own) => own.text?.includes('Backsvalan'));
  const correction = { decision: 'accepted', category: 'speeding', causes: [], place: { type: 'Point', coordinates: [14.03, 56.39] } };
  const decided = await fetch(`${server.url}/api/v1/desk/${number}`, { method: 'PATCH', headers: { ...staff.headers, 'Content-Type': 'application/json' }, body: JSON.stringify(correction) });
  assert.equal(decided.status, 200);
  await openRequest(page, 'KS 20261103-0042');
  await page.fill('#s-words', 'backsvalan');
  await page.locator('.disclosure-find input[value=unsafe_place]').check();
  await page.keyboard.press('Enter');
  await page.getByText('Fortkörning (berättad som Otrygg plats)').waitFor();
  await page.locator('.disclosure-hits input').check();
  await page.getByRole('button', { name: 'Ta med 1 rapport' }).click();
  await page.locator('#mask-h', { hasText: 'Otrygg plats' }).waitFor();
  await page.getByText('Rättat av kommunen till: Fortkörning.').waitFor();
  assert.match(await page.textContent('#f-place'), /\. Rättat av kommunen till: ./);
  assert.match(await page.textContent('#f-causes'), /Rättat av kommunen till: –/);
  for (const size of [PHONE, DESK]) {
    await page.setViewportSize(size);
    await axe(page, `corrected ${size.width}`);
  }
  await page.getByRole('button', { name: 'Lämna ut', exact: true }).click();
  await eventually(async () => {
    const text = await shadow(page);
    for (const words of ['Otrygg plats', 'Kategori, rättat av kommunenFortkörning', 'Orsaker, rättat av kommunen–']) assert.ok(text.includes(words), text);
  });
}));

test('while masks are on their way the page is still: the report that is shown is the one that is named, and the one that is taken away', () => withPage(async (page) => {
  const told = [await tell(7, 'Glas vid Kärrhöken.'), await tell(8, 'Mörkt vid Kärrhöken.'), await tell(9, 'Fort vid Kärrhöken.')];
  const { keyboard } = page;
  await openRequest(page, 'KS 2026/77');
  await page.fill('#s-words', 'kärrhöken');
  await keyboard.press('Enter');
  await page.getByText('3 rapporter.').waitFor();
  await page.locator('.disclosure-found > label input').check();
  await page.getByRole('button', { name: 'Ta med 3 rapporter' }).click();
  await focused(page, 'mask-h');
  const shown = async () => {
    const heading = await page.textContent('#mask-h');
    const { reference } = told.find((own) => heading.includes(own.reference));
    assert.ok((await page.textContent('.disclosure-queue [aria-current=true]')).includes(reference), heading);
    return reference;
  };
  const first = await shown();
  const answer = await heldBack(page, 'PUT', '**/api/v1/disclosures/*/reports/*');
  for (const field of ['#l-place', '#l-photos']) if (await page.locator(field).count() > 0) await page.fill(field, 'OSL 21:1');
  await page.focus('#mask-h');
  await keyboard.press('g');
  await page.getByText('Sparar …').waitFor();
  for (const key of ['j', 'g', 'm', 'j']) await keyboard.press(key);
  assert.equal(await page.locator('.disclosure-look').evaluate((look) => look.closest('[inert]') !== null), true);
  answer();
  await page.locator('#mask-h', { hasText: 'Rapport 2 av 3' }).waitFor();
  await focused(page, 'mask-h');
  const second = await shown();
  assert.notEqual(second, first);
  await page.unrouteAll();
  // Looked at is the first alone; taken away is the one that is seen.
  await page.getByRole('button', { name: 'Granska (1 av 3)' }).waitFor();
  await page.getByRole('button', { name: 'Ta bort ur urvalet' }).click();
  await page.locator('#mask-h', { hasText: 'Rapport 2 av 2' }).waitFor();
  const third = await shown();
  const [request] = (await getJson(`${server.url}/api/v1/disclosures`, staff)).filter((own) => own.diary_number === 'KS 2026/77');
  const { reports } = await getJson(`${server.url}/api/v1/disclosures/${request.id}`, staff);
  assert.deepEqual(reports.map((own) => [own.reference, own.looked]).toSorted(), [[first, true], [third, false]].toSorted());
  assert.ok(!reports.some((own) => own.reference === second));
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
