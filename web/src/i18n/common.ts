import { lang } from './index.ts';
import { sv } from './sv/common.ts';

export const t = lang === 'en' ? (await import('./en/common.ts')).en : sv;
