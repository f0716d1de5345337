import { useEffect, useState } from 'preact/hooks';
import { date } from '../i18n/index.ts';
import { t } from '../i18n/disclosure.ts';
import { flawsOf, Refused } from '../atgarder/Problem.tsx';
import { useAddress } from '../karta/useFilter.ts';
import * as ask from '../lib/disclosures.ts';
import type { Request as Asked } from '../lib/disclosures.ts';
import type { Catalogue, Town } from '../lib/types.ts';
import { FieldError, LoadFailed, Loading } from '../ui/parts.tsx';
import { StaffPage, TownPage, useRefusal, useSession, type Session } from '../ui/StaffPage.tsx';
import { Request } from './Request.tsx';

export const App = () => <TownPage title={t.title} view={View} />;

export type Known = { town: Town; catalogue: Catalogue; token: string; session: Session };

function View({ town, catalogue }: { town: Town; catalogue: Catalogue }) {
  const session = useSession();
  return (
    <StaffPage name="utlamnande" kind="disclosure-page" title={t.title} lead={t.lead} session={session}>
      {(token) => <Work known={{ town, catalogue, token, session }} />}
    </StaffPage>
  );
}

const fromQuery = (query: string): string | null => new URLSearchParams(query).get('request');
const toQuery = (id: string | null): string => (id === null ? '' : `?request=${encodeURIComponent(id)}`);

function Work({ known }: { known: Known }) {
  const [id, choose] = useAddress(fromQuery, toQuery);
  if (id !== null) return <Request key={id} id={id} known={known} back={() => choose(null)} />;
  return <Overview known={known} choose={choose} />;
}

/** What was handed out, and apart from it what has only been made. */
function filesOf({ exports }: Asked): string[] {
  const n = exports.filter((own) => own.handed_out_at !== null).length;
  return [n > 0 && t.list.exports(n), exports.length > n && t.list.made(exports.length - n)].filter((said) => said !== false);
}

function Overview({ known: { token, session }, choose }: { known: Known; choose: (id: string) => void }) {
  const [all, setAll] = useState<Asked[] | null>(null);
  const [error, setError] = useState<Error | null>(null);
  useRefusal(session, error);
  const load = () => {
    setError(null);
    ask.all(token).then(setAll, setError);
  };
  useEffect(load, []);
  return (
    <div class="disclosure-overview">
      <Open known={token} opened={choose} refused={setError} />
      <section aria-labelledby="list-h">
        <h2 id="list-h">{t.list.title}</h2>
        {all === null && (error ? <LoadFailed again={load} /> : <Loading on />)}
        {all?.length === 0 && <p>{t.list.none}</p>}
        <ul class="plain-list disclosure-list">
          {all?.map((own) => (
            <li key={own.id} class="card">
              <button type="button" class="link-button" onClick={() => choose(own.id)}>{own.diary_number}</button>
              <span class={`badge disclosure-${own.state}`}>{t.states[own.state]}</span>
              <p lang="sv">{own.wanted}</p>
              <p class="quiet">{t.list.asked(date(own.asked_on))}{filesOf(own).map((said) => ` · ${said}`)}</p>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

function Open({ known: token, opened, refused }: { known: string; opened: (id: string) => void; refused: (error: Error) => void }) {
  const [diary, setDiary] = useState('');
  const [wanted, setWanted] = useState('');
  const [day, setDay] = useState('');
  const [error, setError] = useState<Error | null>(null);
  const flaws = flawsOf(error);
  const send = async (event: Event) => {
    event.preventDefault();
    try {
      opened((await ask.open({ diary_number: diary.trim(), wanted: wanted.trim(), ...(day ? { asked_on: day } : {}) }, token)).id);
    } catch (wrong) {
      setError(wrong as Error);
      refused(wrong as Error);
    }
  };
  return (
    <form class="card" aria-labelledby="open-h" onSubmit={send}>
      <h2 id="open-h">{t.open.title}</h2>
      <Refused error={error} />
      <div class="pair">
        <div class="field">
          <label class="label" for="diary">{t.open.diary}</label>
          <FieldError id="e-diary" text={flaws.get('diary_number')} />
          <input class="input" id="diary" required maxLength={100} autocomplete="off" value={diary} aria-invalid={flaws.has('diary_number')} aria-describedby="e-diary" onInput={(e) => setDiary(e.currentTarget.value)} />
        </div>
        <div class="field">
          <label class="label" for="asked-on">{t.open.day}</label>
          <FieldError id="e-asked" text={flaws.get('asked_on')} />
          <input class="input" id="asked-on" type="date" value={day} aria-describedby="e-asked" onInput={(e) => setDay(e.currentTarget.value)} />
        </div>
      </div>
      <label class="label" for="wanted">{t.open.wanted}</label>
      <p class="help" id="wanted-help">{t.open.wantedHelp}</p>
      <FieldError id="e-wanted" text={flaws.get('wanted')} />
      <textarea class="input" id="wanted" required rows={2} maxLength={500} value={wanted} aria-invalid={flaws.has('wanted')} aria-describedby="wanted-help e-wanted" onInput={(e) => setWanted(e.currentTarget.value)} />
      <button type="submit" class="button">{t.open.send}</button>
    </form>
  );
}
