import { lang } from './index.ts';
import { sv } from './sv/others.ts';

export const t = lang === 'en' ? (await import('./en/others.ts')).en : sv;
