/** Single sign-on against a real provider: by button and back, and everything that must not work. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { asSession, cookieOf, hire, signIn } from './accounts.mjs';
import { axe, DESK, noSidewaysScroll, PHONE, startBrowser } from './browser.mjs';
import { CLIENT, freePort, startProvider } from './provider.mjs';
import { getJson, startServer, staff } from './server.mjs';
import { tabTo } from './steps.mjs';

const BACK = '/api/v1/sign-in/oidc/back';
let server;
let provider;
let browser;
let restart;
before(async () => {
  const [own, theirs] = await Promise.all([freePort(), freePort()]);
  const url = `http://127.0.0.1:${own}`;
  restart = () => startProvider(theirs, `${url}${BACK}`);
  [provider, browser] = await Promise.all([restart(), startBrowser()]);
  server = await startServer(['--listen', `127.0.0.1:${own}`, '--public-url', url, '--oidc-issuer', provider.issuer,
    '--oidc-client-id', CLIENT.id, '--oidc-client-secret', CLIENT.secret, '--oidc-name', 'Kommunkontot',
    '--oidc-roles', 'tk-plan=*:planner,tk-admin=*:admin']);
});
after(async () => { await browser?.stop(); await server?.stop(); await provider?.stop(); });

const withPage = (run, options = { viewport: DESK }) => browser.withPage(server.url, run, { also: provider.issuer, ...options });
const shot = async (page, name) => { if (process.env.TK_SHOTS) await page.screenshot({ path: `${process.env.TK_SHOTS}/${name}.png`, fullPage: true }); };
const fits = async (page, what) => {
  await axe(page, what);
  await noSidewaysScroll(page, what);
  await shot(page, what);
  const size = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  await noSidewaysScroll(page, `${what} at 320`);
  await page.setViewportSize(size);
};
const button = (page) => page.getByRole('link', { name: /^(Logga in med|Sign in with) Kommunkontot$/ });
/** At the provider: who one is. */
const vouched = async (page, login) => {
  await page.waitForURL((at) => at.origin === provider.issuer);
  await page.fill('input[name=login]', login);
  await page.getByRole('button', { name: 'Logga in' }).click();
};
/** Everything but the last step, which the browser does not take: the address it is sent back to. */
const almost = async (page, login) => {
  await page.goto(`${server.url}/konto`);
  await button(page).click();
  await page.waitForURL((at) => at.origin === provider.issuer);
  const { request } = page.context();
  let answer = await request.post(page.url(), { form: { login, do: 'go' }, maxRedirects: 0 });
  for (;;) {
    const next = new URL(answer.headers()['location'], provider.issuer).href;
    if (next.startsWith(server.url)) return next;
    answer = await request.get(next, { maxRedirects: 0 });
  }
};
const logins = async () => (await getJson(`${server.url}/api/v1/accounts`, staff)).map((one) => one.login);

test('a planner signs in by the button, on the way to a page, and signs out again', () => withPage(async (page, context) => {
  await page.goto(`${server.url}/konto?till=/platser`);
  await button(page).waitFor();
  await fits(page, 'sso-sign-in');
  await page.emulateMedia({ colorScheme: 'dark' });
  await axe(page, 'sso sign-in by night');
  await shot(page, 'sso-sign-in-night');
  await page.emulateMedia({ colorScheme: 'light' });
  await button(page).click();
  await vouched(page, 'planerare');
  await page.waitForURL(`${server.url}/platser`);
  await page.getByText('Inloggad: Planeraren').waitFor();
  const cookie = await cookieOf(context);
  const session = await (await asSession(server.url, cookie, '/session')).json();
  assert.equal(session.reader, 'planerare@kommunen.example');
  assert.deepEqual(session.rights, [{ municipality: null, rights: ['read_exact', 'plan', 'keep_register'] }]);
  const held = (await context.cookies()).filter((one) => one.name.startsWith('tk-')).map((one) => [one.name, one.httpOnly, one.sameSite]);
  assert.deepEqual(held.toSorted(), [['tk-device', true, 'Strict'], ['tk-session', true, 'Strict']]);

  await page.goto(`${server.url}/konto`);
  await page.getByRole('heading', { name: 'Hej Planeraren!' }).waitFor();
  await page.getByText('Du loggar in med ditt konto i kommunen.').waitFor();
  assert.equal(await page.getByText('Välj nytt lösenord').count(), 0);
  await fits(page, 'sso-own');
  await page.click('#sign-out');
  await page.getByText('Du är utloggad här. Hos kommunen är du inloggad').waitFor();
  assert.equal((await asSession(server.url, cookie, '/session')).status, 401);
  // The provider still knows them: one press is enough.
  await button(page).click();
  await page.getByRole('heading', { name: 'Hej Planeraren!' }).waitFor();
  assert.equal(page.url(), `${server.url}/konto`, 'nothing of the visit stays in the address');
  assert.notEqual(await cookieOf(context), cookie);
  assert.deepEqual(await logins(), ['planerare@kommunen.example']);
}));

