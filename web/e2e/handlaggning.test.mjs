/** The desk: a hundred reports by the keyboard alone, what comes while one reads, what somebody else decided, entering for others. */
import assert from 'node:assert/strict';
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
const json = { ...staff.headers, 'Content-Type': 'application/json' };
const pile = (query = '') => getJson(`${server.url}/api/v1/desk${query}`, staff);
const decided = (number, body) => fetch(`${server.url}/api/v1/desk/${number}`, { method: 'PATCH', headers: json, body: JSON.stringify(body) });

/** What the demo left at the desk, and the tests before: every test begins at an empty one. */
async function cleared() {
  for (let page = await pile(); page.reports.length > 0; page = await pile()) {
    for (let at = 0; at < page.reports.length; at += 8) {
      await Promise.all(page.reports.slice(at, at + 8).map((own) => decided(own.number, { decision: 'accepted' })));
    }
  }
}

/** Far enough from one another that no two are taken for the same, ten to a row. */
const spot = (nth) => [13.97 + (nth % 10) * 0.004, 56.372 + Math.floor(nth / 10) * 0.0018];
async function tell(nth, { category = 'unsafe_place', text = null, at = nth } = {}) {
  const answer = await fetch(`${server.url}/api/v1/reports`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      category, causes: category === 'unsafe_place' ? ['poor_lighting'] : [], severity: 1 + (nth % 5), text,
      place: { geometry: { type: 'Point', coordinates: spot(at) }, accuracy_m: 10, source: 'map' },
      when: { kind: 'instant', at: new Date(Date.now() - (nth + 1) * 600_000).toISOString() },
    }),
  });
  const receipt = await answer.json();
  assert.equal(answer.status, 201, JSON.stringify(receipt));
  return receipt;
}
const told = async (receipt) => getJson(`${server.url}/api/v1/follow-up`, { headers: { Authorization: `FollowUp ${receipt.follow_up_token}` } });

const ready = (page, reference) => page.waitForSelector(`.desk-report${reference ? `[data-reference="${reference}"]` : ''}[aria-busy=false] .desk-decide`);
const open = async (page, path = '/handlaggning') => {
  await page.goto(`${server.url}${path}`);
  await page.waitForSelector('.desk-bar');
};
const said = (page, text) => page.locator('.desk-said [role=status]').first().filter({ hasText: text }).waitFor();

/** So many words are marked to be taken out. */
const marked = (page, n) => page.waitForFunction((wanted) => document.querySelectorAll('.desk-mark [aria-pressed=true]').length === wanted, n);

