import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n/account.ts';
import { t as work } from '../i18n/work.ts';
import { backFromProvider, invitationIn, ownAddress, type Enrolled, type Who } from '../lib/accounts.ts';
import { BY_SESSION } from '../lib/api.ts';
import { Offline } from '../platser/Status.tsx';
import { Loading } from '../ui/parts.tsx';
import { keepToken, useSession } from '../ui/session.ts';
import { Invitation } from './Invitation.tsx';
import { Own } from './Own.tsx';
import { Recovery } from './Recovery.tsx';
import { SignIn } from './SignIn.tsx';
import { keptWay } from './way.ts';

type At =
  /** `arrived`: from another view of this page, whose button is gone. */
  | { at: 'account'; said: string; login: string; arrived: boolean }
  | { at: 'invitation'; code: string }
  | { at: 'recovery'; enrolled: Enrolled }
  | { at: 'leaving' };

/** The code stands in the fragment, which no server sees, and from here on not in the address either. */
function takeInvitation(): string | null {
  const code = invitationIn(location.hash);
  if (code !== null) history.replaceState(null, '', location.pathname + location.search);
  return code;
}

/** Where the page was opened on the way to, also before a visit to the provider; and how that visit ended. */
const back = backFromProvider(location.search);
const till = back === null ? ownAddress(new URLSearchParams(location.search).get('till'), location.origin) : keptWay();
if (back !== null) history.replaceState(null, '', location.pathname + (till === null ? '' : `?${new URLSearchParams({ till })}`));
// The cookie came with the answer; if it did not, the first question tells.
if (back === 'ok') keepToken(BY_SESSION);

export function App() {
  const session = useSession();
  const [view, setView] = useState<At>(() => {
    const code = takeInvitation();
    if (code !== null) return { at: 'invitation', code };
    return back === 'ok' && till !== null ? { at: 'leaving' } : { at: 'account', said: '', login: '', arrived: false };
  });
  const account = (said = '', login = '') => setView({ at: 'account', said, login, arrived: true });
  useEffect(() => {
    if (view.at === 'leaving' && till !== null) location.replace(till);
  }, []);
  useEffect(() => {
    // A link that is pasted where the page is open already changes the fragment alone.
    const look = () => {
      const code = takeInvitation();
      if (code !== null) setView({ at: 'invitation', code });
    };
    addEventListener('hashchange', look);
    return () => removeEventListener('hashchange', look);
  }, []);
  const signedIn = (who: Who) => {
    session.login(BY_SESSION);
    // Whoever used up a recovery code is told so first.
    if (who.recovery_codes_left !== undefined) return account(t.signIn.codesLeft(who.recovery_codes_left));
    if (till === null) return account();
    setView({ at: 'leaving' });
    location.replace(till);
  };
  // Whoever chooses anew is signed out everywhere, and whoever else was signed in here is now.
  const enrolled = (chosen: Enrolled) => {
    setView({ at: 'recovery', enrolled: chosen });
    session.leave().catch(() => session.login(null));
  };
  return (
    <div class="wrap narrow account-page">
      <Offline />
      {view.at === 'leaving' && <Loading on />}
      {view.at === 'invitation' && <Invitation key={view.code} code={view.code} done={enrolled} leave={() => account()} />}
      {view.at === 'recovery' && <Recovery enrolled={view.enrolled} done={() => account(t.signIn.chosen, view.enrolled.login)} />}
      {view.at === 'account' && (session.token === BY_SESSION
        ? <Own session={session} arrived={view.arrived} said={view.said} till={till} anew={(code) => setView({ at: 'invitation', code })} out={(external) => account(external ? t.signIn.outHere : t.signIn.out)} />
        : <SignIn arrived={view.arrived} login={view.login} said={session.over ? work.sessionOver : view.said} refused={back === null || back === 'ok' ? null : back} till={till} done={signedIn} />)}
    </div>
  );
}
