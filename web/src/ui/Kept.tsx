import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { dateTime, lang } from '../i18n/index.ts';
import { t } from '../i18n/work.ts';
import { ApiError } from '../lib/api.ts';
import type { KeptPlanLine } from '../lib/types.ts';

type Props = {
  lines: KeptPlanLine[];
  /** What a plan is called by whoever gives it no name. */
  usual: string;
  /** Keeps the plan that is shown; `null` where none is. */
  keep: ((title: string, state: 'draft' | 'decided') => Promise<unknown>) | null;
  open: (line: KeptPlanLine) => void;
  remove: (line: KeptPlanLine) => Promise<void>;
  /** The one that is open. */
  current: string | null;
  /** What is told of a period: a month by its name. */
  period: (period: string) => string;
  /** A field more, beside the name. */
  field?: ComponentChildren;
  /** Under the list. */
  children?: ComponentChildren;
};

/** Plans that were kept, and a place to keep this one. */
export function Kept({ lines, usual, keep, open, remove, current, period, field, children }: Props) {
  const [title, setTitle] = useState('');
  const [said, setSaid] = useState('');
  const tell = (done: Promise<unknown>, words: string) => {
    setSaid('');
    done.then(() => setSaid(words), (error: Error) => setSaid(`${t.kept.failed} ${error instanceof ApiError ? error.sentences(lang).join(' ') : ''}`));
  };
  const kept = (state: 'draft' | 'decided') => {
    if (keep) tell(keep(title.trim() || usual, state), t.kept.said[state]);
  };
  return (
    <details class="card filter-card kept-plans no-print">
      <summary><h2>{t.kept.title}</h2></summary>
      {keep && (
        <form onSubmit={(e) => { e.preventDefault(); kept('draft'); }}>
          <div class="pair">
            <div class="field"><label class="label" for="plan-title">{t.kept.name}</label>
              <input id="plan-title" class="input" maxLength={120} autoComplete="off" value={title} placeholder={usual} onInput={(e) => setTitle(e.currentTarget.value)} /></div>
            {field}
          </div>
          <div class="row">
            <button type="submit" class="button button-outline">{t.kept.draft}</button>
            <button type="button" class="button" id="decide" onClick={() => kept('decided')}>{t.kept.decide}</button>
          </div>
        </form>
      )}
      <p class="said" role="status" id="kept-said">{said}</p>
      {lines.length === 0 && <p class="quiet">{t.kept.none}</p>}
      <ul class="plain-list">
        {lines.map((line) => (
          <li key={line.id}>
            <strong>{line.title}</strong> <span class="quiet">{period(line.period)}, {t.kept.states[line.state]}, {dateTime(line.changed_at)}</span>
            <div class="row">
              <button type="button" class="link-button" aria-current={current === line.id ? 'true' : undefined} onClick={() => open(line)}>{t.kept.open}<span class="vh">: {line.title}</span></button>
              <button type="button" class="link-button" onClick={() => tell(remove(line), t.kept.removed)}>{t.kept.remove}<span class="vh">: {line.title}</span></button>
            </div>
          </li>
        ))}
      </ul>
      {children}
    </details>
  );
}
