import { lang } from './index.ts';
import { sv } from './sv/report.ts';

export const t = lang === 'en' ? (await import('./en/report.ts')).en : sv;
