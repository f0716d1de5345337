import { lang } from './index.ts';
import { sv } from './sv/account.ts';

export const t = lang === 'en' ? (await import('./en/account.ts')).en : sv;
