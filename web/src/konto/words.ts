import { t } from '../i18n/account.ts';
import { lang } from '../i18n/index.ts';
import { ApiError } from '../lib/api.ts';
import type { Who } from '../lib/accounts.ts';
import type { Town } from '../lib/types.ts';

/** Why it did not work and what to do, in one sentence or a few. */
export function inWords(error: Error): string {
  if (!(error instanceof ApiError)) return t.noNetwork;
  if (error.status === 429) return t.wait(Math.max(1, Math.ceil((error.retryAfter ?? 900) / 60)));
  return (error.status < 500 && error.sentences(lang).join(' ')) || t.failed;
}

/** What a municipality is called where only its code is known. */
export const nameOf = (code: string | null, town: Town | null, who: Who | null = null): string =>
  (code === null ? t.everywhere : code === town?.municipality.code ? town.municipality.name
    : who?.municipalities?.find((one) => one.code === code)?.name ?? t.municipality(code));
