import { lang } from './index.ts';
import { sv } from './sv/audit.ts';

export const t = lang === 'en' ? (await import('./en/audit.ts')).en : sv;
