import { lang } from './index.ts';
import { sv } from './sv/spots.ts';

export const t = lang === 'en' ? (await import('./en/spots.ts')).en : sv;
