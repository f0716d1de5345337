import { useState } from 'preact/hooks';
import { t } from '../i18n/checks.ts';
import { count } from '../i18n/index.ts';
import { isSame, lockOf } from './question.ts';
import { checksOf, type Check, type Lock, type MonthPlan, type Question } from './types.ts';
import { amount, bandText, bestHours, called, dayText, timeText } from './words.ts';

type Props = {
  plan: MonthPlan; question: Question; chosen: number | null; choose: (n: number | null) => void;
  lock: (own: Lock) => void; unlock: (own: Lock) => void; move: (from: Lock, to: Lock) => void; forbid: (site: string) => void;
};

/** The month as a table by day; each row opens to its reasons. */
export function MonthList({ plan, question, chosen, choose, lock, unlock, move, forbid }: Props) {
  const [moving, setMoving] = useState<number | null>(null);
  return (
    <div class="checks-list">
      <h3 id="month-h">{t.list}</h3>
      <div class="table-scroll" tabIndex={0} role="region" aria-labelledby="month-h">
        <table class="cells checks-table">
          <thead><tr><th scope="col">#</th><th scope="col">{t.day}</th><th scope="col">{t.time}</th><th scope="col">{t.place}</th><th scope="col">{t.minutes}</th><th scope="col">{t.meets}</th><th scope="col" class="no-print">{t.actions}</th></tr></thead>
          <tbody>
            {checksOf(plan).map((f) => {
              const own = lockOf(f);
              const { number, start, name, minutes, locality, locked, site, meets, site_kind } = f.properties;
              const isLocked = locked || question.locked.some((l) => isSame(l, own));
              return (
                <tr key={number} id={`check-${number}`} class={number === chosen ? 'is-chosen' : undefined}>
                  <td><button type="button" class="spot-number" aria-label={t.number(count(number))} aria-pressed={number === chosen} onClick={() => choose(number === chosen ? null : number)}>{number}</button></td>
                  <td>{dayText(start)}</td>
                  <td>{timeText(start)}</td>
                  <th scope="row">
                    {called(name)} {isLocked && <span class="tag">{t.locked}</span>}
                    <span class="quiet checks-where"> {[t.kinds[site_kind], locality].filter(Boolean).join(', ')}</span>
                    <Why check={f.properties} open={number === chosen} />
                    {moving === number && <Move plan={plan} own={own} done={() => setMoving(null)} move={(to) => { setMoving(null); move(own, to); }} />}
                  </th>
                  <td>{count(minutes)}</td>
                  <td>{amount(meets)}</td>
                  <td class="no-print checks-do">
                    {isLocked
                      ? <button type="button" class="link-button" onClick={() => unlock(own)} aria-label={`${t.unlock}: ${t.number(count(number))}`}>{t.unlock}</button>
                      : <button type="button" class="link-button" onClick={() => lock(own)} aria-label={`${t.lock}: ${t.number(count(number))}`}>{t.lock}</button>}
                    <button type="button" class="link-button" onClick={() => setMoving(number)} aria-label={`${t.move}: ${t.number(count(number))}`}>{t.move}</button>
                    <button type="button" class="link-button" onClick={() => forbid(site)} aria-label={`${t.forbid}: ${t.number(count(number))}`}>{t.forbid}</button>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function Why({ check, open }: { check: Check; open: boolean }) {
  return (
    <details class="checks-why" open={open}>
      <summary>{t.why}</summary>
      <p>{t.whyText(count(check.why.n_reports), count(check.why.n_incidents))} {t.bestHours(bestHours(check))}</p>
      <ul>{check.why.streets.map((s) => <li key={called(s.name)}>{t.rate(called(s.name), amount(s.per_month.mean), amount(s.per_month.low), amount(s.per_month.high))}</li>)}</ul>
      <p>{check.instead ? t.instead(called(check.instead.name), bandText(check.instead.band), `${amount(check.instead.adds)} (${amount(check.adds)})`) : t.noInstead}</p>
    </details>
  );
}

type MoveProps = { plan: MonthPlan; own: Lock; move: (to: Lock) => void; done: () => void };

function Move({ plan, own, move, done }: MoveProps) {
  const [site, setSite] = useState(own.site);
  const [start, setStart] = useState(own.start);
  return (
    <form class="checks-move" onSubmit={(e) => { e.preventDefault(); move({ ...own, site, start }); }}>
      <SiteField id="move-site" plan={plan} site={site} setSite={setSite} label={t.moveTo} />
      <p class="field"><label for="move-start">{t.start}</label><input id="move-start" class="input" type="datetime-local" required min={`${plan.month}-01T00:00`} value={start} onChange={(e) => setStart(e.currentTarget.value)} /></p>
      <div class="row"><button type="submit" class="button">{t.move}</button><button type="button" class="button button-outline" onClick={done}>{t.cancel}</button></div>
    </form>
  );
}

type SiteProps = { id: string; plan: MonthPlan; site: string; setSite: (id: string) => void; label: string };

export function SiteField({ id, plan, site, setSite, label }: SiteProps) {
  const sites = plan.sites.filter((own) => !own.forbidden).toSorted((a, b) => called(a.name).localeCompare(called(b.name)));
  return (
    <p class="field"><label for={id}>{label}</label>
      <select id={id} class="input" value={site} onChange={(e) => setSite(e.currentTarget.value)}>
        {sites.every((own) => own.id !== site) && <option value={site}>–</option>}
        {sites.map((own) => <option key={own.id} value={own.id}>{called(own.name)} ({t.kinds[own.kind]})</option>)}
      </select>
    </p>
  );
}

