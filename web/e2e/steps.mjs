/** What a person does on the report page, in words the tests share. */
import assert from 'node:assert/strict';

/** Tab until the selector has the focus: what a keyboard user does. */
export async function tabTo(page, selector, most = 90) {
  for (let i = 0; i < most; i += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((s) => document.activeElement?.matches(s) ?? false, selector)) return;
  }
  assert.fail(`the keyboard never reached ${selector}`);
}

/** A page draws what was pressed a moment later: the check is made again until it holds. */
export async function eventually(check, seconds = 15) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
}

/** The server does what it is asked at once, and its answer waits until what is returned is called. */
export async function heldBack(page, method, address) {
  let answer;
  const held = new Promise((done) => { answer = done; });
  await page.route(address, async (route) => {
    if (route.request().method() !== method) return route.fallback();
    const response = await route.fetch();
    await held;
    return route.fulfill({ response });
  });
  return answer;
}

export const open = async (page, url) => {
  await page.goto(`${url}/`);
  await page.waitForSelector('#f-category');
};

export async function fill(page, { category = 'unsafe_place', text = '' } = {}) {
  await page.check(`input[name=category][value=${category}]`);
  await page.locator('.places button').first().click();
  if (text) await page.fill('#f-text', text);
}

export const send = (page) => page.click('button[type=submit]');

export async function receipt(page) {
  await page.waitForSelector('.receipt .reference');
  return { reference: await page.textContent('.reference'), link: await page.inputValue('.receipt input') };
}