test('a hundred new reports are decided with the keyboard alone in less than ten minutes', { timeout: 900_000 }, async () => {
  await cleared();
  const KINDS = ['unsafe_place', 'speeding', 'nuisance_driving'];
  const kindOf = (nth) => KINDS[nth % 3];
  const receipts = [];
  for (let nth = 0; nth < 100; nth += 1) {
    const twin = nth % 10 === 7;
    const text = [25, 65].includes(nth) ? 'Den långe i gula huset kör jämt.' : nth % 4 === 0 ? 'Det är mörkt och ödsligt här på kvällen.' : null;
    receipts.push(await tell(nth, { category: kindOf(twin ? nth - 1 : nth), at: twin ? nth - 1 : nth, text }));
  }
  await withPage(async (page) => {
    await open(page);
    const { keyboard } = page;
    const start = Date.now();
    for (const [nth, { reference }] of receipts.entries()) {
      await ready(page, reference);
      if ([25, 65].includes(nth)) {
        await keyboard.press('x');
        await page.waitForFunction(() => document.activeElement?.id === 'redact-h');
        await tabTo(page, '.desk-mark button', 3);
        await keyboard.press('ArrowRight');
        await page.waitForFunction(() => document.activeElement?.textContent === 'långe');
        await keyboard.press('Space');
        await marked(page, 1);
        for (let i = 0; i < 3; i += 1) {
          await keyboard.press('Shift+ArrowRight');
          await marked(page, i + 2);
        }
        await page.locator('#redact-left', { hasText: 'Den […] kör jämt.' }).waitFor();
        await tabTo(page, '#redact-reason', 4);
        await keyboard.type('Pekade ut en person');
        await keyboard.press('Enter');
        await page.waitForSelector('dialog[open]');
        await tabTo(page, 'dialog .button-danger', 4);
        await keyboard.press('Enter');
        await said(page, 'Orden är borttagna');
        await page.locator('.desk-told .desk-text', { hasText: 'Den […] kör jämt.' }).waitFor();
        await ready(page, reference);
      }
      if (nth === 45) {
        await keyboard.press('c');
        await page.waitForFunction(() => document.activeElement?.id === 'c-category');
        await keyboard.type('Fortk');
        await keyboard.press('Escape');
        await page.waitForSelector('#to-be');
      }
      if (nth % 10 === 7) await keyboard.press('d');
      if (nth % 10 === 3) {
        await keyboard.press('r');
        await page.waitForFunction(() => document.activeElement?.name === 'reason');
        await keyboard.press(String(1 + Math.floor(nth / 10) % 5));
        await keyboard.press('Enter');
      } else await keyboard.press('a');
      await said(page, `${reference}:`);
    }
    await page.locator('.desk-empty').waitFor();
    const seconds = (Date.now() - start) / 1000;
    console.log(`100 reports decided with the keyboard in ${seconds.toFixed(0)} s`);
    assert.equal((await pile()).n_waiting, 0);
    assert.ok(seconds < 600, `${seconds} s`);
  });
  const all = [];
  for (let page = await pile('?pile=decided'); ; page = await pile(`?pile=decided&after=${page.next}`)) {
    all.push(...page.reports);
    if (page.next === undefined || all.length > 400) break;
  }
  const mine = receipts.map(({ reference }) => all.find((own) => own.reference === reference));
  const rejected = mine.filter((own) => own.case.decision === 'rejected');
  assert.deepEqual(rejected.map((own) => own.case.reason), [...Array(2)].flatMap(() => ['not_about_safety', 'about_a_person', 'sent_twice', 'not_understood', 'trial']));
  assert.equal(mine.filter((own) => own.case.decision === 'accepted').length, 90);
  const joined = mine.flatMap((own, nth) => (own.case.joined_to === null ? [] : [nth]));
  assert.deepEqual(joined, [7, 17, 27, 37, 47, 57, 67, 77, 87, 97]);
  for (const nth of joined) assert.equal(mine[nth].case.joined_to, mine[nth - 1].number);
  assert.deepEqual(mine.flatMap((own, nth) => (own.redacted ? [[nth, own.text]] : [])), [[25, 'Den […] kör jämt.'], [65, 'Den […] kör jämt.']]);
  assert.deepEqual(mine.flatMap((own, nth) => (own.case.told ? [[nth, own.case.told.category, own.category]] : [])), [[45, 'unsafe_place', 'speeding']]);
});

test('what comes while the desk is open is heard without a reload, and shown when it is asked for or nothing else waits', async () => {
  await cleared();
  await withPage(async (page) => {
    await open(page);
    await page.locator('.desk-empty').waitFor();
    const first = await tell(0, { text: 'Mörkt vid bron.' });
    await ready(page, first.reference);
    await page.locator('.desk-text', { hasText: 'Mörkt vid bron.' }).waitFor();
    await eventually(async () => assert.match(await page.title(), /^\(1\) /));
    const second = await tell(1);
    await page.locator('.desk-new', { hasText: '1 ny' }).waitFor();
    assert.equal(await page.locator('.desk-list li').count(), 1);
    await page.getByRole('button', { name: 'Visa', exact: true }).click();
    await page.locator('.desk-list li', { hasText: second.reference }).waitFor();
    assert.equal(await page.getAttribute('.desk-report', 'data-reference'), first.reference, 'the report that is read stays');
    await eventually(async () => assert.match(await page.title(), /^\(2\) /));
  });
});

