import { useState } from 'preact/hooks';
import { page } from '../i18n/index.ts';
import { t } from '../i18n/lighting.ts';
import { staying } from '../lib/municipality.ts';
import { useKept } from '../lib/useKept.ts';
import { Kept } from '../ui/Kept.tsx';
import type { LightingPlan, Question } from './types.ts';
import { body, type Asked } from './url.ts';
import { compared, done } from './words.ts';

/** Keeping, deciding and opening plans, and what differs from the decided one. */
export function KeptPlans({ token, asked, plan, change }: { token: string; asked: Asked; plan: LightingPlan; change: (next: Asked) => void }) {
  const year = plan.summary.to.slice(0, 4);
  const [period, setPeriod] = useState(year);
  const { lines, decided, keep, remove } = useKept<Question, LightingPlan>('lighting', token, period);
  const field = (
    <div class="field"><label class="label" for="keep-period">{t.keepPeriod}</label>
      <input class="input" id="keep-period" inputMode="numeric" maxLength={10} autoComplete="off" value={period} onInput={(e) => setPeriod(e.currentTarget.value)} /></div>
  );
  return (
    <Kept lines={lines} usual={t.keepTitleDefault(year)} current={asked.plan} period={(own) => own} field={field} open={(line) => location.assign(staying(`${page('/belysning')}?plan=${line.id}`))}
      keep={async (title, state) => {
        const draft = { kind: 'lighting' as const, period, title, state, question: body(asked), answer: plan };
        const kept = await keep(draft, lines.find((line) => line.id === asked.plan) ?? null);
        change({ ...asked, plan: kept.id });
      }}
      remove={async (line) => {
        await remove(line);
        if (asked.plan === line.id) change({ ...asked, plan: null });
      }}>
      {decided && <Difference now={plan} before={decided.answer} />}
    </Kept>
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
