import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { count, lang, named } from '../i18n/index.ts';
import { t as map } from '../i18n/map.ts';
import { t } from '../i18n/walks.ts';
import { useAddress } from '../karta/useFilter.ts';
import { ApiError } from '../lib/api.ts';
import type { Catalogue, Town } from '../lib/types.ts';
import { usePlan } from '../lib/useWorking.ts';
import { legsOf, stopsOf, walks, type Position, type WalkLine, type WalkPlan } from '../lib/walks.ts';
import { Stopped, WorkingBar } from '../platser/Status.tsx';
import { CopyLink, useLate } from '../ui/parts.tsx';
import { StaffPage, TownPage, useRefusal, useSession } from '../ui/StaffPage.tsx';
import { Ask, type Names } from './Ask.tsx';
import { Keep } from './Keep.tsx';
import { Kept } from './Kept.tsx';
import { MapPanel, type Mode } from './MapPanel.tsx';
import { Proposals } from './Proposals.tsx';
import { Forbidden, Stops } from './Stops.tsx';
import { fromQuery, question, rounded, same, toQuery, type Asked } from './url.ts';
import type { Drawing } from './WalkMap.ts';

export const App = () => <TownPage title={t.title} view={View} />;

/** What places were called when they were chosen; a place without a name is told by its position. */
function useNames(): Names {
  const known = useRef<{ at: Position; name: string }[]>([]);
  return useMemo(() => ({
    of: (at) => known.current.find((one) => same(one.at, at))?.name ?? `${at[1].toFixed(4)}, ${at[0].toFixed(4)}`,
    set: (at, name) => { known.current = [{ at, name }, ...known.current.filter((one) => !same(one.at, at))].slice(0, 200); },
  }), []);
}

function drawingOf(plan: WalkPlan | null, asked: Asked): Drawing {
  if (!plan) return { way: [], stops: [], start: asked.start, end: asked.end, others: [] };
  const way = (rank: number) => legsOf(plan, rank).flatMap((leg) => leg.geometry.coordinates);
  const others = plan.summary.proposals.filter((one) => one.rank !== asked.chosen).map((one) => way(one.rank));
  return {
    way: way(asked.chosen), stops: stopsOf(plan, asked.chosen).map((f) => f.geometry.coordinates),
    start: plan.summary.start, end: asked.end === null ? null : plan.summary.end, others,
  };
}

function View({ town, catalogue }: { town: Town; catalogue: Catalogue }) {
  const [asked, setAsked] = useAddress(fromQuery, toQuery);
  const [before, setBefore] = useState<Asked[]>([]);
  const session = useSession();
  // Kept when a session ends by itself, so that the plan under one's hands is still there afterwards.
  const { token } = session.kept;
  const body = question(asked);
  const plan = usePlan<WalkPlan>('walks', body, token);
  const late = useLate(plan.loading);
  const names = useNames();
  const [mode, setMode] = useState<Mode>('none');
  const [chosenStop, setChosenStop] = useState<number | null>(null);
  const [kept, setKept] = useState<WalkLine[]>([]);
  const readKept = useCallback(() => {
    if (token !== null) walks(token).then(setKept, () => undefined);
  }, [token]);
  useEffect(readKept, [readKept]);
  useRefusal(session, plan.error);
  useEffect(() => setChosenStop(null), [plan.data, asked.chosen]);

  const change = (next: Asked) => {
    if (toQuery({ ...next, chosen: 1 }) !== toQuery({ ...asked, chosen: 1 })) setBefore((old) => [...old.slice(-49), asked]);
    setAsked(next);
  };
  const undo = () => {
    const last = before.at(-1);
    if (!last) return;
    setBefore(before.slice(0, -1));
    setAsked(last);
  };
  const press = (at: Position) => {
    const place = rounded(at);
    names.set(place, t.onMap);
    if (mode === 'start') change({ ...asked, start: place, chosen: 1 });
    if (mode === 'stop') change({ ...asked, locked: [...asked.locked, place], chosen: 1 });
    setMode('none');
  };
  const pick = (stop: number) => {
    setChosenStop(stop);
    document.getElementById(`stopp-${stop + 1}`)?.focus();
  };
  // An answer to what was asked before is shown pale until the new one is there; a refusal takes its place.
  const data = plan.error ? null : plan.data;
  const chosen = data && data.summary.proposals.some((one) => one.rank === asked.chosen) ? asked.chosen : 1;
  const shown = { ...asked, chosen };
  const drawing = useMemo(() => drawingOf(data, shown), [data, chosen, toQuery(asked)]);
  const old = late && plan.loading ? 'is-old' : undefined;
  return (
    <StaffPage name="vandringar" kind="walks" title={t.title} lead={t.lead} session={session}
      links={<div class="row map-links"><CopyLink key={toQuery(asked)} url={() => location.href} label={t.copy} fieldLabel={t.link} shown={false} /></div>}>
      {(key) => (
        <>
          <Ask asked={asked} change={change} names={names} />
          <div class="spots-status">
            {before.length > 0 && <p class="row"><button type="button" class="button button-outline" onClick={undo}>{t.undo}</button></p>}
            {body === null && <p class="notice">{t.pickStart}</p>}
            {late && plan.loading && <WorkingBar progress={plan.progress} stop={plan.stop} />}
            {plan.stopped && <Stopped old={data !== null} again={plan.again} />}
            {plan.error && <Objected error={plan.error} again={plan.again} />}
            {plan.error && <Forbidden asked={asked} change={change} names={names} />}
          </div>
          <div class={`walk-main ${data ? 'has-plan' : ''} ${old ?? ''}`}>
            {data && <Proposals plan={data} chosen={chosen} choose={(rank) => setAsked({ ...asked, chosen: rank })} takeDay={(date) => change({ ...asked, date })} />}
            <MapPanel town={town} drawing={drawing} mode={mode} setMode={setMode} press={press} pick={pick} chosen={chosenStop} />
          </div>
          {data && (
            <div class={old}>
              <Stops plan={data} asked={shown} change={change} catalogue={catalogue} names={names} chosenStop={chosenStop} setChosenStop={setChosenStop} />
            </div>
          )}
          {data && body && <Keep key={`${data.revision} ${chosen} ${data.summary.evening.starts_at}`} plan={data} rank={chosen} body={body} token={key} kept={kept} follows={asked.follows} onKept={() => { readKept(); if (asked.follows !== null) setAsked({ ...asked, follows: null }); }} />}
          <Kept kept={kept} token={key} again={readKept} renew={(one) => change({ ...asked, follows: one.id })} />
          {data && (
            <details class="card filter-card spots-method">
              <summary><h2>{t.method}</h2></summary>
              <p>{named(data.method)} {t.methodLead}</p>
              <p>{t.considered(count(data.summary.n_considered), count(data.summary.n_in_reach), count(data.summary.n_reports_in_reach))}</p>
              <p class="help">{data.method.references.join(' · ')}</p>
              <p class="help">{map.source}: {data.revision}</p>
            </details>
          )}
        </>
      )}
    </StaffPage>
  );
}

/** Why there is no walk and what to change, in the server's own words. */
function Objected({ error, again }: { error: Error; again: () => void }) {
  const why = error instanceof ApiError ? error.sentences(lang) : [];
  return (
    <div class="notice notice-error" role="alert">
      <p><strong>{t.failed}</strong></p>
      {why.length > 0 ? <ul>{why.map((text) => <li key={text}>{text}</li>)}</ul>
        : <p>{error.message} <button type="button" class="link-button" onClick={again}>↻</button></p>}
    </div>
  );
}
