import { lang } from './index.ts';
import { sv } from './sv/looking.ts';

export const t = lang === 'en' ? (await import('./en/looking.ts')).en : sv;
