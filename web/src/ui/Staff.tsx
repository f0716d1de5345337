import { useRef, useState } from 'preact/hooks';
import { t } from '../i18n/work.ts';
import { session } from '../lib/api.ts';

const KEY = 'tk-staff';

/** Only for this tab, and never in the address. */
export function keptToken(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}
export function keepToken(token: string | null): void {
  try {
    if (token === null) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, token);
  } catch { /* the token then lives as long as the page */ }
}

export function Staff({ token, change }: { token: string | null; change: (token: string | null) => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState('');
  const [error, setError] = useState('');
  if (token) {
    return (
      <div class="staff-bar">
        <span class="badge">{t.staffOn}</span>
        <button type="button" class="link-button" onClick={() => change(null)}>{t.logOut}</button>
      </div>
    );
  }
  const submit = async (event: Event) => {
    event.preventDefault();
    const code = text.trim();
    try {
      if (code !== '' && (await session(code))) {
        setText('');
        setError('');
        dialog.current?.close();
        change(code);
      } else setError(t.tokenBad);
    } catch {
      setError(t.tokenFailed);
    }
  };
  return (
    <div class="staff-bar">
      <button type="button" class="link-button" onClick={() => dialog.current?.showModal()}>{t.logIn}</button>
      <dialog ref={dialog} class="dialog" aria-labelledby="staff-h" onClose={() => setError('')}>
        <form onSubmit={submit} noValidate>
          <h2 id="staff-h">{t.logIn}</h2>
          <label class="label" for="token">{t.token}</label>
          <span class="help" id="token-help">{t.tokenHelp}</span>
          <span class="field-error" id="token-error" role="alert">{error}</span>
          <input class="input" id="token" type="password" autocomplete="off" value={text} aria-invalid={error !== ''}
            aria-describedby="token-help token-error" onInput={(e) => setText(e.currentTarget.value)} />
          <span class="row">
            <button type="submit" class="button">{t.tokenUse}</button>
            <button type="button" class="button button-outline" onClick={() => dialog.current?.close()}>{t.cancel}</button>
          </span>
        </form>
      </dialog>
    </div>
  );
}
