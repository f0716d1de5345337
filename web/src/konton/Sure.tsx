import { useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/account.ts';

/** Asked before what cannot be undone by the one it is done to. What it was asked from stays on the page, and has the focus after. */
export function Sure({ question, yes, danger = false, go, cancel }: { question: string; yes: string; danger?: boolean; go: () => void; cancel: () => void }) {
  const first = useRef<HTMLButtonElement>(null);
  const from = useRef<Element | null>(null);
  // In the same moment as it is drawn: the next key goes to it. A second Enter destroys nothing.
  useLayoutEffect(() => {
    from.current = document.activeElement;
    first.current?.focus();
  }, []);
  const back = (what: () => void) => () => {
    if (from.current instanceof HTMLElement) from.current.focus();
    what();
  };
  return (
    <div class="account-sure" role="group" aria-label={question}>
      <p>{question}</p>
      <div class="row">
        <button type="button" class={danger ? 'button button-danger' : 'button'} ref={danger ? undefined : first} onClick={back(go)}>{yes}</button>
        <button type="button" class="button button-outline" ref={danger ? first : undefined} onClick={back(cancel)}>{t.admin.cancel}</button>
      </div>
    </div>
  );
}
