import { lang } from './index.ts';
import { sv } from './sv/work.ts';

export const t = lang === 'en' ? (await import('./en/work.ts')).en : sv;
