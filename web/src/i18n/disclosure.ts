import { lang } from './index.ts';
import { sv } from './sv/disclosure.ts';

export const t = lang === 'en' ? (await import('./en/disclosure.ts')).en : sv;