test('what the teller reads is what the desk showed, and a decision that is undone can be taken anew', async () => {
  await cleared();
  const receipt = await tell(0);
  await withPage(async (page) => {
    await open(page);
    await ready(page, receipt.reference);
    await page.keyboard.press('s');
    await page.waitForFunction(() => document.activeElement?.id === 'd-sv');
    await page.keyboard.type('Vi tittar på lampan.');
    await page.keyboard.press('Escape');
    const reads = async () => [await page.textContent('#reads-sv'), await page.textContent('#reads-en')];
    const accepted = await reads();
    await page.keyboard.press('a');
    await said(page, 'Godkänd');
    let link = await told(receipt);
    assert.deepEqual([link.state, link.public_sentence_sv, link.public_sentence_en], ['accepted', ...accepted]);
    await page.keyboard.press('u');
    await said(page, 'är ångrat');
    await ready(page, receipt.reference);
    link = await told(receipt);
    assert.ok(!link.public_sentence_sv.includes('lampan') && !link.public_sentence_sv.includes('lämnad'), link.public_sentence_sv);
    await page.keyboard.press('r');
    await page.waitForFunction(() => document.activeElement?.name === 'reason');
    for (const [nth, why] of ['not_about_safety', 'about_a_person', 'sent_twice', 'not_understood', 'trial'].entries()) {
      await page.keyboard.press(String(nth + 1));
      await page.locator(`input[name=reason][value=${why}]:checked`).waitFor();
    }
    const rejected = await reads();
    await page.keyboard.press('Enter');
    await said(page, 'Avvisad');
    link = await told(receipt);
    assert.deepEqual([link.state, link.public_sentence_sv, link.public_sentence_en], ['rejected', ...rejected]);
    await page.locator('.desk-said').getByRole('button', { name: /Ångra/ }).click();
    await said(page, 'är som förut: Godkänd');
    assert.equal((await told(receipt)).state, 'accepted');
  });
});

test('whoever comes second is told what was decided by whom, and goes on with the next', async () => {
  await cleared();
  const [first, second] = [await tell(0), await tell(1)];
  await withPage(async (page) => {
    await open(page);
    await ready(page, first.reference);
    const { number } = (await pile()).reports[0];
    assert.equal((await decided(number, { decision: 'rejected', reason: 'trial' })).status, 200);
    await page.keyboard.press('a');
    await said(page, `Någon annan hann före med ${first.reference}: Avvisad: var ett prov`);
    await ready(page, second.reference);
    assert.equal((await told(first)).state, 'rejected');
    await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement?.id), 'report-h'));
  });
});

test('while a decision is on its way the desk is still: nothing typed then decides anything, and an answer that was lost is found again', async () => {
  await cleared();
  const [first, second, third] = [await tell(0), await tell(10), await tell(20)];
  await withPage(async (page) => {
    await open(page);
    await ready(page, first.reference);
    const { keyboard } = page;
    const answer = await heldBack(page, 'PATCH', '**/api/v1/desk/*');
    await keyboard.press('a');
    await said(page, 'Sparar');
    assert.equal(await page.locator('.desk-main').evaluate((main) => main.inert), true);
    await keyboard.press('j');
    await keyboard.press('s');
    await keyboard.type('dra');
    answer();
    await said(page, `${first.reference}: Godkänd`);
    await ready(page, second.reference);
    await page.waitForFunction(() => document.activeElement?.id === 'report-h');
    assert.equal((await pile()).n_waiting, 2);
    await page.unrouteAll();

    // The answer is lost on its way, and it is not said that nothing came of it.
    await page.route('**/api/v1/desk/*', async (route) => {
      if (route.request().method() !== 'PATCH') return route.fallback();
      await route.fetch();
      return route.abort();
    });
    await keyboard.press('a');
    await page.locator('[role=alert]', { hasText: 'Det kan ha sparats ändå' }).waitFor();
    await page.unrouteAll();
    await keyboard.press('a');
    await said(page, `${second.reference}: Godkänd`);
    await ready(page, third.reference);
    assert.equal((await pile()).n_waiting, 1);
    await page.locator('.desk-said button', { hasText: 'Ångra' }).click();
    await said(page, `Beslutet om ${second.reference} är ångrat`);
    // A sentence that was begun is there when one comes back to its report.
    await page.locator('.desk-list button', { hasText: third.reference }).click();
    await ready(page, third.reference);
    await page.waitForFunction(() => document.activeElement?.id === 'report-h');
    await keyboard.press('s');
    await keyboard.type('Vi tittar på');
    await page.getByRole('button', { name: 'Beslutade' }).click();
    await ready(page, second.reference);
    assert.equal(await page.inputValue('#d-sv'), '');
    await page.getByRole('button', { name: /^Väntar/ }).click();
    await ready(page, third.reference);
    assert.equal(await page.inputValue('#d-sv'), 'Vi tittar på');
  });
});

