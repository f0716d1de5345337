/** Rules in words. */
import { date, named } from '../i18n/index.ts';
import { t } from '../i18n/retention.ts';
import type { Terms } from '../lib/retention.ts';
import type { Catalogue } from '../lib/types.ts';

export const takesWord = (takes: string): string => t.takes[takes] ?? takes;
export const afterWords = (terms: Terms): string => t.after(terms.months, t.since[terms.since] ?? terms.since);

/** A day as the server writes it, at noon so that no time zone moves it. */
export const day = (iso: string): string => date(`${iso}T12:00:00`);

export function categoryWord(code: string, catalogue: Catalogue): string {
  const found = catalogue.categories.find((one) => one.code === code);
  return found ? named(found) : code;
}
