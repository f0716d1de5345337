/** Accounts: invited, signed in, limited to what a role opens, changed by an administrator, signed out. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { asSession, cookieOf, digits, enrol, fillIn, hire, PASSWORD, signIn } from './accounts.mjs';
import { axe, DESK, noSidewaysScroll, PHONE, startBrowser } from './browser.mjs';
import { getJson, startServer, staff } from './server.mjs';
import { eventually, tabTo } from './steps.mjs';

let server;
let browser;
before(async () => { [server, browser] = await Promise.all([startServer(), startBrowser()]); });
after(async () => { await browser?.stop(); await server?.stop(); });

const withPage = (run, options = { viewport: DESK }) => browser.withPage(server.url, run, options);
const menu = (page) => page.locator('.work-menu a').allTextContents();
const shot = async (page, name) => { if (process.env.TK_SHOTS) await page.screenshot({ path: `${process.env.TK_SHOTS}/${name}.png`, fullPage: true }); };
const keptWalk = async (title) => (await fetch(`${server.url}/api/v1/walks`, {
  method: 'POST', headers: { ...staff.headers, 'Content-Type': 'application/json' },
  body: JSON.stringify({
    kind: 'safety_audit_walk', title, starts_at: '2031-11-26T16:00:00+01:00', minutes: 60,
    stops: [{ at: [13.9974, 56.3796], sv: 'Plats 1', en: 'Place 1', look: ['lamps'], arrives_min: 5, n_reports: 7, causes: ['poor_lighting'] }],
    way: [[13.9974, 56.3796], [13.9990, 56.3796], [13.9974, 56.3796]],
  }),
})).json();
/** Nothing for axe to find and nothing that sticks out, as it is and at 400 % zoom. */
const fits = async (page, what) => {
  await axe(page, what);
  await noSidewaysScroll(page, what);
  await shot(page, what.replaceAll(/[^a-z]+/g, '-'));
  const size = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  await noSidewaysScroll(page, `${what} at 320`);
  await page.setViewportSize(size);
};

