import { lang } from './index.ts';
import { sv } from './sv/map.ts';

export const t = lang === 'en' ? (await import('./en/map.ts')).en : sv;
