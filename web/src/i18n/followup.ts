import { lang } from './index.ts';
import { sv } from './sv/followup.ts';

export const t = lang === 'en' ? (await import('./en/followup.ts')).en : sv;