test('the first administrator comes in by the link the command line prints', { skip: process.env.TK_URL !== undefined }, () => withPage(async (page, context) => {
  const link = await server.command('account', 'add', 'chef@kommunen.example', '--name', 'Chefen', '--role', 'admin', '--public-url', server.url);
  assert.match(link, /\/konto#inbjudan=[\w-]{43}$/);
  const asked = [];
  context.on('request', (request) => asked.push(request.url(), request.headers()['referer'] ?? ''));
  await page.goto(link);
  await page.getByRole('heading', { name: 'Hej Chefen!' }).waitFor();
  const code = link.split('=')[1];
  assert.equal(page.url(), `${server.url}/konto`, 'the code is no longer in the address');
  assert.ok(asked.every((address) => !address.includes(code)), 'and was never in one the server sees');
  await fits(page, 'konto inbjudan');
  // The picture is dark on white by night too.
  await page.emulateMedia({ colorScheme: 'dark' });
  assert.equal(await page.locator('.account-qr').evaluate((svg) => `${getComputedStyle(svg).backgroundColor} ${svg.querySelector('path').getAttribute('fill')}`), 'rgb(255, 255, 255) #000');
  await axe(page, 'konto inbjudan night');
  await shot(page, 'konto-inbjudan-natt');
  await page.emulateMedia({ colorScheme: 'light' });

  await page.fill('#new-password', 'kort');
  assert.match(await page.textContent('#length-hint'), /Du har skrivit 4/);
  await page.getByRole('button', { name: 'Spara' }).click();
  await page.locator('#e-new-password').waitFor();
  assert.match(await page.textContent('#e-new-password'), /12/);
  assert.match(await page.textContent('#e-code'), /Koden stämmer inte/);
  await fits(page, 'konto inbjudan fel');
  await page.fill('#new-password', PASSWORD);
  assert.match(await page.textContent('#length-hint'), /långt nog/);
  assert.equal(await page.getAttribute('#new-password', 'type'), 'password');
  await page.getByRole('button', { name: 'Visa lösenordet' }).click();
  assert.equal(await page.getAttribute('#new-password', 'type'), 'text');
  const secret = (await page.textContent('#totp-secret')).replaceAll(' ', '');
  await eventually(async () => {
    if (await page.locator('.account-codes').count() === 0) {
      await page.fill('#code', digits(secret, 1));
      await page.getByRole('button', { name: 'Spara' }).click();
    }
    await page.waitForSelector('.account-codes', { timeout: 3000 });
  });
  const codes = await page.locator('.account-codes code').allTextContents();
  assert.equal(new Set(codes).size, 10);
  assert.ok(codes.every((one) => /^[a-z2-9]{4}(-[a-z2-9]{4}){2}$/.test(one)), codes.join());
  await fits(page, 'konto koder');
  await page.emulateMedia({ media: 'print' });
  assert.ok(await page.getByText('Återställningskoder för chef@kommunen.example').isVisible());
  assert.ok(!(await page.locator('#codes-saved').isVisible()));
  await page.emulateMedia({ media: 'screen' });

  await page.click('#codes-saved');
  await page.getByText('Nu kan du logga in').waitFor();
  assert.equal(await page.inputValue('#username'), 'chef@kommunen.example');
  await fillIn(page, { login: 'chef@kommunen.example', code: digits(secret) });
  await page.getByRole('heading', { name: 'Hej Chefen!' }).waitFor();
  assert.deepEqual(await menu(page), ['Konton']);
  await page.getByText('sköta konton och nycklar').waitFor();
  await page.getByText('Den här webbläsaren').waitFor();
  await fits(page, 'konto eget');

  // The link is good once.
  await page.goto(link);
  await page.getByRole('heading', { name: 'Inbjudan gäller inte.' }).waitFor();
  await fits(page, 'konto inbjudan over');
}));

test('a planner signs in on the way to a page, sees the pages of the role and no others, and is gone after signing out', () => withPage(async (page, context) => {
  const person = await hire(server.url, 'planerare', 'Planeraren', ['planner']);
  await page.goto(`${server.url}/platser?group=traffic`);
  await page.getByRole('button', { name: 'Logga in som personal' }).click();
  await axe(page, 'platser dialog');
  await page.getByRole('link', { name: 'Logga in med konto' }).click();
  await page.waitForURL(/\/konto\?till=/);
  await fits(page, 'konto logga in');
  await fillIn(page, { login: person.login, code: digits(person.secret) });
  await page.waitForURL(`${server.url}/platser?group=traffic`);
  await page.getByText('Inloggad: Planeraren').waitFor();
  await page.waitForSelector('.spot');
  assert.deepEqual(await menu(page), ['Platser', 'Prognos', 'Vandringar', 'Ljus och sikt', 'Åtgärder']);
  await fits(page, 'platser med konto');
  // Scripts get no hold of what opens the door, and nothing of it is stored.
  const cookie = await cookieOf(context);
  const kept = await page.evaluate(() => JSON.stringify([document.cookie, { ...sessionStorage }, { ...localStorage }]));
  assert.ok(cookie && !kept.includes(cookie), kept);
  assert.equal((await asSession(server.url, cookie, '/session')).status, 200);

  for (const shut of ['/kontroller', '/konton']) {
    await page.goto(`${server.url}${shut}`);
    await page.getByText('Din roll öppnar inte den här sidan.').waitFor();
    await page.getByText('Inloggad: Planeraren').waitFor();
    assert.equal(await page.locator('#make-plan, #make-account').count(), 0);
  }
  await fits(page, 'konton, not yours');
  await page.goto(`${server.url}/platser`);
  await page.waitForSelector('.spot');

  // Another tab is signed out with this one.
  const other = await context.newPage();
  await other.goto(`${server.url}/vandringar`);
  await other.getByText('Inloggad: Planeraren').waitFor();
  await page.getByRole('button', { name: 'Logga ut' }).click();
  await page.getByText('Sidan är för kommunens personal').waitFor();
  await other.getByText('Du är inte inloggad längre').waitFor();
  await other.close();
  assert.equal(await page.locator('.spot').count(), 0);
  assert.equal((await asSession(server.url, cookie, '/session')).status, 401, 'the server has ended it');
  await page.goBack();
  await page.getByText('Sidan är för kommunens personal').or(page.getByText('Sidan är för administratörer')).waitFor();
  assert.equal(await page.locator('.spot, .work-menu a').count(), 0);
}));

test('after signing in nobody is sent to another site', () => withPage(async (page) => {
  const person = await hire(server.url, 'vandrare', 'Vandraren', ['planner']);
  for (const [i, till] of ['//evil.example', '/\\evil.example', 'https://evil.example/', '/.//evil.example'].entries()) {
    await page.goto(`${server.url}/konto?${new URLSearchParams({ till })}`);
    await fillIn(page, { login: person.login, code: person.codes[i] });
    await page.getByRole('heading', { name: 'Hej Vandraren!' }).waitFor();
    assert.ok(page.url().startsWith(`${server.url}/konto`), page.url());
    assert.equal(await page.getByRole('link', { name: 'Fortsätt' }).count(), 0);
    await page.click('#sign-out');
    await page.getByText('Du är utloggad.').waitFor();
  }
}));

test('what is wrong is said in words, and what was written stays', () => withPage(async (page, context) => {
  const person = await hire(server.url, 'fel', 'Granskaren', ['auditor']);
  await page.goto(`${server.url}/konto`);
  await page.getByRole('button', { name: 'Logga in', exact: true }).click();
  await page.getByText('Fyll i inloggningsnamn, lösenord och kod.').waitFor();
  assert.deepEqual(await page.locator('#username, #password, #code').evaluateAll((all) => all.map((one) => one.autocomplete)), ['username', 'current-password', 'one-time-code']);
  await fillIn(page, { login: person.login, password: 'fel lösenord helt', code: '123456' });
  await page.getByText('Inloggningsnamn, lösenord eller kod stämmer inte').waitFor();
  assert.equal(await page.inputValue('#username'), person.login);
  await page.getByRole('button', { name: 'Jag har en återställningskod' }).click();
  await page.getByText('i stället för siffrorna').waitFor();
  await fits(page, 'konto fel');

  await page.route('**/api/v1/sign-in', (route) => route.fulfill({ status: 429, headers: { 'Retry-After': '840' }, json: { status: 429, code: 'too_many_attempts' } }), { times: 1 });
  await fillIn(page, { login: person.login, code: '123456' });
  await page.getByText('Vänta 14 minuter').waitFor();
  await context.setOffline(true);
  await fillIn(page, { login: person.login, code: person.codes[0] });
  await page.getByText('Det gick inte att nå servern').waitFor();
  assert.equal(await page.inputValue('#password'), PASSWORD);
  await context.setOffline(false);
  // Written as people write it.
  await fillIn(page, { login: ` ${person.login.toUpperCase()} `, code: person.codes[0].toUpperCase().replaceAll('-', ' ') });
  await page.getByText('Du har 9 koder kvar.').waitFor();
  await page.getByText('läsa loggen över vem som läst och ändrat').waitFor();
  assert.deepEqual(await menu(page), ['Logg']);
}));

test('one sees where one is signed in, ends it there, and chooses anew', () => withPage(async (page, context) => {
  const person = await hire(server.url, 'flera', 'Handläggaren', ['moderator']);
  await signIn(page, server.url, person, { code: person.codes[0] });
  const first = await cookieOf(context);
  await context.clearCookies({ name: 'tk-session' });
  await page.reload();
  await page.getByText('Du är inte inloggad längre.').waitFor();
  await signIn(page, server.url, person, { code: person.codes[1] });
  const second = await cookieOf(context);
  await eventually(async () => assert.equal(await page.locator('.account-sessions li').count(), 2));
  await page.getByRole('button', { name: /^Avsluta/ }).click();
  await page.getByText('Inloggningen är avslutad.').waitFor();
  await eventually(async () => assert.equal(await page.locator('.account-sessions li').count(), 1));
  assert.deepEqual(await Promise.all([first, second].map(async (cookie) => (await asSession(server.url, cookie, '/session')).status)), [401, 200]);

  await page.getByText('Välj nytt lösenord och ny telefon').click();
  const refused = page.locator('#e-password', { hasText: 'Lösenordet eller koden stämmer inte.' });
  for (const [password, code] of [['inte det lösenordet', person.codes[2]], [PASSWORD, 'inte koden']]) {
    await page.fill('#password', password);
    await page.fill('#renew-code', code);
    await page.getByRole('button', { name: 'Fortsätt' }).click();
    await refused.waitFor();
    await eventually(async () => assert.equal(await page.getByRole('button', { name: 'Fortsätt' }).isDisabled(), false));
  }
  await page.getByRole('heading', { name: 'Hej Handläggaren!' }).waitFor();
  await fits(page, 'konto byt');
  await page.fill('#renew-code', person.codes[2]);
  await page.getByRole('button', { name: 'Fortsätt' }).click();
  await page.waitForSelector('.account-qr');
  const secret = (await page.textContent('#totp-secret')).replaceAll(' ', '');
  assert.notEqual(secret, person.secret);
  await page.fill('#new-password', `${PASSWORD} igen`);
  await eventually(async () => {
    if (await page.locator('.account-codes').count() === 0) {
      await page.fill('#code', digits(secret, 1));
      await page.getByRole('button', { name: 'Spara' }).click();
    }
    await page.waitForSelector('.account-codes', { timeout: 3000 });
  });
  assert.equal((await asSession(server.url, second, '/session')).status, 401, 'signed out everywhere');
  await page.click('#codes-saved');
  await fillIn(page, { login: person.login, password: `${PASSWORD} igen`, code: digits(secret) });
  await page.getByRole('heading', { name: 'Hej Handläggaren!' }).waitFor();
  await page.waitForFunction(() => document.activeElement?.textContent === 'Hej Handläggaren!');
  const third = await cookieOf(context);
  await page.getByRole('button', { name: 'Logga ut överallt' }).click();
  await page.getByText('Du är utloggad.').waitFor();
  await page.waitForFunction(() => document.activeElement?.tagName === 'H1');
  assert.equal((await asSession(server.url, third, '/session')).status, 401);
}));

test('where somebody has tried too much the browser calculates first, and one that was here before does not', async () => {
  const tried = await startServer(['--proof-of-work-bits', '8']);
  try {
    const person = await hire(tried.url, 'prövad', 'Alva Lind', ['planner']);
    const wrong = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ login: person.login, password: 'inte det lösenordet', code: '123456' }) };
    const guess = async () => (await fetch(`${tried.url}/api/v1/sign-in`, wrong)).status;
    for (let i = 0; i < 10; i += 1) assert.equal(await guess(), 401);
    assert.equal(await guess(), 428);
    await browser.withPage(tried.url, async (page, context) => {
      const statuses = [];
      page.on('response', (answer) => { if (answer.url().endsWith('/api/v1/sign-in') && answer.request().method() === 'POST') statuses.push(answer.status()); });
      // Held until the words about it were seen.
      let go;
      const seen = new Promise((resolve) => { go = resolve; });
      await page.route('**/api/v1/sign-in', async (route) => {
        if (route.request().headers()['proof-of-work']) await seen;
        await route.continue();
      });
      await page.goto(`${tried.url}/konto`);
      await fillIn(page, { login: person.login, code: digits(person.secret) });
      await page.getByText('Webbläsaren räknar en stund').waitFor();
      await fits(page, 'konto raknar');
      go();
      await page.getByRole('heading', { name: 'Hej Alva Lind!' }).waitFor();
      assert.deepEqual(statuses, [428, 200]);
      await page.click('#sign-out');
      assert.equal(await guess(), 428, 'strangers wait as before');
      await fillIn(page, { login: person.login, code: person.codes[0] });
      await page.getByText('Du har 9 koder kvar.').waitFor();
      assert.deepEqual(statuses, [428, 200, 200]);
      assert.ok((await context.cookies()).some((one) => one.name === 'tk-device'));
    });
  } finally {
    await tried.stop();
  }
});

