import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { count, date, decimal, lang } from '../i18n/index.ts';
import { t } from '../i18n/lighting.ts';
import { t as map } from '../i18n/map.ts';
import { t as spots } from '../i18n/spots.ts';
import { useAddress } from '../karta/useFilter.ts';
import { ApiError, keptPlan, planFile, proposeRemedy } from '../lib/api.ts';
import type { KeptPlan, Town } from '../lib/types.ts';
import { usePlan } from '../lib/useWorking.ts';
import { useWide } from '../ui/map.tsx';
import { Method } from '../platser/Method.tsx';
import { Failed, Stopped, Warnings, WorkingBar } from '../platser/Status.tsx';
import { Chip, CopyLink, useLate } from '../ui/parts.tsx';
import { save } from '../ui/save.ts';
import { StaffPage, TownPage, useRefusal, useSession } from '../ui/StaffPage.tsx';
import { Ask } from './Ask.tsx';
import { KeptPlans } from './Kept.tsx';
import { asSpots, Panel } from './Panel.tsx';
import { PriceForm } from './PriceForm.tsx';
import { StretchCard } from './StretchCard.tsx';
import { Table } from './Table.tsx';
import type { LightingPlan, Question } from './types.ts';
import { body, fromQuery, toQuery, wanted, type Asked, type Will } from './url.ts';
import { nameOf, ordered, remedyOf, type Order } from './words.ts';

export const App = () => <TownPage title={t.title} view={({ town }) => <View town={town} />} />;

/** So many at first, and so many more at a time. */
const STEP = 12;

function View({ town }: { town: Town }) {
  const [asked, setAsked] = useAddress(fromQuery, toQuery);
  const [before, setBefore] = useState<Asked[]>([]);
  const [said, setSaid] = useState('');
  const session = useSession();
  // Kept when a session ends by itself, so that the plan under one's hands is still there afterwards.
  const { token } = session.kept;
  const plan = usePlan<LightingPlan>('lighting', body(asked), token);
  const late = useLate(plan.loading);
  useRefusal(session, plan.error);
  const { data } = plan;
  const change = (next: Asked) => {
    setBefore((old) => [...old.slice(-49), asked]);
    setAsked(next);
    setSaid('');
  };
  const undo = () => {
    const last = before.at(-1);
    if (!last) return;
    setBefore(before.slice(0, -1));
    setAsked(last);
    setSaid(t.undone);
  };
  const opened = useOpened(asked.plan, token, (question) => setAsked({ ...question, plan: asked.plan }));
  const flaws = plan.error instanceof ApiError ? plan.error.flaws : [];
  const budgetFlaw = flaws.find((flaw) => flaw.pointer === '/budget');
  const links = (
    <div class="row map-links">
      {data && <button type="button" class="link-button" onClick={() => print()}>{t.print}</button>}
      <CopyLink key={toQuery(asked)} url={() => location.href} label={map.copy} fieldLabel={map.link} shown={false} />
    </div>
  );
  return (
    <StaffPage name="belysning" kind="light-page" title={t.title} lead={t.lead} session={session} links={links}>
      {(token) => (
        <>
          <div class="spots-asked">
            <details class="card filter-card" open>
              <summary><h2>{t.ask}</h2></summary>
              <Ask asked={asked} change={change} budgetFlaw={budgetFlaw ? (lang === 'en' ? budgetFlaw.detail_en : budgetFlaw.detail_sv) : null} />
            </details>
            <details class="card filter-card">
              <summary><h2>{t.prices}</h2></summary>
              <PriceForm token={token} saved={plan.again} />
            </details>
          </div>
          <div class="spots-status">
            {opened && <p class="notice">{t.opened(opened.title, date(opened.changed_at))}</p>}
            {late && plan.loading && <WorkingBar progress={plan.progress} stop={plan.stop} help={t.help} />}
            {plan.stopped && <Stopped old={data !== null} again={plan.again} />}
            {plan.error && <Failed error={plan.error} old={data !== null} again={plan.again} clear={null} what={t.failed} />}
            <div class={late ? 'is-old' : undefined} role="status">{data && <Summary plan={data} />}</div>
          </div>
          <div class="row light-undo">
            {(before.length > 0 || said !== '') && <button type="button" class="button button-outline" disabled={before.length === 0} onClick={undo}>{t.undo}</button>}
            <p class="said" role="status">{said}</p>
          </div>
          {data && <Warnings spots={data} />}
          {data && <Stretches plan={data} asked={asked} token={token} keeps={session.may('keep_register')} town={town} old={late}
            want={(id, will, name) => {
              change(wanted(asked, id, will));
              setSaid(t.changed(name, will === 'locked' ? t.isLocked : will === 'forbidden' ? t.isForbidden : t.free));
            }} />}
          {data && <Files asked={asked} token={token} />}
          {data && <KeptPlans token={token} asked={asked} plan={data} change={setAsked} />}
          {data && <Expect plan={data} />}
          {data && <Method spots={data} words={t.parameter} />}
        </>
      )}
    </StaffPage>
  );
}

