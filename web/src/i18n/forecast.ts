import { lang } from './index.ts';
import { sv } from './sv/forecast.ts';

export const t = lang === 'en' ? (await import('./en/forecast.ts')).en : sv;