test('an administrator makes a planner, gives another role, closes the account, and it is out at once', () => withPage(async (page) => {
  const admin = await hire(server.url, 'admin1', 'Administratören', ['admin']);
  await signIn(page, server.url, admin, { till: '/konton' });
  await page.click('#make-account');
  await fits(page, 'konton nytt');
  await page.getByRole('button', { name: 'Gör kontot och en länk' }).click();
  await page.locator('#e-a-login').waitFor();
  await page.fill('#a-login', 'ny@kommunen.example');
  await page.fill('#a-name', 'Den nya planeraren');
  await page.selectOption('#a-role-0', 'planner');
  await page.getByRole('button', { name: 'Gör kontot och en länk' }).click();
  const link = await page.inputValue('#once');
  assert.match(link, new RegExp(`^${server.url}/konto#inbjudan=[\\w-]{43}$`));
  const row = page.locator('tr', { hasText: 'ny@kommunen.example' });
  await row.getByText('Inbjudet').waitFor();
  assert.match(await row.textContent(), /Planerare, /);
  await fits(page, 'konton');
  await page.getByRole('button', { name: 'Klart' }).click();
  assert.equal(await page.locator('#once').count(), 0);

  const person = await enrol(server.url, link.split('=')[1]);
  await browser.withPage(server.url, async (theirs, context) => {
    await signIn(theirs, server.url, person, { till: '/vandringar' });
    await theirs.getByText('Inloggad: Den nya planeraren').waitFor();
    assert.ok(!(await menu(theirs)).includes('Kontroller'));
    // Choosing a password was a change of the account, so it is read again. A role more counts with the next click.
    await page.reload();
    await row.getByText('Öppet').waitFor();
    await page.getByRole('button', { name: /^Ändra ?: Den nya planeraren$/ }).click();
    await page.getByRole('button', { name: 'Lägg till en roll' }).click();
    await page.selectOption('#a-role-1', 'police');
    await page.getByRole('button', { name: 'Spara' }).click();
    await page.getByText('Kontot är ändrat.').waitFor();
    await theirs.goto(`${server.url}/kontroller`);
    await theirs.waitForSelector('#make-plan');
    // Closed, after being asked.
    await page.getByRole('button', { name: /^Stäng kontot ?: Den nya planeraren$/ }).click();
    await fits(page, 'konton stang');
    await page.getByRole('button', { name: 'Avbryt' }).click();
    await page.waitForFunction(() => document.activeElement?.textContent?.startsWith('Stäng kontot'));
    assert.equal((await asSession(server.url, await cookieOf(context), '/session')).status, 200);
    await page.getByRole('button', { name: /^Stäng kontot ?: Den nya planeraren$/ }).click();
    await page.getByRole('button', { name: 'Stäng kontot', exact: true }).click();
    await page.getByText('Kontot är stängt.').waitFor();
    await row.getByText('Stängt').waitFor();
    await theirs.click('#make-plan');
    await theirs.getByText('Du är inte inloggad längre').waitFor();
    assert.equal(await theirs.locator('#make-plan').isVisible(), false);
  }, { viewport: DESK });
  await page.getByRole('button', { name: /^Öppna kontot ?: Den nya planeraren$/ }).click();
  await page.getByRole('button', { name: 'Öppna kontot', exact: true }).click();
  await row.getByText('Öppet').waitFor();
  // A new link for whoever lost the phone; one's own account is nobody's to close here.
  await page.getByRole('button', { name: /^Ny länk ?: Den nya planeraren$/ }).click();
  await page.getByRole('button', { name: 'Gör en ny länk' }).click();
  await eventually(async () => assert.notEqual(await page.inputValue('#once'), link));
  assert.equal(await page.getByRole('button', { name: /^Stäng kontot ?: Administratören$/ }).count(), 0);
}));

