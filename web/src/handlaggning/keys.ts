/** The keys of the desk. Pure, but for the browser's own event. */

export const KEYS = {
  j: 'next', k: 'previous', a: 'accept', r: 'reject', o: 'owner', s: 'sentence', d: 'join', c: 'correct', x: 'redact', m: 'map', u: 'undo', '?': 'help',
} as const;
export type Act = (typeof KEYS)[keyof typeof KEYS];

type Pressed = { key: string; ctrlKey: boolean; altKey: boolean; metaKey: boolean; repeat: boolean; isComposing: boolean };

/** What a key asks for; nothing where somebody writes, with Ctrl or Alt, or while it is held down (but for going through the queue). */
export function actOf(event: Pressed, writing: boolean): Act | null {
  if (writing || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return null;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const act = Object.hasOwn(KEYS, key) ? KEYS[key as keyof typeof KEYS] : null;
  return event.repeat && act !== 'next' && act !== 'previous' ? null : act;
}

const NOT_TEXT = new Set(['radio', 'checkbox', 'button', 'submit', 'reset', 'range', 'color', 'file', 'image']);

/** Whether letters mean themselves where the focus is: fields of text, lists that are searched by letters, the map. */
export function isWriting(at: EventTarget | null): boolean {
  if (!(at instanceof HTMLElement)) return false;
  if (at instanceof HTMLInputElement) return !NOT_TEXT.has(at.type);
  return at.isContentEditable || at.closest('textarea, select, .maplibregl-map') !== null;
}

const KEPT = 'tk-desk-keys';

export function keysKept(): boolean {
  try {
    return localStorage.getItem(KEPT) !== 'off';
  } catch {
    return true;
  }
}

export function keepKeys(on: boolean): void {
  try {
    localStorage.setItem(KEPT, on ? 'on' : 'off');
  } catch { /* it then lasts as long as the page */ }
}
