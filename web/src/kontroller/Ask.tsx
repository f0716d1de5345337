import { t } from '../i18n/checks.ts';
import { WEEKDAYS } from '../lib/types.ts';
import { anySeed } from './question.ts';
import type { OpenHours, Question } from './types.ts';

type Props = { draft: Question; change: (q: Question) => void; ask: (q: Question) => void; undo: (() => void) | null };

/** What is asked: which month, how many, when crews can work. */
export function Ask({ draft, change, ask, undo }: Props) {
  const set = (part: Partial<Question>) => change({ ...draft, ...part });
  const hours = (nth: number, part: Partial<OpenHours>) => set({ hours: draft.hours.map((own, i) => (i === nth ? { ...own, ...part } : own)) });
  const number = (id: string, label: string, value: number, min: number, max: number, put: (n: number) => void, step = 1) => (
    <p class="field"><label for={id}>{label}</label><input id={id} class="input number" type="number" min={min} max={max} step={step} value={value} onInput={(e) => put(e.currentTarget.valueAsNumber)} /></p>
  );
  return (
    <form class="card checks-ask" onSubmit={(event) => { event.preventDefault(); ask({ ...draft }); }}>
      <h2>{t.ask}</h2>
      <div class="row checks-row">
        <p class="field"><label for="ask-month">{t.month}</label><input id="ask-month" class="input" type="month" required value={draft.month} onChange={(e) => set({ month: e.currentTarget.value, locked: [] })} /></p>
        {number('ask-quota', t.quota, draft.quota, 1, 100, (quota) => set({ quota }))}
      </div>
      <fieldset>
        <legend>{t.hours}</legend>
        {draft.hours.map((own, nth) => (
          <div class="row checks-hours" key={nth}>
            <span class="checks-days">
              {WEEKDAYS.map((day) => (
                <label class="chip" key={day}>
                  <input type="checkbox" checked={own.weekdays.includes(day)} onChange={() => hours(nth, { weekdays: WEEKDAYS.filter((d) => (d === day) !== own.weekdays.includes(d)) })} />
                  <span>{t.weekdays[day]}</span>
                </label>
              ))}
            </span>
            <label>{t.from} <input class="input number" type="number" min={0} max={23} value={own.from} onChange={(e) => hours(nth, { from: e.currentTarget.valueAsNumber })} /></label>
            <label>{t.to} <input class="input number" type="number" min={1} max={24} value={own.to} onChange={(e) => hours(nth, { to: e.currentTarget.valueAsNumber })} /></label>
            {draft.hours.length > 1 && <button type="button" class="link-button" onClick={() => set({ hours: draft.hours.filter((_, i) => i !== nth) })}>{t.dropHours}</button>}
          </div>
        ))}
        <button type="button" class="link-button" onClick={() => set({ hours: [...draft.hours, { weekdays: ['fri', 'sat'], from: 20, to: 2 }] })}>{t.addHours}</button>
      </fieldset>
      <details>
        <summary>{t.more}</summary>
        <div class="row checks-row">
          {number('ask-site', t.perSite, draft.per_site, 1, 10, (per_site) => set({ per_site }))}
          {number('ask-spacing', t.spacing, draft.spacing_m ?? 1000, 0, 5000, (spacing_m) => set({ spacing_m }), 50)}
          {number('ask-school', t.schoolTime, draft.school_time, 0, 100, (school_time) => set({ school_time }))}
        </div>
        <label class="check-line"><input type="checkbox" checked={draft.every_locality} onChange={(e) => set({ every_locality: e.currentTarget.checked })} /> {t.everyLocality}</label>
      </details>
      <div class="row">
        <button type="submit" class="button" id="make-plan">{t.makePlan}</button>
        <button type="button" class="button button-outline" onClick={() => ask({ ...draft, seed: anySeed() })}>{t.drawAgain}</button>
        {undo && <button type="button" class="button button-outline" id="undo" onClick={undo}>{t.undo}</button>}
      </div>
    </form>
  );
}
