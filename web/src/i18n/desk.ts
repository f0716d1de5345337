import { lang } from './index.ts';
import { sv } from './sv/desk.ts';

export const t = lang === 'en' ? (await import('./en/desk.ts')).en : sv;
