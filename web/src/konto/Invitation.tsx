import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/account.ts';
import { dateTime, lang } from '../i18n/index.ts';
import { accept, inFours, offered, type Enrolled, type Offered } from '../lib/accounts.ts';
import { ApiError, status } from '../lib/api.ts';
import { FocusHeading, LoadFailed, Loading } from '../ui/parts.tsx';
import { CopyText, PasswordField, TextField } from './fields.tsx';
import { inWords } from './words.ts';

const SHORTEST = 12;

type Props = { code: string; done: (enrolled: Enrolled) => void; leave: () => void };

/** Choosing a password and a telephone: the first time, and in the same way anew. */
export function Invitation({ code, done, leave }: Props) {
  const [offer, setOffer] = useState<Offered | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const load = useCallback(() => {
    setError(null);
    setOffer(null);
    offered(code).then(setOffer, setError);
  }, [code]);
  useEffect(load, [load]);
  useEffect(() => {
    // The code is in the address no more, but whoever changes the language takes it along.
    const links = [...document.querySelectorAll<HTMLAnchorElement>('[data-lang-switch]')];
    const along = (event: Event) => {
      if (event.currentTarget instanceof HTMLAnchorElement) event.currentTarget.hash = `inbjudan=${code}`;
    };
    for (const link of links) link.addEventListener('click', along);
    return () => { for (const link of links) link.removeEventListener('click', along); };
  }, [code]);
  if (offer) return <Choose code={code} offer={offer} done={done} over={setError} />;
  if (!error) return <><h1>{t.invitation.title}</h1><Loading on /></>;
  if (status(error) !== 404) return <><h1>{t.invitation.title}</h1><LoadFailed again={load} /></>;
  return (
    <>
      <FocusHeading>{t.invitation.over}</FocusHeading>
      <p class="notice notice-error" role="alert">{inWords(error)}</p>
      <button type="button" class="button" onClick={leave}>{t.invitation.toSignIn}</button>
    </>
  );
}

function Choose({ code: invitation, offer, done, over }: { code: string; offer: Offered; done: (enrolled: Enrolled) => void; over: (error: Error) => void }) {
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [error, setError] = useState<Error | null>(null);
  const [busy, setBusy] = useState(false);
  const flaw = (name: string) => (error instanceof ApiError ? error.flaws : [])
    .filter((one) => one.pointer === `/${name}`).map((one) => (lang === 'en' ? one.detail_en : one.detail_sv)).join(' ') || undefined;
  const form = useRef<HTMLFormElement>(null);
  // Whoever cannot see the whole page is taken to the first that is to be changed.
  useEffect(() => {
    if (error) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [error]);
  const send = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      done(await accept(invitation, password, code.replace(/\s/g, '')));
    } catch (refused) {
      if (status(refused as Error) === 404) return over(refused as Error);
      setError(refused as Error);
      setBusy(false);
    }
  };
  const words = t.invitation;
  const flawed = flaw('password') !== undefined || flaw('code') !== undefined;
  return (
    <>
      <FocusHeading>{words.hello(offer.name)}</FocusHeading>
      <p class="lead">{words.lead(dateTime(offer.ends_at))}</p>
      <form class="account-form" ref={form} method="post" onSubmit={send} noValidate>
        {error && <p class="notice notice-error" role="alert">{flawed ? words.refused : inWords(error)}</p>}
        {/* For password managers: whose password it is. */}
        <input class="vh" name="username" autocomplete="username" value={offer.login} readOnly tabIndex={-1} aria-hidden="true" />
        <section class="card" aria-labelledby="choose-password">
          <h2 id="choose-password">{words.password}</h2>
          <PasswordField id="new-password" label={words.passwordLabel} help={words.passwordHelp} value={password} set={setPassword} autocomplete="new-password" flaw={flaw('password')} />
          {/* Said once, when it is long enough, and not at every letter. */}
          <p class="vh" role="status">{[...password].length >= SHORTEST ? words.longEnough : ''}</p>
          <p class={[...password].length >= SHORTEST ? 'account-enough' : 'quiet'} id="length-hint">
            {[...password].length >= SHORTEST ? <><span aria-hidden="true">✓ </span>{words.longEnough}</> : words.tooShort([...password].length)}
          </p>
        </section>
        <section class="card" aria-labelledby="choose-phone">
          <h2 id="choose-phone">{words.phone}</h2>
          <p>{words.phoneHelp}</p>
          <div class="account-phone">
            <svg class="account-qr" viewBox={`0 0 ${offer.qr_size} ${offer.qr_size}`} role="img" aria-label={words.picture} shape-rendering="crispEdges">
              <rect width={offer.qr_size} height={offer.qr_size} fill="#fff" />
              <path d={offer.qr_path} fill="#000" />
            </svg>
            <div>
              <p>{words.secret}</p>
              <p><code class="account-secret" id="totp-secret">{inFours(offer.totp_secret)}</code></p>
              <p class="row"><CopyText text={offer.totp_secret} label={words.copySecret} /></p>
              <p><a href={offer.totp_uri}>{words.openApp}</a></p>
            </div>
          </div>
        </section>
        <section class="card" aria-labelledby="choose-code">
          <h2 id="choose-code">{words.code}</h2>
          <TextField id="code" label={words.codeLabel} help={words.codeHelp} value={code} set={setCode} autocomplete="one-time-code" numeric flaw={flaw('code')} />
        </section>
        <button type="submit" class="button button-big" disabled={busy}>{words.send}</button>
      </form>
    </>
  );
}
