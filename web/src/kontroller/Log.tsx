import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/checks.ts';
import { count, dateTime, monthName } from '../i18n/index.ts';
import { uuid } from '../lib/uuid.ts';
import { doneIn, logDone, takeBack } from './api.ts';
import { SiteField } from './MonthList.tsx';
import type { DoneMonth, MonthPlan } from './types.ts';
import { percent } from './words.ts';

const COUNTS = ['vehicles_stopped', 'breath_tests', 'speeding', 'reckless_driving', 'vehicle_faults', 'other_measures'] as const;

const now = (): string => {
  const at = new Date();
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};

type Props = { month: string; plan: MonthPlan | null; planId: string | null; token: string };

/** What was done, and what it met. */
export function Log({ month, plan, planId, token }: Props) {
  const [done, setDone] = useState<DoneMonth | null>(null);
  const [site, setSite] = useState('');
  const [start, setStart] = useState(now);
  const [minutes, setMinutes] = useState(18);
  const [counts, setCounts] = useState<Record<string, number>>({});
  const [said, setSaid] = useState('');
  // The same until it is stored: pressed twice, or sent again after a lost answer, it is one check.
  const [id, setId] = useState(() => uuid());
  // The month of the check that is being written down; what is known of another month is not shown under its name.
  const shown = start.slice(0, 7) || month;
  const latest = useRef(shown);
  latest.current = shown;
  const look = () => void doneIn(shown, token).then((found) => { if (latest.current === shown) setDone(found); }, () => setDone(null));
  useEffect(() => {
    setDone(null);
    look();
  }, [shown, token]);
  const at = plan?.sites.find((own) => own.id === site)?.at;
  const send = () => {
    if (!at) return;
    logDone({ id, at, started_at: start, minutes, counts, ...(planId ? { plan: planId } : {}) }, token).then(() => {
      setSaid(t.logged);
      setId(uuid());
      setCounts({});
      look();
    }, (error: Error) => setSaid(`${t.logFailed} ${error.message}`));
  };
  return (
    <section class="card no-print" aria-labelledby="log-h">
      <h2 id="log-h">{t.log}</h2>
      <p class="help">{t.logHelp}</p>
      {plan && (
        <form onSubmit={(e) => { e.preventDefault(); send(); }}>
          <SiteField id="log-site" plan={plan} site={site} setSite={setSite} label={t.logPlace} />
          <div class="row checks-row">
            <p class="field"><label for="log-start">{t.logStart}</label><input id="log-start" class="input" type="datetime-local" required value={start} onChange={(e) => setStart(e.currentTarget.value)} /></p>
            <p class="field"><label for="log-minutes">{t.logMinutes}</label><input id="log-minutes" class="input number" type="number" min={1} max={480} value={minutes} onChange={(e) => setMinutes(e.currentTarget.valueAsNumber)} /></p>
            {COUNTS.map((word) => (
              <p class="field" key={word}><label for={`log-${word}`}>{t.counts[word]}</label><input id={`log-${word}`} class="input number" type="number" min={0} max={100000} value={counts[word] ?? 0} onChange={(e) => setCounts({ ...counts, [word]: e.currentTarget.valueAsNumber || 0 })} /></p>
            ))}
          </div>
          <button type="submit" class="button" id="log-save" disabled={!at}>{t.logSave}</button>
        </form>
      )}
      <p class="said" role="status" id="log-said">{said}</p>
      <h3>{monthName(shown)}</h3>
      {done && (done.n_checks === 0 ? <p class="quiet" id="log-none">{t.noLog}</p> : (
        <>
          <p id="log-score">{t.nLogged(count(done.n_checks), count(done.minutes), count(done.n_sites))} {done.coverage === null ? t.noCoverage : t.coverage(percent(done.coverage))}{' '}
            {done.next_month && done.next_month.n_incidents > 0 && t.hit(percent(done.next_month.near / done.next_month.n_incidents), count(done.next_month.n_incidents), percent(done.next_month.by_chance))}{' '}
            {done.n_marked_reports > 0 && t.marked(count(done.n_marked_reports))}</p>
          <ul>{done.checks.map((own) => <li key={own.id}>{dateTime(own.started_at)}, {own.place_name} ({own.minutes} {t.minutes}) <button type="button" class="link-button" onClick={() => void takeBack(own.id, token).then(look, () => undefined)}>{t.takeBack}</button></li>)}</ul>
        </>
      ))}
    </section>
  );
}
