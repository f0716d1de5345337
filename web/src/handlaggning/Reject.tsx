import { useLayoutEffect } from 'preact/hooks';
import { lang } from '../i18n/index.ts';
import { t } from '../i18n/desk.ts';
import { READ } from '../i18n/teller.ts';
import { REASONS, type Reason } from '../lib/desk.ts';
import { isWriting } from './keys.ts';

type Props = { reason: Reason | null; change: (reason: Reason) => void; send: (reason: Reason) => void; close: () => void };

/** Why a report does not count: the teller reads the sentence beside the reason. */
export function Reject({ reason, change, send, close }: Props) {
  // Whoever opened it goes on there, with the next key.
  useLayoutEffect(() => document.getElementById('reason-0')?.focus(), []);
  const press = (event: KeyboardEvent) => {
    if (isWriting(event.target) || event.ctrlKey || event.altKey || event.metaKey) return;
    const nth = /^[1-5]$/.test(event.key) ? Number(event.key) - 1 : null;
    const chosen = nth === null ? undefined : REASONS[nth];
    if (chosen === undefined) return;
    event.preventDefault();
    change(chosen);
    document.getElementById(`reason-${nth}`)?.focus();
  };
  return (
    <form class="card desk-panel" aria-labelledby="reject-h" onSubmit={(event) => { event.preventDefault(); if (reason) send(reason); }}>
      <fieldset class="sub">
        <legend id="reject-h">{t.reject.title}</legend>
        {REASONS.map((own, i) => (
          <label class="option" key={own}>
            <input type="radio" name="reason" id={`reason-${i}`} value={own} checked={reason === own} onChange={() => change(own)} onKeyDown={press} />
            <span>{i + 1}. {t.reasons[own]} <span class="desk-sentence">{READ.rejected[own][lang]}</span></span>
          </label>
        ))}
      </fieldset>
      <div class="row">
        <button type="submit" class="button button-danger" disabled={reason === null}>{t.reject.send}</button>
        <button type="button" class="button button-outline" onClick={close}>{t.cancel}</button>
      </div>
    </form>
  );
}