test('what a colleague has changed meanwhile is told, and shown before it is changed again', () => withPage(async (page) => {
  const admin = await hire(server.url, 'admin2', 'Bo Ros', ['admin']);
  const other = await hire(server.url, 'andrad', 'Kaj Ny', ['planner']);
  await signIn(page, server.url, admin, { till: '/konton' });
  await page.getByRole('button', { name: /^Ändra ?: Kaj Ny$/ }).click();
  const change = await fetch(`${server.url}/api/v1/accounts/${other.id}`, { method: 'PATCH', headers: { ...staff.headers, 'Content-Type': 'application/json' }, body: JSON.stringify({ name: 'Kaj Gran' }) });
  assert.equal(change.status, 200);
  await page.fill('#a-name', 'Kaj Fel');
  await page.getByRole('button', { name: 'Spara' }).click();
  await page.getByText('Någon annan har ändrat det här').waitFor();
  assert.equal(await page.inputValue('#a-name'), 'Kaj Gran');
  await page.fill('#a-name', 'Kaj Rätt');
  await page.getByRole('button', { name: 'Spara' }).click();
  await page.getByText('Kontot är ändrat.').waitFor();
  const all = await getJson(`${server.url}/api/v1/accounts`, staff);
  assert.equal(all.find((one) => one.id === other.id).name, 'Kaj Rätt');
}));

