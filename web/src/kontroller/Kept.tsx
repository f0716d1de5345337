import { useState } from 'preact/hooks';
import { t } from '../i18n/checks.ts';
import { dateTime, lang, monthName } from '../i18n/index.ts';
import { ApiError } from '../lib/api.ts';
import type { KeptPlanLine } from '../lib/types.ts';
import type { MonthPlan } from './types.ts';

type Props = { plan: MonthPlan | null; lines: KeptPlanLine[]; keep: (title: string, state: 'draft' | 'decided') => Promise<void>; open: (id: string) => void; remove: (line: KeptPlanLine) => Promise<void> };

/** Plans that were kept, and a place to keep this one. */
export function Kept({ plan, lines, keep, open, remove }: Props) {
  const [title, setTitle] = useState('');
  const [said, setSaid] = useState('');
  const failed = (error: Error) => setSaid(`${t.keepFailed} ${error instanceof ApiError ? error.sentences(lang).join(' ') : error.message}`);
  const kept = (state: 'draft' | 'decided') => {
    if (!plan) return;
    keep(title.trim() || t.month_of(monthName(plan.month)), state).then(() => setSaid(state === 'draft' ? t.kept : t.decided), failed);
  };
  return (
    <section class="card no-print" aria-labelledby="kept-h">
      <h2 id="kept-h">{t.keptPlans}</h2>
      {plan && (
        <form onSubmit={(e) => { e.preventDefault(); kept('draft'); }}>
          <p class="field"><label for="plan-title">{t.keepTitle}</label><input id="plan-title" class="input" maxLength={120} value={title} placeholder={t.month_of(monthName(plan.month))} onInput={(e) => setTitle(e.currentTarget.value)} /></p>
          <div class="row">
            <button type="submit" class="button button-outline">{t.keepDraft}</button>
            <button type="button" class="button" id="decide" onClick={() => kept('decided')}>{t.decide}</button>
          </div>
        </form>
      )}
      <p class="said" role="status" id="kept-said">{said}</p>
      <ul class="checks-kept">
        {lines.map((line) => (
          <li key={line.id}>{line.title}, {monthName(line.period)} ({t.states[line.state]}, {dateTime(line.changed_at)}){' '}
            <button type="button" class="link-button" onClick={() => open(line.id)} aria-label={`${t.open}: ${line.title}`}>{t.open}</button>{' '}
            <button type="button" class="link-button" onClick={() => remove(line).catch(failed)} aria-label={`${t.remove}: ${line.title}`}>{t.remove}</button>
          </li>
        ))}
      </ul>
    </section>
  );
}
