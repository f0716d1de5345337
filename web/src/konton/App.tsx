import { useCallback, useEffect, useState } from 'preact/hooks';
import { t } from '../i18n/account.ts';
import { dateTime } from '../i18n/index.ts';
import { accounts as askAccounts, invitationLink, keys as askKeys, type Account, type Invited, type Key } from '../lib/accounts.ts';
import { status } from '../lib/api.ts';
import type { Town } from '../lib/types.ts';
import { focusOn, LoadFailed, Loading } from '../ui/parts.tsx';
import { StaffPage, TownPage, useRefusal, useSession, type Session } from '../ui/StaffPage.tsx';
import { Still } from '../ui/Still.tsx';
import { useAlone } from '../ui/useAlone.ts';
import { AccountForm } from './AccountForm.tsx';
import { Accounts } from './Accounts.tsx';
import { Keys } from './Keys.tsx';
import { Once } from './Once.tsx';
import { placesOf } from './places.ts';

export const App = () => <TownPage title={t.admin.title} view={View} />;

function View({ town }: { town: Town }) {
  const session = useSession();
  return (
    <StaffPage name="konton" kind="accounts-page" title={t.admin.title} lead={t.admin.lead} session={session}>
      {(token) => <Work town={town} token={token} session={session} />}
    </StaffPage>
  );
}

type Data = { accounts: Account[]; keys: Key[] };

function Work({ town, token, session }: { town: Town; token: string; session: Session }) {
  const [data, setData] = useState<Data | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const [making, setMaking] = useState<{ old: Account | null; error: Error | null } | null>(null);
  const [invited, setInvited] = useState<{ name: string; ends_at: string; code: string } | null>(null);
  const [said, setSaid] = useState('');
  const { alone, saving, slow } = useAlone();
  useRefusal(session, error);
  const load = useCallback(async () => {
    setError(null);
    try {
      const [accounts, keys] = await Promise.all([askAccounts(token), askKeys(token)]);
      setData({ accounts, keys });
      return accounts;
    } catch (failed) {
      setError(failed as Error);
      return [];
    }
  }, [token]);
  useEffect(() => void load(), [load]);
  const unread = error && status(error) !== 401 && status(error) !== 403;
  if (unread && !data) return <LoadFailed again={() => void load()} />;
  if (!data) return <Loading on />;
  const places = placesOf(town, session.who, data.accounts);
  const done = (text: string) => {
    setSaid(text);
    void load();
  };
  const close = () => {
    setMaking(null);
    focusOn('make-account');
  };
  const link = (made: Invited, name: string) => {
    setInvited({ name: made.account?.name ?? name, ends_at: made.ends_at, code: made.invitation });
    void load();
  };
  /** What somebody else has changed meanwhile is read again, to be looked at before it is changed once more. */
  const refused = async (old: Account | null, why: Error) => {
    if (![404, 409, 412].includes(status(why))) return setMaking({ old, error: why });
    const fresh = (await load()).find((one) => one.id === old?.id) ?? null;
    setMaking(fresh && { old: fresh, error: why });
  };
  return (
    <>
      <p class="said" role="status" id="accounts-said">{said}</p>
      {invited && (
        <Once key={invited.code} title={t.admin.link(invited.name)} help={t.admin.linkHelp(dateTime(invited.ends_at))} field={t.admin.linkField}
          text={invitationLink(location.origin, invited.code)} copy={t.admin.linkCopy} close={() => { setInvited(null); focusOn('make-account'); }} />
      )}
      {unread && <LoadFailed again={() => void load()} />}
      <Still saving={saving} slow={slow}>
        {making
          ? <AccountForm key={`${making.old?.id ?? 'new'} ${making.old?.version ?? 0}`} old={making.old} own={making.old?.login === session.who?.reader} places={places} town={town} who={session.who} token={token} refused={making.error}
              alone={alone} cancel={close} changed={() => { close(); done(t.admin.done.changed); }} failed={(why) => void refused(making.old, why)}
              made={(one) => {
                setMaking(null);
                done(t.admin.done.made);
                link(one, '');
              }} />
          : <div class="row"><button type="button" class="button" id="make-account" onClick={() => setMaking({ old: null, error: null })}>{t.admin.make}</button></div>}
        <Accounts all={data.accounts} town={town} who={session.who} token={token} own={session.who?.reader ?? null} alone={alone} done={done} invited={link} again={() => void load()}
          edit={(old) => setMaking({ old, error: null })} />
        <Keys all={data.keys} places={places} town={town} who={session.who} token={token} alone={alone} again={() => void load()} said={setSaid} />
      </Still>
    </>
  );
}
