import { useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/account.ts';

/** Asked before what cannot be undone by the one it is done to. */
export function Sure({ question, yes, danger = false, go, cancel }: { question: string; yes: string; danger?: boolean; go: () => void; cancel: () => void }) {
  const first = useRef<HTMLButtonElement>(null);
  // In the same moment as it is drawn: the next key goes to it.
  useLayoutEffect(() => first.current?.focus(), []);
  return (
    <div class="account-sure" role="group" aria-label={question}>
      <p>{question}</p>
      <div class="row">
        <button type="button" class={danger ? 'button button-danger' : 'button'} ref={first} onClick={go}>{yes}</button>
        <button type="button" class="button button-outline" onClick={cancel}>{t.admin.cancel}</button>
      </div>
    </div>
  );
}
