import { useState } from 'preact/hooks';
import { flawsOf, Refused } from '../atgarder/Problem.tsx';
import { t } from '../i18n/account.ts';
import { TextField } from '../konto/fields.tsx';
import { nameOf } from '../konto/words.ts';
import { changeAccount, makeAccount, ROLES, type Account, type Grant, type Invited, type Role, type Who } from '../lib/accounts.ts';
import type { Town } from '../lib/types.ts';
import { FieldError, FocusHeading } from '../ui/parts.tsx';
import type { Alone } from '../ui/useAlone.ts';

type Props = {
  /** The account to change; none: a new one. */
  old: Account | null;
  /** Whether it is that of whoever looks. */
  own: boolean;
  places: (string | null)[]; town: Town; who: Who | null; token: string; refused: Error | null;
  alone: Alone; made: (made: Invited) => void; changed: () => void; failed: (error: Error) => void; cancel: () => void;
};
const w = t.admin.form;
/** Every municipality, in a list whose values are texts. */
const EVERYWHERE = '*';

export function AccountForm({ old, own, places, town, who, token, refused, alone, made, changed, failed, cancel }: Props) {
  const [login, setLogin] = useState('');
  const [name, setName] = useState(old?.name ?? '');
  const [roles, setRoles] = useState<Grant[]>(old?.roles ?? [{ role: 'moderator', municipality: places[0] === null ? (places[1] ?? null) : (places[0] ?? null) }]);
  const flaws = flawsOf(refused);
  const put = (nth: number, part: Partial<Grant>) => setRoles(roles.map((one, i) => (i === nth ? { ...one, ...part } : one)));
  // Also where somebody has a role that whoever looks cannot give.
  const where = [...new Set([...places, ...roles.map((one) => one.municipality)])];
  const send = () => alone(async () => {
    try {
      if (old) {
        await changeAccount(old, own ? { name } : old.yours ? { name, roles } : { roles }, token);
        changed();
      } else made(await makeAccount({ login, name, roles }, token));
    } catch (why) {
      failed(why as Error);
    }
  });
  return (
    <form class="card remedy-form account-form" method="post" onSubmit={(event) => { event.preventDefault(); void send(); }} noValidate aria-labelledby="account-form-h">
      <FocusHeading level={2}><span id="account-form-h">{old ? w.change(old.name) : w.make}</span></FocusHeading>
      <Refused error={refused} />
      {!old && <TextField id="a-login" label={w.login} help={w.loginHelp} value={login} set={setLogin} autocomplete="off" flaw={flaws.get('login')} />}
      {old?.yours === false ? <p class="help">{w.notAlone}</p> : <TextField id="a-name" label={w.name} help={w.nameHelp} value={name} set={setName} autocomplete="off" flaw={flaws.get('name')} />}
      <fieldset class="remedy-more">
        <legend class="label">{w.roles}</legend>
        <FieldError id="e-roles" text={flaws.get('roles')} />
        {own ? <p class="help">{w.ownRoles}</p> : (
          <>
            {roles.map((one, nth) => (old?.yours === false && !places.includes(one.municipality) ? (
              <p key={nth}>{t.roles[one.role]}, {nameOf(one.municipality, town, who)}</p>
            ) : (
              <div key={nth} class="pair account-role">
                <div class="field">
                  <label class="label" for={`a-role-${nth}`}>{w.role}</label>
                  <select class="input" id={`a-role-${nth}`} value={one.role} aria-describedby={`a-help-${nth}`} onChange={(e) => put(nth, { role: e.currentTarget.value as Role })}>
                    {ROLES.map((role) => <option key={role} value={role}>{t.roles[role]}</option>)}
                  </select>
                </div>
                <div class="field">
                  <label class="label" for={`a-where-${nth}`}>{w.where}</label>
                  <select class="input" id={`a-where-${nth}`} value={one.municipality ?? EVERYWHERE} onChange={(e) => put(nth, { municipality: e.currentTarget.value === EVERYWHERE ? null : e.currentTarget.value })}>
                    {where.map((code) => <option key={code} value={code ?? EVERYWHERE}>{nameOf(code, town, who)}</option>)}
                  </select>
                </div>
                <p class="help" id={`a-help-${nth}`}>{t.roles[one.role]}: {t.roleHelp[one.role]}.
                  {' '}<button type="button" class="link-button" onClick={() => setRoles(roles.filter((_, i) => i !== nth))}>{w.remove}<span class="vh">: {t.roles[one.role]}, {nameOf(one.municipality, town, who)}</span></button></p>
              </div>
            )))}
            <button type="button" class="button button-outline" onClick={() => setRoles([...roles, { role: 'planner', municipality: where.find((code) => code !== null) ?? null }])}>{w.add}</button>
          </>
        )}
      </fieldset>
      <div class="row">
        <button type="submit" class="button">{old ? w.save : w.saveNew}</button>
        <button type="button" class="button button-outline" onClick={cancel}>{t.admin.cancel}</button>
      </div>
    </form>
  );
}
