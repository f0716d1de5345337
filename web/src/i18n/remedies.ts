import { lang } from './index.ts';
import { sv } from './sv/remedies.ts';

export const t = lang === 'en' ? (await import('./en/remedies.ts')).en : sv;
