/** Accounts for the tests: made by the installation's own key, enrolled as a program would, signed in as a person does. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { staff } from './server.mjs';
import { eventually } from './steps.mjs';

export const PASSWORD = 'häst batteri klammer korrekt';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const STEP_MS = 30_000;

/** Six digits as RFC 6238 says: `early` half minutes before now. A code is good half a minute early and late, and only once. */
export function digits(secret, early = 0) {
  let bits = '';
  for (const letter of secret.replace(/\s/g, '')) bits += LETTERS.indexOf(letter).toString(2).padStart(5, '0');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / STEP_MS) - early));
  const mac = createHmac('sha1', key).update(counter).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

const post = async (url, path, body, headers = {}) => {
  const answer = await fetch(`${url}/api/v1${path}`, { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json', ...headers } });
  return { status: answer.status, body: await answer.json() };
};

/** Chooses password and second factor with the code of half a minute ago, so that this one's is still good to sign in with. */
export async function enrol(url, invitation) {
  const offered = (await post(url, '/invitation', { invitation })).body;
  const chosen = await eventually(async () => {
    const answer = await post(url, '/invitation/accept', { invitation, password: PASSWORD, code: digits(offered.totp_secret, 1) });
    assert.equal(answer.status, 200);
    return answer.body;
  });
  return { login: offered.login, name: offered.name, secret: offered.totp_secret, codes: chosen.recovery_codes };
}

export async function hire(url, login, name, roles) {
  const made = await post(url, '/accounts', { login, name, roles: roles.map((role) => ({ role, municipality: null })) }, staff.headers);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  return { id: made.body.account.id, ...(await enrol(url, made.body.invitation)) };
}

export async function fillIn(page, { login, password = PASSWORD, code }) {
  await page.fill('#username', login);
  await page.fill('#password', password);
  await page.fill('#code', code);
  await page.getByRole('button', { name: /^(Logga in|Sign in)$/ }).click();
}

/** With a recovery code, which is told of first, or with the digits. */
export async function signIn(page, url, person, { code = digits(person.secret), till = null } = {}) {
  await page.goto(`${url}/konto${till === null ? '' : `?${new URLSearchParams({ till })}`}`);
  await fillIn(page, { login: person.login, code });
  if (till === null) await page.getByRole('heading', { name: `Hej ${person.name}!` }).waitFor();
  else await page.waitForURL((at) => at.pathname === new URL(till, url).pathname);
}

export const cookieOf = async (context) => (await context.cookies()).find((one) => one.name === 'tk-session')?.value ?? null;
/** Asks as the browser would, from outside it. */
export const asSession = (url, cookie, path, init = {}) =>
  fetch(`${url}/api/v1${path}`, { ...init, headers: { ...init.headers, Authorization: 'Session', Cookie: `tk-session=${cookie}` } });
