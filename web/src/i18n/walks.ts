import { lang } from './index.ts';
import { sv } from './sv/walks.ts';

export const t = lang === 'en' ? (await import('./en/walks.ts')).en : sv;