test('a key is made, shown once, opens what it says, and is taken back', () => withPage(async (page) => {
  const admin = await hire(server.url, 'admin3', 'Lo Vik', ['admin', 'planner']);
  await signIn(page, server.url, admin, { till: '/konton' });
  await page.click('#make-key');
  await page.getByRole('button', { name: 'Gör nyckeln' }).click();
  await page.getByText('Välj vad nyckeln ska öppna').first().waitFor();
  await fits(page, 'konton nyckel');
  // Nothing is offered that its maker may not do.
  assert.equal(await page.getByLabel('se exakta platser').count(), 1);
  assert.equal(await page.locator('.account-key input[type=checkbox]').count(), 3);
  await page.fill('#k-name', 'Kommunens lager');
  await page.getByLabel('se exakta platser').check();
  await page.getByRole('button', { name: 'Gör nyckeln' }).click();
  const secret = await page.inputValue('#once');
  const opens = async (path) => (await fetch(`${server.url}/api/v1${path}`, { headers: { Authorization: `Bearer ${secret}` } })).status;
  assert.deepEqual([await opens('/session'), await opens('/accounts')], [200, 403]);
  await page.reload();
  await page.getByText('Kommunens lager', { exact: true }).waitFor();
  assert.equal(await page.getByText(secret).count(), 0);
  await page.getByRole('button', { name: /^Ta tillbaka ?: Kommunens lager$/ }).click();
  await page.getByRole('button', { name: 'Ta tillbaka nyckeln' }).click();
  await page.getByText('Nyckeln är tillbakatagen.').waitFor();
  await page.waitForFunction(() => document.activeElement?.id === 'make-key');
  assert.equal(await opens('/session'), 401);
}));

