import { lang } from './index.ts';
import { sv } from './sv/checks.ts';

export const t = lang === 'en' ? (await import('./en/checks.ts')).en : sv;