test('whoever takes out words second sees what the first has left, is told so, and goes on there', async () => {
  await cleared();
  const [first, second] = [await tell(30, { text: 'Den långe i gula huset kör mopeden jämt.' }), await tell(40, { text: 'Han med hunden.' })];
  const { reports } = await pile();
  const takenOut = async ({ reference }, text) => {
    const { number } = reports.find((own) => own.reference === reference);
    const answer = await fetch(`${server.url}/api/v1/desk/${number}/redaction`, { method: 'POST', headers: json, body: JSON.stringify({ text, reason: 'Pekade ut en person', law: 'OSL 21:1' }) });
    assert.equal(answer.status, 200);
  };
  await withPage(async (page) => {
    await open(page);
    await ready(page, first.reference);
    const takeOut = async (words) => {
      for (const word of words) await page.locator('.desk-mark button', { hasText: word }).first().click();
      await page.fill('#redact-reason', 'Pekade ut en person');
      await page.getByRole('button', { name: 'Ta bort orden' }).click();
      await page.getByRole('button', { name: 'Ta bort för gott' }).click();
    };
    await page.keyboard.press('x');
    await page.waitForSelector('#redact-h');
    await takenOut(first, 'Den långe i gula huset kör […] jämt.');
    await takeOut(['långe', 'gula']);
    await page.locator('.desk-panel [role=alert]', { hasText: 'Någon annan tog bort ord' }).waitFor();
    await page.waitForFunction(() => document.activeElement?.id === 'redact-h');
    await marked(page, 0);
    assert.doesNotMatch(await page.textContent('.desk-report'), /mopeden/);
    assert.equal(await page.inputValue('#redact-reason'), 'Pekade ut en person');
    await takeOut(['långe']);
    await said(page, 'Orden är borttagna');
    // All of it is gone: there is nothing to mark in.
    await page.keyboard.press('j');
    await ready(page, second.reference);
    await page.keyboard.press('x');
    await page.waitForSelector('#redact-h');
    await takenOut(second, null);
    await takeOut(['hunden']);
    await said(page, `Någon annan tog bort all text ur ${second.reference}`);
    await page.locator('.desk-actions').waitFor();
    await page.waitForFunction(() => document.activeElement?.id === 'report-h');
  });
  const left = (await pile()).reports.map((own) => [own.reference, own.text]);
  assert.deepEqual(left.toSorted(), [[first.reference, 'Den […] i gula huset kör […] jämt.'], [second.reference, null]].toSorted());
});

