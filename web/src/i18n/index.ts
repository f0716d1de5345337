/** Swedish is the first language; the server sets `<html lang>` from the address (`/en/…`). */
export type Lang = 'sv' | 'en';
export const lang: Lang = document.documentElement.lang.startsWith('en') ? 'en' : 'sv';
export const locale = lang === 'en' ? 'en-GB' : 'sv-SE';

/** The name in the reader's language of something the server names in both. */
export const named = (thing: { sv: string; en: string }): string => thing[lang];

/** Our own pages in the reader's language. */
export const page = (path: string): string => (lang === 'en' ? (path === '/' ? '/en/' : `/en${path}`) : path);

const whole = new Intl.NumberFormat(locale);
const fine = new Intl.NumberFormat(locale, { maximumSignificantDigits: 2 });
export const count = (n: number): string => whole.format(n);
export const decimal = (n: number): string => fine.format(n);
const finer = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 });
/** Of months: 24,7 is not 25 to whoever divides again. */
export const months = (n: number): string => finer.format(n);

const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' });
const dayOnly = new Intl.DateTimeFormat(locale, { dateStyle: 'long' });
export const dateTime = (iso: string | number): string => moment.format(new Date(iso));
export const date = (iso: string | number): string => dayOnly.format(new Date(iso));

/** `10–13 mars 2026` */
export const dates = (from: string, to: string): string => dayOnly.formatRange(new Date(from), new Date(to));

const monthOnly = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' });
/** `2026-03` or `2026-03-01` → mars 2026 */
export const monthName = (iso: string): string => monthOnly.format(new Date(`${iso.slice(0, 7)}-01T00:00:00Z`));
