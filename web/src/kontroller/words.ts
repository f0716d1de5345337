import { count, decimal, locale, named } from '../i18n/index.ts';
import { t } from '../i18n/checks.ts';
import type { Band, Check, Name } from './types.ts';

export const percent = (share: number | null): string => (share === null ? '–' : `${count(Math.round(share * 100))} %`);
export const called = (name: Name | null): string => (name ? named(name) : '');
export const bandText = (band: Band): string => t.band(band.weekend ? t.weekend : t.weekday, String(band.from), String(band.to));

/** Wall time of the town: it is not shifted to that of the reader. */
const dayOf = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' });
export const dayText = (start: string): string => dayOf.format(new Date(`${start.slice(0, 16)}Z`));
export const timeText = (start: string): string => start.slice(11, 16);

/** The bands in which most is met here, at most two. */
export const bestHours = (check: Check): string => check.why.by_band.filter((b) => b.demand > 0).toSorted((a, b) => b.demand - a.demand).slice(0, 2).map((b) => bandText(b.band)).join(', ');
export const amount = (n: number): string => decimal(n);
