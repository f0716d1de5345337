import { useRef, useState } from 'preact/hooks';
import { t } from '../i18n/account.ts';
import { signIn, type Who } from '../lib/accounts.ts';
import { PasswordField, TextField } from './fields.tsx';
import { inWords } from './words.ts';

type Props = { login: string; said: string; done: (who: Who) => void };

/** Login, password and code in one form; which of them is wrong is not said, by the server neither. */
export function SignIn({ login: known, said, done }: Props) {
  const [login, setLogin] = useState(known);
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [recovery, setRecovery] = useState(false);
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const send = async (event: Event) => {
    event.preventDefault();
    // What a password manager filled in without telling the page counts as well.
    const filled = new FormData(form.current ?? undefined);
    const [who, secret, digits] = ['username', 'password', 'code'].map((name) => String(filled.get(name) ?? '')) as [string, string, string];
    if (who.trim() === '' || secret === '' || digits.trim() === '') return setError(t.signIn.empty);
    setBusy(true);
    setError('');
    try {
      done(await signIn(who.trim(), secret, digits.trim()));
    } catch (refused) {
      setError(inWords(refused as Error));
      setCode('');
      setBusy(false);
    }
  };
  return (
    <>
      <h1>{t.signIn.title}</h1>
      <p class="lead">{t.signIn.lead}</p>
      {said !== '' && <p class="notice" role="status">{said}</p>}
      <form class="card account-form" ref={form} method="post" onSubmit={send} noValidate>
        {error !== '' && <p class="notice notice-error" role="alert" id="sign-in-error">{error}</p>}
        <TextField id="username" label={t.signIn.login} value={login} set={setLogin} autocomplete="username" />
        <PasswordField id="password" label={t.signIn.password} value={password} set={setPassword} autocomplete="current-password" />
        <TextField id="code" label={t.signIn.code} help={t.signIn.codeHelp} value={code} set={setCode} autocomplete="one-time-code" numeric={!recovery} />
        <p>
          <button type="button" class="link-button" aria-expanded={recovery} aria-controls="recovery-help" onClick={() => setRecovery(!recovery)}>{t.signIn.recovery}</button>
          <span class="help" id="recovery-help" hidden={!recovery}>{t.signIn.recoveryHelp}</span>
        </p>
        <button type="submit" class="button button-big" disabled={busy}>{t.signIn.send}</button>
      </form>
      <p class="quiet">{t.signIn.lost}</p>
    </>
  );
}
