/** Debian's Chromium for the tests: one browser a file, a fresh context (no cookies, no storage) a test. */
import { chromium } from 'playwright-core';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const FLAGS = [
  '--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
  '--enable-unsafe-swiftshader', // software WebGL2, said out loud
];
export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1280, height: 800 };

export async function startBrowser({ webgl = true } = {}) {
  const browser = await chromium.launch({
    executablePath: process.env.TK_CHROMIUM ?? '/usr/bin/chromium',
    args: webgl ? FLAGS : [...FLAGS, '--disable-3d-apis'],
  });
  /** Runs one test in its own context; fails on a console error, a CSP block or a foreign request (but to `also`). */
  const withPage = async (url, run, { also = null, ...options } = {}) => {
    const context = await browser.newContext({
      viewport: PHONE, locale: 'sv-SE', timezoneId: 'Europe/Stockholm', reducedMotion: 'reduce', ...options,
    });
    context.setDefaultTimeout(60_000); // the map needs CPU seconds; a loaded machine needs wall minutes
    const problems = [];
    const page = await context.newPage();
    context.on('request', (r) => {
      if (!r.url().startsWith(url) && !r.url().startsWith('data:') && !(also && r.url().startsWith(also))) problems.push(`left the origin: ${r.url()}`);
    });
    page.on('pageerror', (e) => problems.push(`pageerror: ${e.message}`));
    page.on('console', (m) => {
      // A refused report or token is an answer, not a fault of the page; a missing asset is a fault.
      const refused = m.text().startsWith('Failed to load resource') && m.location().url.includes('/api/');
      if (m.type() === 'error' && !refused && !m.text().includes('ERR_INTERNET_DISCONNECTED')) problems.push(`console: ${m.text()}`);
    });
    try {
      await run(page, context);
      assert.deepEqual(problems, []);
    } finally {
      await context.close();
    }
  };
  return { withPage, stop: () => browser.close() };
}

export const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'EN-301-549', 'best-practice'];

/** Evaluated over the debugger's protocol, so the page's CSP does not stop it. */
export async function axe(page, what) {
  await page.evaluate(AXE);
  const found = await page.evaluate(async (tags) => {
    const { violations } = await globalThis.axe.run(document, { runOnly: tags });
    return violations.map((v) => `${v.id}: ${v.nodes.map((n) => `${n.target.join(' ')} ${n.any.concat(n.all, n.none).map((c) => c.message).join('; ')}`).join(' | ')}`);
  }, TAGS);
  assert.deepEqual(found, [], what);
}

export const mapIdle = (page) => page.waitForFunction(() => globalThis.__tk?.idle);

/** WCAG 1.4.10: nothing sticks out sideways. */
export async function noSidewaysScroll(page, what) {
  const wide = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > width + 1 && !e.closest('.table-scroll, .maplibregl-map'))
      .slice(0, 5).map((e) => `${e.tagName}.${e.className}`);
  });
  assert.deepEqual(wide, [], what);
}
