import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/desk.ts';
import { KEYS } from './keys.ts';

/** The keys, and a way to do without them: who speaks to the computer would set them off by accident. */
export function Help({ keys, change, close }: { keys: boolean; change: (on: boolean) => void; close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="dialog desk-help" aria-labelledby="keys-h" onClose={close}>
      <h2 id="keys-h">{t.keys.title}</h2>
      <dl>
        {Object.entries(KEYS).map(([key, act]) => <div key={key}><dt><kbd>{key}</kbd></dt><dd>{t.keys.acts[act]}</dd></div>)}
        <div><dt><kbd>↑</kbd> <kbd>↓</kbd></dt><dd>{t.keys.arrows}</dd></div>
        <div><dt><kbd>1</kbd>–<kbd>5</kbd></dt><dd>{t.keys.numbers}</dd></div>
        <div><dt><kbd>Esc</kbd></dt><dd>{t.keys.escape}</dd></div>
      </dl>
      <label class="desk-switch"><input type="checkbox" checked={keys} onChange={(e) => change(e.currentTarget.checked)} /> {t.keys.on}</label>
      <p class="help">{t.keys.onHelp}</p>
      <form method="dialog" class="row"><button type="submit" class="button">{t.close}</button></form>
    </dialog>
  );
}
