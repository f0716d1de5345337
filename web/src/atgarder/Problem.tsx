import { t as common } from '../i18n/common.ts';
import { t } from '../i18n/remedies.ts';
import { lang } from '../i18n/index.ts';
import { ApiError } from '../lib/api.ts';

/** The sentences of a refusal by the field they are about: `/sentence_sv` → `sentence_sv`. */
export function flawsOf(error: Error | null): Map<string, string> {
  const flaws = error instanceof ApiError ? error.flaws : [];
  return new Map(flaws.map((flaw) => [flaw.pointer.split('/')[1] ?? '', lang === 'en' ? flaw.detail_en : flaw.detail_sv]));
}

/** Everything that stands in the way, said at once. */
export function Refused({ error }: { error: Error | null }) {
  if (!error) return null;
  const flaws = error instanceof ApiError ? error.sentences(lang) : [];
  return (
    <div class="notice notice-error" role="alert">
      <p><strong>{flaws.length > 0 ? t.refused : common.notAnswered}</strong></p>
      {flaws.length > 0 && <ul>{flaws.map((text) => <li key={text}>{text}</li>)}</ul>}
    </div>
  );
}