test('letters are letters in a text field, commands can be switched off, and the arrows walk the queue', async () => {
  await cleared();
  const [first, second] = [await tell(0, { text: 'Mörkt.' }), await tell(1)];
  await withPage(async (page) => {
    await open(page);
    await ready(page, first.reference);
    await page.keyboard.press('j');
    await ready(page, second.reference);
    await page.keyboard.press('k');
    await ready(page, first.reference);
    await page.focus('#d-sv');
    await page.keyboard.type('aj? rx');
    assert.equal(await page.inputValue('#d-sv'), 'aj? rx');
    await page.focus('#d-owner');
    await page.keyboard.press('a');
    await page.locator('.desk-list button').first().focus();
    await page.keyboard.press('ArrowDown');
    await ready(page, second.reference);
    await page.waitForFunction(() => document.activeElement?.matches('.desk-list button[aria-current]'));
    await page.keyboard.press('ArrowUp');
    await ready(page, first.reference);
    await page.keyboard.press('?');
    await page.waitForSelector('dialog[open]');
    await page.keyboard.press('a');
    await page.locator('dialog input[type=checkbox]').uncheck();
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog[open]', { state: 'detached' });
    for (const key of ['a', 'j', 'x', '?']) await page.keyboard.press(key);
    assert.equal(await page.getAttribute('.desk-report', 'data-reference'), first.reference);
    assert.equal(await page.locator('dialog[open]').count(), 0);
    assert.equal(await page.locator('.desk-panel').count(), 0);
    assert.equal((await pile()).n_waiting, 2);
    await page.reload();
    await ready(page, first.reference);
    await page.keyboard.press('a');
    assert.equal(await page.locator('kbd').count(), 0, 'it is remembered');
    assert.equal((await pile()).n_waiting, 2);
  });
});

test('three reports are entered at once: two are stored with numbers to read out, one says what to mend, and nothing is sent twice', async () => {
  await cleared();
  await withPage(async (page) => {
    await open(page, '/handlaggning?pile=tell');
    const row = (nth) => page.locator('.desk-entry').nth(nth);
    const fill = async (nth, category, place, text) => {
      await row(nth).locator('select').first().selectOption(category);
      await row(nth).locator('input[type=search]').fill(place);
      await row(nth).locator('.places button').first().click();
      await row(nth).locator('.said', { hasText: 'Vald plats' }).waitFor();
      await row(nth).locator('textarea').fill(text);
    };
    await page.getByRole('button', { name: 'För in rapporten' }).click();
    await page.getByText('Något saknas.').waitFor();
    await fill(0, 'unsafe_place', 'Biblioteket', 'Mörkt bakom huset.');
    await page.getByRole('button', { name: 'En rapport till' }).click();
    await fill(1, 'speeding', 'Lekparken', 'Ring mig på 070-174 06 05.');
    await page.getByRole('button', { name: 'En rapport till' }).click();
    await fill(2, 'nuisance_driving', '56.3796 13.9974', '');
    // The answer is lost on its way: the reports are stored, and the page does not know.
    let keys = [];
    await page.route('**/api/v1/desk/reports', async (route) => {
      keys.push(route.request().headers()['idempotency-key']);
      if (keys.length > 1) return route.continue();
      await route.fetch();
      return route.abort();
    });
    await page.getByRole('button', { name: 'För in 3 rapporter' }).click();
    await page.getByText('Vi vet inte om det kom fram.').waitFor();
    assert.equal(await row(0).locator('textarea').inputValue(), 'Mörkt bakom huset.');
    assert.ok(await row(0).locator('textarea').isDisabled());
    await page.getByRole('button', { name: 'Skicka igen' }).click();
    await page.getByText('2 rapporter är införda. 1 behöver rättas.').waitFor();
    assert.equal(keys[0], keys[1]);
    assert.equal(await page.locator('.desk-stored li').count(), 2);
    assert.equal(await page.locator('.desk-entry').count(), 1);
    assert.match(await row(0).locator('.field-error').textContent(), /telefonnummer/i);
    assert.equal((await pile()).n_waiting, 2);
    await row(0).locator('textarea').fill('Bilar kör fort förbi lekparken.');
    await page.getByRole('button', { name: 'För in rapporten' }).click();
    await page.getByText('1 rapport är införd.').waitFor();
    const { reports } = await pile();
    assert.deepEqual(reports.map((own) => own.channel), Array(3).fill('on_behalf:phone'));
    const references = await page.locator('.desk-stored .reference').allTextContents();
    assert.deepEqual(references.toSorted(), reports.map((own) => own.reference).toSorted());
  });
});

