import { lang } from './index.ts';
import { sv } from './sv/photo.ts';

export const t = lang === 'en' ? (await import('./en/photo.ts')).en : sv;
