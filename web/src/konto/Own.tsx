import { useCallback, useEffect, useState } from 'preact/hooks';
import { t } from '../i18n/account.ts';
import { dateTime, page } from '../i18n/index.ts';
import { endSession, endSessions, renew, sessions as askSessions, type OpenSession } from '../lib/accounts.ts';
import { ApiError, status } from '../lib/api.ts';
import { staying } from '../lib/municipality.ts';
import type { Town } from '../lib/types.ts';
import { FocusHeading, Loading, LoadFailed } from '../ui/parts.tsx';
import type { Session } from '../ui/session.ts';
import { SignOut } from '../ui/SignOut.tsx';
import { theTown } from '../ui/shell.ts';
import { WorkMenu } from '../ui/StaffPage.tsx';
import { attempt } from './attempt.ts';
import { PasswordField, TextField } from './fields.tsx';
import { inWords, nameOf } from './words.ts';

type Props = { session: Session; arrived: boolean; said: string; till: string | null; anew: (code: string) => void; out: (external: boolean) => void };

/** Who one is, what one may do, where one is signed in. */
export function Own({ session, arrived, said, till, anew, out }: Props) {
  const { who, known, look, leave } = session;
  const [town, setTown] = useState<Town | null>(null);
  const [failed, setFailed] = useState('');
  useEffect(() => void theTown().then(setTown, () => undefined), []);
  if (!who) return <><FocusHeading grab={arrived}>{t.title}</FocusHeading>{known ? <LoadFailed again={look} /> : <Loading on />}</>;
  return (
    <>
      <FocusHeading grab={arrived}>{t.own.title(who.name ?? who.reader)}</FocusHeading>
      <WorkMenu current={null} session={session} />
      {said !== '' && <p class="notice" role="status">{said}</p>}
      {till !== null && <p><a class="button" href={till}>{t.signIn.goOn}</a></p>}
      <section class="card" aria-labelledby="own-may">
        <h2 id="own-may">{t.own.may}</h2>
        {who.rights.length === 0 && <p>{t.own.mayNothing}</p>}
        {(who.roles ?? []).length > 0 && <p>{t.own.roles}: {who.roles?.map((own) => `${t.roles[own.role]} (${nameOf(own.municipality, town, who)})`).join(', ')}.</p>}
        {who.rights.map((own) => (
          <div key={own.municipality}>
            <h3>{t.own.where(nameOf(own.municipality, town, who))}</h3>
            <ul>{own.rights.map((right) => <li key={right}>{t.rights[right] ?? right}</li>)}</ul>
            {town && own.municipality !== null && own.municipality !== town.municipality.code && (
              <p><a class="button" href={staying(page('/konto'), own.municipality)}>{t.own.workIn(nameOf(own.municipality, town, who))}</a></p>
            )}
          </div>
        ))}
        <dl>
          <div><dt>{t.own.who}</dt><dd>{who.reader}</dd></div>
          {who.ends_at && <div><dt>{t.own.until}</dt><dd>{dateTime(who.ends_at)}</dd></div>}
        </dl>
        <SignOut session={session} kind="button" id="sign-out" go={() => { leave().then(() => out(who.external === true), (error: Error) => setFailed(inWords(error))); }}>{t.own.out}</SignOut>
        <p class="field-error" role="alert">{failed}</p>
      </section>
      <Sessions session={session} out={() => out(who.external === true)} />
      {who.external ? <p class="quiet" id="own-external">{t.own.external}</p> : <Renew session={session} anew={anew} />}
    </>
  );
}

function Sessions({ session, out }: { session: Session; out: () => void }) {
  const [all, setAll] = useState<OpenSession[]>([]);
  const [said, setSaid] = useState('');
  const load = useCallback(() => { askSessions().then(setAll, () => undefined); }, []);
  useEffect(load, [load]);
  const told = (error: Error) => {
    if (status(error) === 401) session.refuse();
    else setSaid(inWords(error));
  };
  const end = (id: string) => endSession(id).then(() => setSaid(t.own.ended), told).finally(load);
  const endAll = () => endSessions().then(() => {
    session.login(null);
    out();
  }, told);
  return (
    <section class="card" aria-labelledby="own-sessions">
      <h2 id="own-sessions">{t.own.sessions}</h2>
      <p class="help">{session.who?.external ? t.own.sessionsHelpExternal : t.own.sessionsHelp}</p>
      <ul class="plain-list account-sessions">
        {all.map((one) => (
          <li key={one.id} class="row">
            <span>{t.own.session(dateTime(one.made_at), dateTime(one.used_at))}</span>
            {one.is_this ? <span class="badge">{t.own.here}</span>
              : <button type="button" class="link-button" onClick={() => void end(one.id)}>{t.own.end}<span class="vh">: {dateTime(one.made_at)}</span></button>}
          </li>
        ))}
      </ul>
      <p class="said" role="status">{said}</p>
      <SignOut session={session} kind="button button-outline" go={() => void endAll()}>{t.own.endAll}</SignOut>
    </section>
  );
}

function Renew({ session, anew }: { session: Session; anew: (code: string) => void }) {
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [error, setError] = useState<Error | null>(null);
  const [busy, setBusy] = useState(false);
  const [working, setWorking] = useState(false);
  const send = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      anew((await attempt((proof) => renew(password, code, proof), () => setWorking(true))).invitation);
    } catch (refused) {
      // What is wrong is refused with the same number as a session that has ended.
      const over = refused instanceof ApiError && refused.problem?.code === 'not_admitted';
      if (over) session.refuse();
      setError(refused as Error);
      setWorking(false);
      setBusy(false);
    }
  };
  return (
    <details class="card filter-card">
      <summary><h2>{t.own.renew}</h2></summary>
      <form class="account-form" method="post" onSubmit={send} noValidate>
        <p>{t.own.renewHelp}</p>
        <input class="vh" name="username" autocomplete="username" value={session.who?.reader ?? ''} readOnly tabIndex={-1} aria-hidden="true" />
        <PasswordField id="password" label={t.signIn.password} value={password} set={setPassword} autocomplete="current-password"
          flaw={error ? (status(error) === 401 ? t.own.wrongPassword : inWords(error)) : undefined} />
        <TextField id="renew-code" label={t.signIn.code} help={t.own.codeHelp} value={code} set={setCode} autocomplete="one-time-code" />
        <p class="vh" role="alert">{error && (status(error) === 401 ? t.own.wrongPassword : inWords(error))}</p>
        <button type="submit" class="button" disabled={busy || password === '' || code === ''}>{t.own.renewSend}</button>
        <p class="help" role="status">{working && t.signIn.working}</p>
      </form>
    </details>
  );
}
