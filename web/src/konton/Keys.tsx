import { useState } from 'preact/hooks';
import { flawsOf, Refused } from '../atgarder/Problem.tsx';
import { t } from '../i18n/account.ts';
import { date } from '../i18n/index.ts';
import { TextField } from '../konto/fields.tsx';
import { nameOf } from '../konto/words.ts';
import { makeKey, removeKey, RIGHTS, type Key, type Right, type Who } from '../lib/accounts.ts';
import { status } from '../lib/api.ts';
import type { Town } from '../lib/types.ts';
import { FieldError, FocusHeading, focusOn } from '../ui/parts.tsx';
import type { Alone } from '../ui/useAlone.ts';
import { Once } from './Once.tsx';
import { Sure } from './Sure.tsx';

type Props = { all: Key[]; places: (string | null)[]; town: Town; who: Who | null; token: string; alone: Alone; again: () => void; said: (text: string) => void };
const w = t.admin;
/** Without a place: everywhere. */
const may = (who: Who | null, place: string | null, right: Right): boolean =>
  (who?.rights ?? []).some((own) => (own.municipality === null || own.municipality === place) && own.rights.includes(right));
const EVERYWHERE = '*';

/** Keys for programs: who has which, a new one, and taking one back. */
export function Keys({ all, places, town, who, token, alone, again, said }: Props) {
  const [making, setMaking] = useState(false);
  const [fresh, setFresh] = useState<Key | null>(null);
  const [asks, setAsks] = useState<string | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const takeBack = (key: Key) => alone(async () => {
    setAsks(null);
    setError(null);
    try {
      await removeKey(key.id, token);
      if (fresh?.id === key.id) setFresh(null);
      said(w.done.key);
      focusOn('make-key');
      again();
    } catch (refused) {
      setError(refused as Error);
      if (status(refused as Error) === 404) again();
    }
  });
  return (
    <section class="card" aria-labelledby="keys-h">
      <h2 id="keys-h">{w.keys}</h2>
      <p class="help">{w.keysHelp}</p>
      <Refused error={error} />
      {fresh?.secret && <Once key={fresh.id} title={w.keySecret(fresh.name)} help={w.keySecretHelp} field={w.keyField} text={fresh.secret} copy={w.keyCopy} close={() => setFresh(null)} />}
      {all.length === 0 && <p>{w.noKeys}</p>}
      <ul class="plain-list">
        {all.map((key) => (
          <li key={key.id}>
            <strong>{key.name}</strong> <span class="quiet">{nameOf(key.municipality, town, who)}. {w.keyCol.ends} {date(key.ends_at)}. {w.keyCol.by} {key.made_by}.</span>
            <ul>{key.rights.map((right) => <li key={right}>{t.rights[right] ?? right}</li>)}</ul>
            <button type="button" class="link-button" aria-expanded={asks === key.id} onClick={() => setAsks(key.id)}>{w.takeBack}<span class="vh">: {key.name}</span></button>
            {asks === key.id && <Sure question={w.sure.key(key.name)} yes={w.yes.key} danger go={() => void takeBack(key)} cancel={() => setAsks(null)} />}
          </li>
        ))}
      </ul>
      {making
        ? <KeyForm places={places} town={town} who={who} token={token} alone={alone} cancel={() => { setMaking(false); focusOn('make-key'); }} made={(key) => {
            setMaking(false);
            setFresh(key);
            again();
          }} />
        : <button type="button" class="button button-outline" id="make-key" onClick={() => setMaking(true)}>{w.makeKey}</button>}
    </section>
  );
}

function KeyForm({ places, town, who, token, alone, made, cancel }: Pick<Props, 'places' | 'town' | 'who' | 'token' | 'alone'> & { made: (key: Key) => void; cancel: () => void }) {
  const [name, setName] = useState('');
  const [place, setPlace] = useState<string | null>(places.find((code) => code !== null) ?? null);
  const [rights, setRights] = useState<Right[]>([]);
  const [days, setDays] = useState('90');
  const [error, setError] = useState<Error | null>(null);
  const flaws = flawsOf(error);
  const held = RIGHTS.filter((right) => right !== 'administer' && may(who, place, right));
  const asked = rights.filter((right) => held.includes(right));
  const send = () => alone(async () => {
    try {
      const n = Number(days);
      made(await makeKey({ name, municipality: place, rights: asked, days: Number.isInteger(n) && n >= 0 ? n : 0 }, token));
    } catch (refused) {
      setError(refused as Error);
    }
  });
  return (
    <form class="account-form account-key" method="post" onSubmit={(event) => { event.preventDefault(); void send(); }} noValidate aria-labelledby="key-form-h">
      <FocusHeading level={2}><span id="key-form-h">{w.makeKey}</span></FocusHeading>
      <Refused error={error} />
      <TextField id="k-name" label={w.keyForm.name} value={name} set={setName} autocomplete="off" flaw={flaws.get('name')} />
      <div class="field">
        <label class="label" for="k-where">{w.keyForm.where}</label>
        <FieldError id="e-k-where" text={flaws.get('municipality')} />
        <select class="input" id="k-where" value={place ?? EVERYWHERE} onChange={(e) => setPlace(e.currentTarget.value === EVERYWHERE ? null : e.currentTarget.value)}>
          {places.map((code) => <option key={code} value={code ?? EVERYWHERE}>{nameOf(code, town, who)}</option>)}
        </select>
      </div>
      <fieldset class="field">
        <legend class="label">{w.keyForm.rights}</legend>
        <FieldError id="e-k-rights" text={flaws.get('rights')} />
        {/* No key looks after accounts, nor opens what its maker may not do. */}
        {held.length === 0 && <p>{w.keyForm.nothing}</p>}
        {held.map((right) => (
          <label key={right} class="option">
            <input type="checkbox" checked={rights.includes(right)} onChange={(e) => setRights(e.currentTarget.checked ? [...rights, right] : rights.filter((one) => one !== right))} /> {t.rights[right]}
          </label>
        ))}
      </fieldset>
      <TextField id="k-days" label={w.keyForm.days} help={w.keyForm.daysHelp} value={days} set={setDays} autocomplete="off" numeric flaw={flaws.get('days')} />
      <div class="row">
        <button type="submit" class="button">{w.keyForm.save}</button>
        <button type="button" class="button button-outline" onClick={cancel}>{w.cancel}</button>
      </div>
    </form>
  );
}
