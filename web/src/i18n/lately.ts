import { lang } from './index.ts';
import { sv } from './sv/lately.ts';

export const t = lang === 'en' ? (await import('./en/lately.ts')).en : sv;