test('who may look and not change sees no buttons that change; who sees no reports sees the open map', () => withPage(async (page) => {
  const police = await hire(server.url, 'polis', 'Ola Gren', ['police']);
  await signIn(page, server.url, police, { till: '/atgarder' });
  await page.getByText('Inloggad: Ola Gren').waitFor();
  await page.getByRole('heading', { name: 'Löftena' }).waitFor();
  assert.equal(await page.getByRole('button', { name: /Ny åtgärd|Ändra|Besluta\b|För in/ }).count(), 0);
  assert.deepEqual(await menu(page), ['Platser', 'Prognos', 'Kontroller', 'Vandringar', 'Ljus och sikt', 'Åtgärder']);
  await page.getByRole('button', { name: 'Logga ut' }).click();
  await page.getByText('Sidan är för kommunens personal').waitFor();
  const auditor = await hire(server.url, 'granskare', 'Isa Falk', ['auditor']);
  await signIn(page, server.url, auditor, { till: '/karta' });
  await page.getByText('Inloggad: Isa Falk').waitFor();
  await page.waitForSelector('table.cells tbody tr');
  assert.equal(await page.locator('table.profile').count(), 0);
}));

test('what is half-written when a session ends is kept unseen, for whoever wrote it and for nobody else', () => withPage(async (page, context) => {
  const person = await hire(server.url, 'skrivaren', 'Skrivaren', ['moderator']);
  const other = await hire(server.url, 'en-annan', 'En annan', ['moderator']);
  const ended = async () => {
    assert.equal((await asSession(server.url, await cookieOf(context), '/sessions', { method: 'DELETE' })).status, 204);
    await page.locator('#ended').waitFor({ timeout: 60_000 });
    await page.waitForFunction(() => document.activeElement?.id === 'ended');
  };
  const beside = async (whose, code) => {
    const [tab] = await Promise.all([context.waitForEvent('page'), page.getByRole('link', { name: 'Logga in igen i en ny flik' }).click()]);
    await fillIn(tab, { login: whose.login, code });
    await tab.getByRole('heading', { name: `Hej ${whose.name}!` }).waitFor();
    await tab.close();
  };
  await signIn(page, server.url, person, { till: '/handlaggning?pile=tell' });
  const words = page.locator('textarea').first();
  await words.fill('Mörkt vid trappan, sa hon i telefon.');
  await ended();
  assert.equal(await words.isVisible(), false);
  await axe(page, 'desk, session over');
  await beside(person, person.codes[1]);
  await words.waitFor();
  assert.equal(await words.inputValue(), 'Mörkt vid trappan, sa hon i telefon.');
  await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'TEXTAREA'));
  await ended();
  await beside(other, other.codes[0]);
  await words.waitFor();
  assert.equal(await words.inputValue(), '');
}, { viewport: DESK }));

