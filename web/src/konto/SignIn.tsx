import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/account.ts';
import { lang } from '../i18n/index.ts';
import { providerAddress, signIn, waysIn, type ProviderSaid, type Ways, type Who } from '../lib/accounts.ts';
import { FocusHeading, Loading } from '../ui/parts.tsx';
import { attempt } from './attempt.ts';
import { PasswordField, TextField } from './fields.tsx';
import { keepWay } from './way.ts';
import { inWords } from './words.ts';

type Props = {
  arrived: boolean; login: string; said: string;
  /** Why the provider's sign-in led to nothing. */
  refused: ProviderSaid | null;
  till: string | null; done: (who: Who) => void;
};

/** At the municipality's provider where there is one; else login, password and code in one form: which of them is wrong is not said, by the server neither. */
export function SignIn({ arrived, login: known, said, refused, till, done }: Props) {
  const [ways, setWays] = useState<Ways | null>(null);
  useEffect(() => void waysIn().then(setWays, () => setWays({ provider: null })), []);
  const { provider } = ways ?? { provider: null };
  const [login, setLogin] = useState(known);
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [recovery, setRecovery] = useState(false);
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const [working, setWorking] = useState(false);
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
      done(await attempt((proof) => signIn(who.trim(), secret, digits.trim(), proof), () => setWorking(true)));
    } catch (wrong) {
      setError(inWords(wrong as Error));
      setWorking(false);
      setCode('');
      setBusy(false);
    }
  };
  return (
    <>
      <FocusHeading grab={arrived}>{t.signIn.title}</FocusHeading>
      <p class="lead">{t.signIn.lead}</p>
      {said !== '' && <p class="notice" role="status">{said}</p>}
      {refused && said === '' && <p class="notice notice-error" role="alert" id="provider-error">{t.provider.refused[refused]}</p>}
      {!ways && <Loading on />}
      {provider && (
        <section class="card account-provider" aria-labelledby="provider-h">
          <h2 id="provider-h">{t.provider.title}</h2>
          <p class="help">{t.provider.help}</p>
          <a class="button button-big" id="provider" href={providerAddress(lang)} onClick={() => keepWay(till)}>{t.provider.go(provider.name)}</a>
        </section>
      )}
      <form hidden={!ways} class="card account-form" ref={form} method="post" onSubmit={send} noValidate>
        {provider && <h2>{t.provider.local}</h2>}
        {error !== '' && <p class="notice notice-error" role="alert" id="sign-in-error">{error}</p>}
        <TextField id="username" label={t.signIn.login} value={login} set={setLogin} autocomplete="username" />
        <PasswordField id="password" label={t.signIn.password} value={password} set={setPassword} autocomplete="current-password" />
        <TextField id="code" label={t.signIn.code} help={t.signIn.codeHelp} value={code} set={setCode} autocomplete="one-time-code" numeric={!recovery} />
        <p>
          <button type="button" class="link-button" aria-expanded={recovery} aria-controls="recovery-help" onClick={() => setRecovery(!recovery)}>{t.signIn.recovery}</button>
          <span class="help" id="recovery-help" hidden={!recovery}>{t.signIn.recoveryHelp}</span>
        </p>
        <button type="submit" class="button button-big" disabled={busy}>{t.signIn.send}</button>
        <p class="help" role="status" id="sign-in-working">{working && t.signIn.working}</p>
      </form>
      <p class="quiet" hidden={!ways}>{t.signIn.lost}</p>
    </>
  );
}
