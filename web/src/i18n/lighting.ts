import { lang } from './index.ts';
import { sv } from './sv/lighting.ts';

export const t = lang === 'en' ? (await import('./en/lighting.ts')).en : sv;