test('a session that ends while the walk is offline keeps what was seen and asks to sign in', () => withPage(async (page, context) => {
  const person = await hire(server.url, 'gatan', 'Tove Sjö', ['planner']);
  const walk = await keptWalk('Utan nät');
  await signIn(page, server.url, person, { till: `/vandring?walk=${walk.id}` });
  await page.getByRole('heading', { name: 'Utan nät' }).waitFor();
  await page.getByText('Inloggad: Tove Sjö').waitFor();
  const cookie = await cookieOf(context);
  await context.setOffline(true);
  await page.fill('#words', 'Tre lampor är släckta.');
  await page.getByRole('button', { name: 'Spara det vi ser' }).click();
  await page.getByText('1 sak väntar på nät').waitFor();
  assert.equal((await asSession(server.url, cookie, '/sessions', { method: 'DELETE' })).status, 204);
  await context.setOffline(false);
  await page.getByText('Du är inte inloggad längre').waitFor();
  await page.getByText('1 sak väntar på nät').waitFor();
  await axe(page, 'vandring, signed out');
  await page.getByRole('link', { name: 'Logga in igen' }).click();
  await fillIn(page, { login: person.login, code: person.codes[0] });
  await page.getByRole('link', { name: 'Fortsätt till sidan' }).click();
  await page.getByRole('heading', { name: 'Utan nät' }).waitFor();
  await page.waitForFunction(() => !document.querySelector('.walk-phone')?.textContent.includes('väntar på nät'));
  await eventually(async () => assert.equal((await getJson(`${server.url}/api/v1/walks/${walk.id}`, staff)).seen.length, 1));
}, { viewport: PHONE }));

