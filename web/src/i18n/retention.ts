import { lang } from './index.ts';
import { sv } from './sv/retention.ts';

export const t = lang === 'en' ? (await import('./en/retention.ts')).en : sv;