/** The kept plan of the address; its question is asked anew the first time it is seen. */
function useOpened(id: string | null, token: string | null, ask: (question: Question) => void): KeptPlan<Question, LightingPlan> | null {
  const [kept, setKept] = useState<KeptPlan<Question, LightingPlan> | null>(null);
  const [first] = useState(location.search);
  useEffect(() => {
    setKept(null);
    if (id === null || token === null) return;
    const unwanted = new AbortController();
    keptPlan<Question, LightingPlan>(id, token, unwanted.signal).then((found) => {
      setKept(found);
      // An address that names the plan alone asks what the plan asked.
      if (new URLSearchParams(first).get('plan') === id && [...new URLSearchParams(first).keys()].every((name) => name === 'plan' || name === 'municipality')) ask(found.question);
    }, () => undefined);
    return () => unwanted.abort();
  }, [id, token]);
  return kept;
}

function Summary({ plan: { summary, quality, features } }: { plan: LightingPlan }) {
  const { chosen } = summary;
  const [light, sight] = [count(summary.n_light), count(summary.n_sight)];
  const what = summary.n_sight === 0 ? t.summaryLight(light) : summary.n_light === 0 ? t.summarySight(sight) : t.summary(light, sight);
  const more = summary.n_more_light + summary.n_more_sight;
  return (
    <div class="spots-summary">
      <p class="big"><strong>{features.length === 0 ? t.nothing : `${what}.`}</strong></p>
      {chosen && (
        <p>
          {chosen.n_stretches === 0 ? t.fitsNone(count(chosen.budget))
            : chosen.n_stretches === 1 ? t.fitsOne(count(chosen.cost), count(chosen.budget))
              : t.fits(count(chosen.n_stretches), count(chosen.cost), count(chosen.budget))}{' '}
          {quality && chosen.n_stretches > 0 && (quality.proven ? t.proven : t.notProven(decimal(quality.gap * 100)))}{' '}
          {chosen.fewer_per_year.central > 0 && t.chosenEffect(decimal(chosen.fewer_per_year.central))}
        </p>
      )}
      <p class="quiet">
        {t.basis(count(summary.n_told_light), count(summary.n_told_sight), date(summary.from), date(summary.to), count(summary.n_stretches))}{' '}
        {more > 0 && t.more(count(more))}
      </p>
    </div>
  );
}

type StretchesProps = { plan: LightingPlan; asked: Asked; token: string; keeps: boolean; town: Town; old: boolean; want: (id: string, will: Will, name: string) => void };

