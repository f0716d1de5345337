import { lang } from './index.ts';
import { sv } from './sv/rates.ts';

export const t = lang === 'en' ? (await import('./en/rates.ts')).en : sv;
