import { useEffect, useRef, useState } from 'preact/hooks';
import { page } from '../i18n/index.ts';
import { t } from '../i18n/work.ts';
import { whoIs } from '../lib/accounts.ts';
import { BY_SESSION, status } from '../lib/api.ts';
import { staying } from '../lib/municipality.ts';
import type { Session } from './session.ts';
import { SignOut } from './SignOut.tsx';

/** Where to sign in, and to come back from. */
export const signInLink = (): string =>
  staying(`${page('/konto')}?${new URLSearchParams({ till: location.pathname + location.search + location.hash })}`);

/** Who is signed in, or the way in. */
export function Staff({ session }: { session: Session }) {
  return session.token === null ? <WayIn login={session.login} /> : <SignedIn session={session} />;
}

function SignedIn({ session }: { session: Session }) {
  const { token, who, leave } = session;
  const [said, setSaid] = useState('');
  return (
    <div class="staff-bar">
      {token === BY_SESSION ? <a class="badge" href={staying(page('/konto'))}>{t.account(who?.name ?? '')}</a> : <span class="badge">{t.staffOn}</span>}
      <SignOut session={session} kind="link-button" go={() => { leave().catch(() => setSaid(t.logOutFailed)); }}>{t.logOut}</SignOut>
      <span class="field-error" role="alert">{said}</span>
    </div>
  );
}

function WayIn({ login }: { login: (token: string) => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState('');
  const [error, setError] = useState('');
  const submit = async (event: Event) => {
    event.preventDefault();
    const code = text.trim();
    if (code === '') return setError(t.tokenBad);
    try {
      await whoIs(code);
      setText('');
      setError('');
      dialog.current?.close();
      login(code);
    } catch (refused) {
      setError([401, 403].includes(status(refused as Error)) ? t.tokenBad : t.tokenFailed);
    }
  };
  return (
    <div class="staff-bar">
      <button type="button" class="link-button" onClick={() => dialog.current?.showModal()}>{t.logIn}</button>
      <dialog ref={dialog} class="dialog" aria-labelledby="staff-h" onClose={() => setError('')}>
        <h2 id="staff-h">{t.logIn}</h2>
        <p><a class="button" href={signInLink()} onClick={(e) => { e.currentTarget.href = signInLink(); }}>{t.logInAccount}</a></p>
        <form onSubmit={submit} noValidate>
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

/** Said when what was signed in with is no longer good. */
export function SignedOut({ words = t.sessionOver }: { words?: string }) {
  return <p class="notice" role="alert">{words} <a href={signInLink()}>{t.signInAgain}</a></p>;
}

/** The same where something half-written is kept: one signs in beside it. */
export function Ended() {
  const notice = useRef<HTMLDivElement>(null);
  // What had the focus is not to be seen.
  useEffect(() => notice.current?.focus(), []);
  return (
    <div class="notice" role="alert" tabIndex={-1} ref={notice} id="ended">
      <p><strong>{t.sessionOver}</strong> <a href={staying(page('/konto'))} target="_blank" rel="noopener">{t.signInBeside}</a></p>
      <p>{t.sessionKept}</p>
    </div>
  );
}