test('by keyboard on a phone and in English one comes back to the page in English', () => withPage(async (page) => {
  await page.goto(`${server.url}/en/konto`);
  await button(page).waitFor();
  await fits(page, 'sso-sign-in-phone');
  await tabTo(page, '#provider');
  await page.keyboard.press('Enter');
  await vouched(page, 'planerare');
  await page.getByRole('heading', { name: 'Hello Planeraren!' }).waitFor();
  assert.equal(page.url(), `${server.url}/en/konto`);
  await fits(page, 'sso-own-phone');
}, { viewport: PHONE }));

test('whose groups have no role here is told so, and nothing is made', () => withPage(async (page, context) => {
  await page.goto(`${server.url}/konto`);
  await button(page).click();
  await vouched(page, 'annan');
  await page.getByText('Du är inloggad i kommunen men har ingen roll här.').waitFor();
  await fits(page, 'sso-no-role');
  assert.equal(await cookieOf(context), null);
  assert.ok(!(await logins()).some((login) => login.startsWith('annan')));
}));

test('whoever changes their mind at the provider is back where they began', () => withPage(async (page, context) => {
  await page.goto(`${server.url}/konto`);
  await button(page).click();
  await page.waitForURL((at) => at.origin === provider.issuer);
  await page.getByRole('button', { name: 'Avbryt' }).click();
  await page.getByText('Inloggningen avbröts.').waitFor();
  assert.equal(await cookieOf(context), null);
}));

test('an answer that was used opens nothing a second time, also with the cookie it belonged to', () => withPage(async (page, context) => {
  const address = await almost(page, 'planerare');
  const cookies = await context.cookies();
  await page.goto(address);
  await page.getByRole('heading', { name: 'Hej Planeraren!' }).waitFor();
  await page.click('#sign-out');
  await page.getByText('Du är utloggad här.').waitFor();
  await context.clearCookies();
  await context.addCookies(cookies);
  await page.goto(address);
  await page.getByText('Inloggningen tog för lång tid').waitFor();
  assert.equal(await cookieOf(context), null);
}));

test('an answer that another browser asked for signs nobody in', () => withPage(async (theirs) => {
  const address = await almost(theirs, 'chef');
  await withPage(async (page, context) => {
    // With nothing, and with a visit to the provider of one's own under way.
    await page.goto(address);
    await page.getByText('påbörjades i en annan flik eller webbläsare').waitFor();
    await page.goto(`${server.url}/konto`);
    await button(page).click();
    await page.waitForURL((at) => at.origin === provider.issuer);
    await page.goto(address);
    await page.getByText('påbörjades i en annan flik eller webbläsare').waitFor();
    assert.equal(await cookieOf(context), null);
  });
  assert.ok(!(await logins()).some((login) => login.startsWith('chef')));
}));

test('no address that comes from outside is followed', () => withPage(async (page) => {
  await page.goto(`${server.url}/konto?${new URLSearchParams({ till: '//evil.example' })}`);
  await button(page).click();
  await vouched(page, 'planerare');
  await page.getByRole('heading', { name: 'Hej Planeraren!' }).waitFor();
  assert.equal(page.url(), `${server.url}/konto`);
  // Who claims to have signed somebody in has not.
  await page.context().clearCookies();
  await page.goto(`${server.url}/konto?${new URLSearchParams({ sso: 'ok', till: 'https://evil.example/' })}`);
  await page.getByText('Du är inte inloggad längre.').waitFor();
  assert.equal(page.url(), `${server.url}/konto`);
}));

test('administrators see who comes from the provider, and can close but not change them', () => withPage(async (page) => {
  const admin = await hire(server.url, 'admin', 'Administratören', ['admin']);
  await signIn(page, server.url, admin, { till: '/konton' });
  const row = page.locator('tr', { hasText: 'planerare@kommunen.example' });
  await row.getByText('loggar in hos kommunen, som ger rollerna').waitFor();
  assert.equal(await row.getByRole('button', { name: /Ändra|Ny länk/ }).count(), 0);
  await fits(page, 'sso-accounts');
  await row.getByRole('button', { name: /^Stäng kontot/ }).click();
  await row.getByRole('button', { name: 'Stäng kontot', exact: true }).click();
  await row.getByText('Stängt').waitFor();
  await withPage(async (theirs) => {
    await theirs.goto(`${server.url}/konto`);
    await button(theirs).click();
    await vouched(theirs, 'planerare');
    await theirs.getByText('Ditt konto här är stängt.').waitFor();
  });
  await row.getByRole('button', { name: /^Öppna kontot/ }).click();
  await row.getByRole('button', { name: 'Öppna kontot', exact: true }).click();
  await row.getByText('Öppet').waitFor();
}));

test('while the provider is down there is a sentence, and the password still works', () => withPage(async (page, context) => {
  const address = await almost(page, 'planerare');
  await provider.stop();
  await page.goto(address);
  await page.getByText('Kommunens inloggning svarar inte just nu.').waitFor();
  await fits(page, 'sso-down');
  assert.equal(await cookieOf(context), null);
  const person = await hire(server.url, 'reserv', 'Reserven', ['planner']);
  await signIn(page, server.url, person);
  provider = await restart();
}));