test('whoever signs out leaves on a shared phone only what was not sent, and is told so first', () => withPage(async (page, context) => {
  const person = await hire(server.url, 'delad', 'Mio Strand', ['planner']);
  const walk = await keptWalk('Delad telefon');
  const onPhone = () => page.evaluate(() => new Promise((resolve, reject) => {
    const request = indexedDB.open('trygghetskarta-walks');
    request.addEventListener('error', () => reject(request.error));
    request.addEventListener('success', () => {
      const tx = request.result.transaction(['items', 'walks']);
      const [items, walks] = ['items', 'walks'].map((name) => tx.objectStore(name).getAll());
      tx.addEventListener('complete', () => {
        request.result.close();
        resolve({ items: items.result.map((one) => one.body.words), walks: walks.result.map((one) => one.walk.seen.length) });
      });
    });
  }));
  const see = async (words) => {
    await page.fill('#words', words);
    await page.getByRole('button', { name: 'Spara det vi ser' }).click();
    // Emptied once it is kept: what is written earlier would go with it.
    await page.waitForFunction(() => document.querySelector('#words').value === '');
  };
  await signIn(page, server.url, person, { till: `/vandring?walk=${walk.id}` });
  await page.getByRole('heading', { name: 'Delad telefon' }).waitFor();
  await see('Tre lampor är släckta.');
  await eventually(async () => assert.equal((await getJson(`${server.url}/api/v1/walks/${walk.id}`, staff)).seen.length, 1));
  // The next one does not get through to the server.
  const nothing = (route) => route.abort();
  await page.route('**/api/v1/walks/*/seen/*', nothing);
  await see('Busken skymmer vägen.');
  await page.getByText('1 sak väntar på nät').waitFor();
  const before = await onPhone();
  assert.deepEqual([before.items.toSorted(), before.walks], [['Busken skymmer vägen.', 'Tre lampor är släckta.'], [1]]);

  await page.getByRole('button', { name: 'Logga ut' }).click();
  await page.getByText('1 sak från en vandring är inte skickad än.').waitFor();
  await axe(page, 'sign out with something unsent');
  await fits(page, 'vandring osänt');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Stanna inloggad');
  await page.keyboard.press('Enter');
  assert.equal(await page.getByText('är inte skickad än').count(), 0);
  await page.getByText('Inloggad: Mio Strand').waitFor();
  const cookie = await cookieOf(context);
  await page.getByRole('button', { name: 'Logga ut' }).click();
  await page.getByRole('button', { name: 'Logga ut och behåll dem här' }).click();
  await page.getByRole('button', { name: 'Logga in' }).waitFor();
  assert.equal((await asSession(server.url, cookie, '/session')).status, 401);
  assert.deepEqual(await onPhone(), { items: ['Busken skymmer vägen.'], walks: [0] });

  // Signed in again it is sent, and the next time nothing is left and nothing asked.
  await page.unroute('**/api/v1/walks/*/seen/*', nothing);
  await signIn(page, server.url, person, { code: person.codes[0] });
  await page.goto(`${server.url}/vandring?walk=${walk.id}`);
  await eventually(async () => assert.equal((await getJson(`${server.url}/api/v1/walks/${walk.id}`, staff)).seen.length, 2));
  await page.getByText('Busken skymmer vägen.').waitFor();
  await page.goto(`${server.url}/konto`);
  await page.click('#sign-out');
  await page.getByText('Du är utloggad.').waitFor();
  assert.deepEqual(await onPhone(), { items: [], walks: [] });
}, { viewport: PHONE }));

test('by keyboard alone, on a phone, in English', () => withPage(async (page) => {
  const person = await hire(server.url, 'english', 'Jo Marsh', ['coordinator', 'admin']);
  await page.goto(`${server.url}/en/konto?till=%2Fen%2Fkonton`);
  await page.waitForSelector('#username');
  await fits(page, 'konto sign in');
  for (const [field, text] of [['#username', person.login], ['#password', PASSWORD], ['#code', digits(person.secret)]]) {
    await tabTo(page, field);
    await page.keyboard.type(text);
  }
  await page.keyboard.press('Enter');
  await page.waitForURL(`${server.url}/en/konton`);
  await page.getByText('Signed in: Jo Marsh').waitFor();
  await page.waitForSelector('.accounts tbody tr');
  await fits(page, 'accounts');
  await tabTo(page, '#make-account');
  await page.keyboard.press('Enter');
  await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement.textContent), 'New account'));
  await fits(page, 'accounts new');
  await page.goto(`${server.url}/en/konto`);
  await page.getByRole('heading', { name: 'Hello Jo Marsh!' }).waitFor();
  await fits(page, 'account own');
}, { viewport: PHONE }));
