import { useState } from 'preact/hooks';
import { Refused } from '../atgarder/Problem.tsx';
import { t } from '../i18n/account.ts';
import { dateTime } from '../i18n/index.ts';
import { nameOf } from '../konto/words.ts';
import { changeAccount, inviteAgain, type Account, type Invited, type Who } from '../lib/accounts.ts';
import { status } from '../lib/api.ts';
import type { Town } from '../lib/types.ts';
import type { Alone } from '../ui/useAlone.ts';
import { Sure } from './Sure.tsx';

type Props = {
  all: Account[]; town: Town; who: Who | null; token: string;
  /** The login of whoever looks. */
  own: string | null;
  alone: Alone; edit: (account: Account) => void; done: (said: string) => void; invited: (made: Invited, name: string) => void; again: () => void;
};
const w = t.admin;
const stateOf = (account: Account) => (account.disabled ? 'closed' : account.enrolled || account.external ? 'open' : 'invited');
const SIGNS = { open: '✓', invited: '→', closed: '×' };
const LOOKS = { open: 'is-kept', invited: 'is-on-the-way', closed: 'is-late' };

/** The accounts as a table; on a phone each row is a card. */
export function Accounts({ all, town, who, ...rest }: Props) {
  return (
    <section class="accounts" aria-labelledby="accounts-h">
      <h2 id="accounts-h">{w.accounts}</h2>
      {all.length === 0 ? <p>{w.none}</p> : (
        <div class="table-scroll" role="region" tabIndex={0} aria-label={w.table}>
          <table class="remedies">
            <caption class="vh">{w.accounts}</caption>
            <thead><tr>{(['name', 'roles', 'state', 'seen', 'actions'] as const).map((col) => <th key={col} scope="col">{w.col[col]}</th>)}</tr></thead>
            <tbody>
              {all.map((account) => {
                const state = stateOf(account);
                return (
                  <tr key={account.id}>
                    <th scope="row">{account.name}<span class="quiet">{account.login}</span></th>
                    <td data-col={w.col.roles}>
                      {account.roles.length === 0 ? w.noRoles : (
                        <ul class="account-roles">{account.roles.map((own) => <li key={`${own.role} ${own.municipality}`}>{t.roles[own.role]}, {nameOf(own.municipality, town, who)}</li>)}</ul>
                      )}
                    </td>
                    <td data-col={w.col.state}>
                      <strong class={`standing ${LOOKS[state]}`}><span aria-hidden="true">{SIGNS[state]}</span> {w.states[state]}</strong>
                      {account.external && <span class="quiet"> {w.external}</span>}
                    </td>
                    <td data-col={w.col.seen}>{account.signed_in_at ? dateTime(account.signed_in_at) : w.never}</td>
                    <td><Actions account={account} {...rest} /></td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

type Act = 'close' | 'open' | 'invite';

function Actions({ account, token, own, alone, edit, done, invited, again }: Omit<Props, 'all' | 'town' | 'who'> & { account: Account }) {
  const [asks, setAsks] = useState<Act | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const shift: Act = account.disabled ? 'open' : 'close';
  const go = (act: Act) => alone(async () => {
    setAsks(null);
    setError(null);
    try {
      if (act === 'invite') invited(await inviteAgain(account.id, token), account.name);
      else {
        await changeAccount(account, { disabled: act === 'close' }, token);
        done(w.done[act]);
      }
    } catch (refused) {
      setError(refused as Error);
      if ([404, 409, 412].includes(status(refused as Error))) again();
    }
  });
  const named = <span class="vh">: {account.name}</span>;
  return (
    <div class="remedy-steps">
      <div class="row">
          {!account.external && <button type="button" class="link-button" onClick={() => edit(account)}>{w.change}{named}</button>}
        {account.yours && !account.external && !account.disabled && account.login !== own && <button type="button" class="link-button" aria-expanded={asks === 'invite'} onClick={() => setAsks('invite')}>{w.invite}{named}</button>}
        {account.yours && account.login !== own && <button type="button" class="link-button" aria-expanded={asks === shift} onClick={() => setAsks(shift)}>{w[shift]}{named}</button>}
      </div>
      {asks && <Sure key={asks} question={w.sure[asks](account.name)} yes={w.yes[asks]} danger={asks === 'close'} go={() => void go(asks)} cancel={() => setAsks(null)} />}
      <Refused error={error} />
    </div>
  );
}
