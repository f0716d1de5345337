import { useCallback, useEffect, useState } from 'preact/hooks';
import { lang, page } from '../i18n/index.ts';
import { t } from '../i18n/lighting.ts';
import { ApiError, keepPlan, keptPlan, keptPlans, removePlan } from '../lib/api.ts';
import { staying } from '../lib/municipality.ts';
import type { KeptPlan, KeptPlanLine } from '../lib/types.ts';
import type { LightingPlan, Question } from './types.ts';
import type { Asked } from './url.ts';
import { body } from './url.ts';
import { compared, done } from './words.ts';

export type Kept = KeptPlan<Question, LightingPlan>;

/** Keeping, deciding and opening plans, and what differs from the decided one. */
export function KeptPlans({ token, asked, plan, change }: { token: string; asked: Asked; plan: LightingPlan; change: (next: Asked) => void }) {
  const year = plan.summary.to.slice(0, 4);
  const [lines, setLines] = useState<KeptPlanLine[]>([]);
  const [title, setTitle] = useState(t.keepTitleDefault(year));
  const [period, setPeriod] = useState(year);
  const [said, setSaid] = useState('');
  const [decided, setDecided] = useState<Kept | null>(null);
  const look = useCallback((signal?: AbortSignal) => keptPlans('lighting', token, signal).then(setLines, () => undefined), [token]);
  useEffect(() => {
    const unwanted = new AbortController();
    void look(unwanted.signal);
    return () => unwanted.abort();
  }, [look]);
  const decidedId = lines.find((line) => line.state === 'decided' && line.period === period)?.id ?? null;
  useEffect(() => {
    setDecided(null);
    if (decidedId === null) return;
    const unwanted = new AbortController();
    keptPlan<Question, LightingPlan>(decidedId, token, unwanted.signal).then(setDecided, () => undefined);
    return () => unwanted.abort();
  }, [decidedId, token, lines]);
  const keep = async (state: 'draft' | 'decided') => {
    setSaid('');
    try {
      const kept = await keepPlan({ kind: 'lighting', period, title, state, question: body(asked), answer: plan }, lines.find((line) => line.id === asked.plan) ?? null, token);
      setSaid(t.keptSaid(kept.title));
      change({ ...asked, plan: kept.id });
      await look();
    } catch (error) {
      setSaid(`${t.keptFailed} ${error instanceof ApiError ? error.sentences(lang).join(' ') : ''}`);
      await look();
    }
  };
  const remove = async (line: KeptPlanLine) => {
    try {
      await removePlan(line, token);
      setSaid(t.removed);
      if (asked.plan === line.id) change({ ...asked, plan: null });
    } catch (error) {
      setSaid(`${t.keptFailed} ${error instanceof ApiError ? error.sentences(lang).join(' ') : ''}`);
    }
    await look();
  };
  return (
    <details class="card filter-card light-kept">
      <summary><h2>{t.kept}</h2></summary>
      <form onSubmit={(e) => { e.preventDefault(); void keep('draft'); }}>
        <div class="pair">
          <div class="field"><label class="label" for="keep-title">{t.keepTitle}</label>
            <input class="input" id="keep-title" maxLength={120} autoComplete="off" value={title} onInput={(e) => setTitle(e.currentTarget.value)} /></div>
          <div class="field"><label class="label" for="keep-period">{t.keepPeriod}</label>
            <input class="input" id="keep-period" inputMode="numeric" maxLength={10} autoComplete="off" value={period} onInput={(e) => setPeriod(e.currentTarget.value)} /></div>
        </div>
        <div class="row">
          <button type="submit" class="button button-outline">{t.keepDraft}</button>
          <button type="button" class="button" onClick={() => void keep('decided')}>{t.keepDecided}</button>
        </div>
      </form>
      <p class="said" role="status">{said}</p>
      {lines.length === 0 && <p class="quiet">{t.keptNone}</p>}
      <ul class="plain-list">
        {lines.map((line) => (
          <li key={line.id}>
            <strong>{line.title}</strong> <span class="quiet">{line.period}, {t.states[line.state]}</span>
            <div class="row">
              <a class="link-button" href={staying(`${page('/belysning')}?plan=${line.id}`)} aria-current={asked.plan === line.id ? 'true' : undefined}>{t.open}<span class="vh">: {line.title}</span></a>
              <button type="button" class="link-button" onClick={() => void remove(line)}>{t.remove}<span class="vh">: {line.title}</span></button>
            </div>
          </li>
        ))}
      </ul>
      {decided && <Difference now={plan} before={decided.answer} />}
    </details>
  );
}

function Difference({ now, before }: { now: LightingPlan; before: LightingPlan }) {
  const { fresh, gone } = compared(done(now), done(before));
  const some = (names: string[]) => `${names.slice(0, 8).join(', ')}${names.length > 8 ? ' …' : ''}`;
  return (
    <div class="light-difference">
      <h3>{t.compare}</h3>
      {fresh.length === 0 && gone.length === 0 && <p>{t.compareSame}</p>}
      {fresh.length > 0 && <p>{t.compareNew(String(fresh.length))}. {t.compareNames(some(fresh))}</p>}
      {gone.length > 0 && <p>{t.compareGone(String(gone.length))}. {t.compareGoneNames(some(gone))}</p>}
    </div>
  );
}