test('on a phone a report is read and decided with the thumb, and the last decisions can be taken anew', async () => {
  await cleared();
  const [first, second] = [await tell(0, { text: 'Mörkt.' }), await tell(1)];
  await withPage(async (page) => {
    await open(page);
    await ready(page, first.reference);
    assert.equal(await page.locator('.desk-map .map-box').count(), 0, 'no map before it is asked for');
    await noSidewaysScroll(page, 'desk 390');
    await page.getByRole('button', { name: 'Nästa' }).click();
    await ready(page, second.reference);
    await page.getByRole('button', { name: /^Godkänn/ }).click();
    await said(page, second.reference);
    await page.getByRole('button', { name: 'Beslutade' }).click();
    await ready(page, second.reference);
    await page.getByRole('button', { name: /^Avvisa/ }).click();
    await page.locator('input[name=reason][value=trial]').check();
    await page.getByRole('button', { name: 'Avvisa rapporten' }).click();
    await said(page, 'Avvisad');
    await page.locator('.desk-decided', { hasText: 'Avvisad' }).waitFor();
    assert.equal((await told(second)).state, 'rejected');
    await page.setViewportSize({ width: 320, height: 640 });
    await noSidewaysScroll(page, 'decided 320');
  }, { viewport: PHONE });
});

/** Every state of the page: how to get there with two reports at the desk that are like one another. */
const STATES = {
  'desk, reading': (page) => ready(page),
  'desk, rejecting': (page) => page.keyboard.press('r').then(() => page.waitForSelector('input[name=reason]')),
  'desk, correcting': (page) => page.keyboard.press('c').then(() => page.waitForSelector('#c-place')),
  'desk, taking out words': async (page) => {
    await page.keyboard.press('x');
    await page.locator('.desk-mark button').first().click();
  },
  'desk, asked twice': async (page) => {
    await STATES['desk, taking out words'](page);
    await page.fill('#redact-reason', 'Pekade ut en person');
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog[open]');
  },
  'desk, help': (page) => page.keyboard.press('?').then(() => page.waitForSelector('dialog[open]')),
  'desk, decided': async (page) => {
    await page.getByRole('button', { name: 'Beslutade' }).click();
    await ready(page);
  },
  'desk, entering': async (page) => {
    await page.getByRole('button', { name: 'För in åt någon' }).click();
    await page.getByRole('button', { name: 'En rapport till' }).click();
    await page.getByRole('button', { name: 'För in 2 rapporter' }).click();
    await page.waitForSelector('.desk-entry.has-error');
  },
  'desk, in English': async (page) => {
    await open(page, '/en/handlaggning');
    await ready(page);
  },
  'desk, empty': async (page) => {
    await cleared();
    await open(page);
    await page.locator('.desk-empty').waitFor();
  },
};
for (const [name, go] of Object.entries(STATES)) {
  test(`axe and reflow: ${name}`, async () => {
    await cleared();
    const [first] = [await tell(0, { text: 'Mörkt vid bron på kvällen.' }), await tell(0)];
    await withPage(async (page) => {
      await open(page);
      await ready(page, first.reference);
      await go(page);
      for (const size of [DESK, PHONE]) {
        await page.setViewportSize(size);
        await axe(page, `${name} ${size.width}`);
      }
      await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
      await axe(page, `${name} by night`);
      // 320 CSS pixels are 1280 at 400 % zoom.
      await page.setViewportSize({ width: 320, height: 640 });
      await noSidewaysScroll(page, `${name} 320`);
    });
  });
}