function Stretches({ plan, asked, token, keeps, town, old, want }: StretchesProps) {
  const [order, setOrder] = useState<Order>('need');
  const [most, setMost] = useState(STEP);
  const wide = useWide();
  const [open, setOpen] = useState(false);
  const [webgl, setWebgl] = useState(true);
  const [chosen, setChosen] = useState<number | null>(null);
  const [wish, setWish] = useState<{ rank: number; n: number } | null>(null);
  const region = useRef<HTMLElement>(null);
  const all = useMemo(() => ordered(plan, order), [plan, order]);
  const shown = useMemo(() => all.slice(0, most), [all, most]);
  const drawn = useMemo(() => asSpots(shown), [shown]);
  useEffect(() => setChosen(null), [drawn]);
  const withBudget = plan.summary.chosen !== null;
  const show = (number: number) => {
    setOpen(true);
    setChosen(number);
    setWish((last) => ({ rank: number, n: (last?.n ?? 0) + 1 }));
    requestAnimationFrame(() => {
      region.current?.focus({ preventScroll: true });
      if (!wide) region.current?.scrollIntoView({ block: 'start' });
    });
  };
  const pick = (number: number | null) => {
    setChosen(number);
    const card = number === null ? null : document.getElementById(`strecka-${number}`);
    card?.focus({ preventScroll: true });
    card?.closest('article')?.scrollIntoView({ block: 'nearest' });
  };
  if (all.length === 0) return null;
  const panel = <Panel town={town} spots={drawn} wide={wide} open={open} setOpen={setOpen} webgl={webgl} failed={() => setWebgl(false)} chosen={chosen} pick={pick} wish={wish} region={region} />;
  return (
    <>
      <fieldset class="light-order">
        <legend class="label">{t.order}</legend>
        <div class="chips">
          {(['need', 'cost'] as const).map((one) => <Chip key={one} type="radio" name="order" value={one} checked={order === one} onChange={() => setOrder(one)}>{t.orders[one]}</Chip>)}
        </div>
      </fieldset>
      <div class={old ? 'spots-main is-old' : 'spots-main'}>
        {!wide && panel}
        <section class="spots-list" aria-labelledby="list-h">
          <h2 id="list-h" class="vh">{t.list}</h2>
          {shown.map((f, i) => {
            const remedy = remedyOf(f.properties, plan, asked.plan);
            return <StretchCard key={f.id} f={f} number={i + 1} isChosen={chosen === i + 1} withBudget={withBudget}
              will={asked.locked.includes(f.id) ? 'locked' : asked.forbidden.includes(f.id) ? 'forbidden' : null}
              want={(id, will) => want(id, will, nameOf(f.properties))} show={webgl ? show : null}
              propose={remedy && keeps ? () => proposeRemedy(remedy, token) : null} />;
          })}
          {all.length > most && <button type="button" class="button button-outline light-more" onClick={() => setMost(most + STEP)}>{t.showMore(count(Math.min(STEP, all.length - most)))}</button>}
        </section>
        {wide && panel}
      </div>
      <details class="card filter-card light-all">
        <summary><h2>{t.table}</h2></summary>
        <Table shown={all} withBudget={withBudget} />
      </details>
    </>
  );
}

/** The list of work as files, made by the server. */
function Files({ asked, token }: { asked: Asked; token: string }) {
  const [failed, setFailed] = useState(false);
  const get = async (format: 'csv' | 'xlsx', kind: string) => {
    setFailed(false);
    try {
      save(`${t.file}.${format}`, kind, await planFile('lighting', JSON.stringify(body(asked)), `${format}&lang=${lang}`, token));
    } catch {
      setFailed(true);
    }
  };
  return (
    <div class="row light-files">
      <button type="button" class="button button-outline" onClick={() => void get('csv', 'text/csv;charset=utf-8')}>{t.saveCsv}</button>
      <button type="button" class="button button-outline" onClick={() => void get('xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')}>{t.saveXlsx}</button>
      {failed && <p class="field-error" role="alert">{t.saveFailed}</p>}
    </div>
  );
}

/** What may be hoped for, and where that comes from. */
function Expect({ plan: { summary, method, revision } }: { plan: LightingPlan }) {
  return (
    <section class="card" aria-labelledby="expect-h">
      <h2 id="expect-h">{t.effectHeading}</h2>
      <p>{summary.effect[lang]}</p>
      <p class="quiet">{t.source}: <span lang="en">{summary.effect.source}</span></p>
      <p class="on-paper">{method[lang]} {spots.revision}: {revision}. {map.printed(date(Date.now()))}.</p>
    </section>
  );
}
