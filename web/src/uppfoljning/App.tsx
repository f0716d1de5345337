import { staying } from '../lib/municipality.ts';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { date, dateTime, lang, monthName, named, page } from '../i18n/index.ts';
import { t } from '../i18n/followup.ts';
import { ApiError, catalogue, followUp, withdraw } from '../lib/api.ts';
import { tokenIn } from '../lib/token.ts';
import type { Story } from '../lib/register.ts';
import type { Catalogue, FollowUp } from '../lib/types.ts';
import { LoadFailed, Loading } from '../ui/parts.tsx';
import { Photos } from '../ui/Photos.tsx';
import { theTown } from '../ui/shell.ts';
import { Extract } from './Extract.tsx';

type State = { at: 'ask'; error: string } | { at: 'loading' } | { at: 'failed' } | { at: 'shown'; report: FollowUp };

export function App() {
  const [token, setToken] = useState(() => tokenIn(location.hash));
  const [state, setState] = useState<State>({ at: 'ask', error: location.hash.length > 1 && !token ? t.badLink : '' });
  const [kinds, setKinds] = useState<Catalogue | null>(null);
  const [zone, setZone] = useState('Europe/Stockholm');

  useEffect(() => {
    const look = () => setToken(tokenIn(location.hash));
    addEventListener('hashchange', look);
    return () => removeEventListener('hashchange', look);
  }, []);
  useEffect(() => void catalogue().then(setKinds, () => undefined), []);
  useEffect(() => void theTown().then((town) => setZone(town.municipality.time_zone), () => undefined), []);

  const load = useCallback(() => {
    if (!token) return;
    setState({ at: 'loading' });
    followUp(token).then((report) => setState({ at: 'shown', report }), (error: unknown) => {
      setState(error instanceof ApiError && error.status < 500 ? { at: 'ask', error: t.unknown } : { at: 'failed' });
    });
  }, [token]);
  useEffect(load, [load]);

  return (
    <div class="wrap narrow">
      <h1>{t.heading}</h1>
      {state.at === 'ask' && <Ask error={state.error} />}
      {state.at === 'loading' && <Loading on />}
      {state.at === 'failed' && <LoadFailed again={load} />}
      {state.at === 'shown' && token && <Shown report={state.report} token={token} kinds={kinds} again={load} />}
      {state.at === 'shown' && token && state.report.state !== 'withdrawn' && <Photos key={token} token={token} />}
      {state.at === 'shown' && token && <Extract key={`${token}-${state.report.state}`} token={token} zone={zone} kinds={kinds} />}
    </div>
  );
}

function Ask({ error }: { error: string }) {
  const [text, setText] = useState('');
  const [bad, setBad] = useState(error);
  useEffect(() => setBad(error), [error]);
  const submit = (event: Event) => {
    event.preventDefault();
    const token = tokenIn(text);
    setBad(token ? '' : t.badLink);
    if (token) location.hash = token;
  };
  return (
    <form class="card" onSubmit={submit} noValidate>
      <label class="label" for="link">{t.field}</label>
      <p class="help" id="link-help">{t.intro}</p>
      <p class="field-error" id="e-link" role="alert">{bad}</p>
      <input class="input" id="link" autocomplete="off" spellcheck={false} value={text} aria-invalid={bad !== ''}
        aria-describedby="link-help e-link" onInput={(e) => setText(e.currentTarget.value)} />
      <button type="submit" class="button">{t.show}</button>
    </form>
  );
}

type ShownProps = { report: FollowUp; token: string; kinds: Catalogue | null; again: () => void };

function Shown({ report, token, kinds, again }: ShownProps) {
  const [failed, setFailed] = useState('');
  const kind = kinds?.categories.find((c) => c.code === report.category);
  const until = report.can_withdraw_until;
  const open = report.state !== 'withdrawn' && until !== null && new Date(until) > new Date();
  const undo = async () => {
    try {
      await withdraw(token);
      setFailed('');
      again();
    } catch (error) {
      setFailed(error instanceof ApiError && error.status === 409 ? t.tooLate : t.failed);
    }
  };
  return (
    <section class="card receipt">
      <dl>
        <div><dt>{t.reference}</dt><dd class="reference">{report.reference}</dd></div>
        {kind && <div><dt>{t.about}</dt><dd>{named(kind)}</dd></div>}
        <div><dt>{t.received}</dt><dd>{dateTime(report.received_at)}</dd></div>
        <div><dt>{t.state}</dt><dd aria-live="polite">{t.states[report.state]}</dd></div>
      </dl>
      <p>{report.state === 'withdrawn' ? t.withdrawn : lang === 'en' ? report.public_sentence_en : report.public_sentence_sv}</p>
      {open && until && (
        <div class="undo">
          <p class="help">{t.canWithdraw(dateTime(until))}</p>
          <button type="button" class="button button-outline" onClick={undo}>{t.withdraw}</button>
        </div>
      )}
      <p class="field-error" role="alert">{failed}</p>
      {report.place && <Place place={report.place} />}
      <p class="help">{t.keep}</p>
      <div class="row">
        <a class="button" href={staying(page('/'))}>{t.report}</a>
        <a class="button button-outline" href={staying(page('/karta'))}>{t.map}</a>
      </div>
    </section>
  );
}

/** What happened to the place since: remedies everybody may read of, and checks in the locality by month. */
function Place({ place: { remedies, locality, checks } }: { place: NonNullable<FollowUp['place']> }) {
  const days = (own: Story) => [
    own.started_on && t.begun(date(own.started_on)),
    own.done_on ? t.doneOn(date(own.done_on)) : own.due && t.due(date(own.due)),
  ].filter(Boolean).join(', ');
  const english = (own: Story) => lang === 'en' && own.sentence_en !== null;
  return (
    <section class="place-story" aria-labelledby="place-h">
      <h2 id="place-h">{t.placeHeading}</h2>
      {remedies.length === 0 && <p>{t.noRemedies}</p>}
      {remedies.length > 0 && (
        <ul class="plain-list">
          {remedies.map((own) => (
            <li key={own.id}>
              <p><strong>{own.place_name}</strong> – {lang === 'en' ? own.state_en : own.state_sv}{own.late && ` (${t.late})`}</p>
              <p lang={english(own) ? 'en' : 'sv'}>{english(own) ? own.sentence_en : own.sentence_sv}</p>
              {own.reason && <p>{t.reason} <span lang="sv">{own.reason}</span></p>}
              <p class="quiet">{days(own)}</p>
            </li>
          ))}
        </ul>
      )}
      {checks.length > 0 && (
        <>
          <h3>{t.checks(locality)}</h3>
          <ul>{checks.map(({ month, done }) => <li key={month}>{monthName(month)}: {done}</li>)}</ul>
          <p class="help">{t.checksHelp}</p>
        </>
      )}
      <a href={staying(page('/loften'))}>{t.promises}</a>
    </section>
  );
}
