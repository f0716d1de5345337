import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n/checks.ts';
import { date, monthName } from '../i18n/index.ts';
import { t as map } from '../i18n/map.ts';
import { t as ts } from '../i18n/spots.ts';
import { keptPlan, planFile } from '../lib/api.ts';
import type { KeptPlan, Town } from '../lib/types.ts';
import { useKept } from '../lib/useKept.ts';
import { usePlan } from '../lib/useWorking.ts';
import { Method } from '../platser/Method.tsx';
import { Failed, Stopped, Warnings, WorkingBar } from '../platser/Status.tsx';
import { inLang } from '../platser/words.ts';
import { Kept } from '../ui/Kept.tsx';
import { useLate } from '../ui/parts.tsx';
import { save } from '../ui/save.ts';
import { StaffPage, TownPage, useRefusal, useSession } from '../ui/StaffPage.tsx';
import { ByHand } from './ByHand.tsx';
import { Ask } from './Ask.tsx';
import { Log } from './Log.tsx';
import { MapPanel } from './MapPanel.tsx';
import { MonthList } from './MonthList.tsx';
import { Summary } from './Summary.tsx';
import { allowing, forbidding, locking, unlocking, usual } from './question.ts';
import type { Lock, MonthPlan, Question } from './types.ts';

export const App = () => <TownPage title={t.title} view={({ town }) => <View town={town} />} />;

type Old = KeptPlan<Question, MonthPlan>;

function View({ town }: { town: Town }) {
  const session = useSession();
  // Kept when a session ends by itself, so that the plan under one's hands is still there afterwards.
  const { token } = session.kept;
  /** Every question asked, the newest last: undo goes back. */
  const [asked, setAsked] = useState<Question[]>([]);
  const [draft, setDraft] = useState<Question>(usual);
  const [opened, setOpened] = useState<Old | null>(null);
  const [chosen, setChosen] = useState<number | null>(null);
  const [site, setSite] = useState('');
  const question = asked.at(-1) ?? null;
  const plan = usePlan<MonthPlan>('checks', question, token);
  const late = useLate(plan.loading);
  useRefusal(session, plan.error);
  const data = question === null ? (opened?.answer ?? null) : plan.data;
  const month = data?.month ?? draft.month;

  const kept = useKept<Question, MonthPlan>('checks', token, month);
  // A shared address opens the plan it names.
  useEffect(() => {
    const id = new URLSearchParams(location.search).get('plan');
    if (token !== null && id) open(id);
  }, [token]);

  const ask = (next: Question) => {
    setDraft(next);
    setAsked([...asked, next]);
    setChosen(null);
  };
  const change = (next: (question: Question) => Question) => ask(next(question ?? opened?.question ?? draft));
  const undo = () => {
    const rest = asked.slice(0, -1);
    setAsked(rest);
    setDraft(rest.at(-1) ?? opened?.question ?? draft);
  };
  const open = (id: string) => {
    if (token === null) return;
    keptPlan<Question, MonthPlan>(id, token).then((old) => {
      setOpened(old);
      setDraft(old.question);
      setAsked([]);
      history.replaceState(null, '', `${location.pathname}?plan=${id}`);
    }, () => undefined);
  };
  const keep = async (title: string, state: 'draft' | 'decided') => {
    if (!data) return;
    const body = { kind: 'checks' as const, period: data.month, title, state, question: question ?? opened?.question ?? draft, answer: data };
    const old = await kept.keep(body, question === null ? opened : null);
    setOpened(old);
    history.replaceState(null, '', `${location.pathname}?plan=${old.id}`);
  };
  const file = (format: 'ics' | 'csv') => {
    if (token === null || !data) return;
    const body = JSON.stringify(question ?? opened?.question ?? draft);
    planFile('checks', body, format, token).then((blob) => save(`kontroller-${data.month}.${format}`, blob.type, blob), () => undefined);
  };
  const lock = (own: Lock) => change((old) => locking(old, own));
  const links = data && (
    <div class="row map-links checks-files">
      <button type="button" class="button button-outline" onClick={() => file('ics')}>{t.calendar}</button>
      <button type="button" class="button button-outline" onClick={() => file('csv')}>{t.csv}</button>
      <button type="button" class="button button-outline" onClick={() => print()}>{t.print}</button>
    </div>
  );
  return (
    <StaffPage name="kontroller" kind="checks-page" title={t.title} lead={t.lead} session={session}>
      {(key) => (
        <>
          <p class="quiet">{t.secret}</p>
          <Ask draft={draft} change={setDraft} ask={ask} undo={asked.length > 1 || (asked.length === 1 && opened !== null) ? undo : null} />
          <div class="spots-status">
            {late && plan.loading && <WorkingBar progress={plan.progress} stop={plan.stop} help={t.help} />}
            {plan.stopped && <Stopped old={data !== null} again={plan.again} />}
            {plan.error && <Failed error={plan.error} old={data !== null} again={plan.again} clear={null} what={t.failed} />}
            {!data && !plan.loading && !plan.error && <p class="notice">{t.noPlan}</p>}
          </div>
          {data && (
            <div class={late && plan.loading ? 'checks-plan is-old' : 'checks-plan'} id="plan">
              <h2>{t.month_of(monthName(data.month))}</h2>
              <Summary plan={data} decided={kept.decided?.answer ?? null} />
              <Warnings spots={data} />
              {links}
              <div class="checks-main">
                <MonthList plan={data} chosen={chosen} choose={setChosen} question={question ?? opened?.question ?? draft}
                  lock={lock} unlock={(own) => change((old) => unlocking(old, own))}
                  move={(from, to) => change((old) => locking(unlocking(old, from), to))}
                  forbid={(id) => change((old) => forbidding(old, id))} />
                <MapPanel town={town} plan={data} chosen={chosen} choose={setChosen} pickSite={setSite} />
              </div>
              <ByHand plan={data} question={question ?? opened?.question ?? draft} site={site} setSite={setSite} lock={lock} allow={(id) => change((old) => allowing(old, id))} token={key} />
              <p class="on-paper">{map.printed(date(Date.now()))}. {ts.revision}: {data.revision}. {inLang(data.method)}</p>
              <Method spots={data} />
            </div>
          )}
          <Kept lines={kept.lines} usual={t.month_of(monthName(month))} current={opened?.id ?? null} period={monthName} keep={data ? keep : null} open={(line) => open(line.id)} remove={kept.remove} />
          <Log month={month} plan={data} planId={opened?.id ?? null} token={key} />
        </>
      )}
    </StaffPage>
  );
}
