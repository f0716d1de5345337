import { lang } from './index.ts';
import { sv } from './sv/places.ts';

export const t = lang === 'en' ? (await import('./en/places.ts')).en : sv;
