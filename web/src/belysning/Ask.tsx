import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n/lighting.ts';
import { Chip, FieldError } from '../ui/parts.tsx';
import type { Asked } from './url.ts';
import { KINDS, SPACING_M } from './url.ts';

type Props = { asked: Asked; change: (next: Asked) => void; budgetFlaw: string | null };

/** What is asked. Chips act at once; what is written, when it is sent. */
export function Ask({ asked, change, budgetFlaw }: Props) {
  const [budget, setBudget] = useState('');
  const [spacing, setSpacing] = useState('');
  const [flaws, setFlaws] = useState<{ budget?: string; spacing?: string }>({});
  useEffect(() => {
    setBudget(asked.budget === undefined ? '' : String(asked.budget));
    setSpacing(String(asked.spacing_m ?? SPACING_M));
    setFlaws({});
  }, [asked.budget, asked.spacing_m]);
  const solve = (event: Event) => {
    event.preventDefault();
    const kronor = budget.replace(/[\s\u00a0]/g, '');
    const metres = Number(spacing.replace(',', '.'));
    const bad = {
      ...(/^\d{0,12}$/.test(kronor) ? {} : { budget: t.budgetBad }),
      ...(metres >= 15 && metres <= 80 ? {} : { spacing: t.spacingBad }),
    };
    setFlaws(bad);
    if (Object.keys(bad).length > 0) return;
    const { budget: _old, ...rest } = asked;
    change({ ...rest, ...(kronor === '' ? {} : { budget: Number(kronor) }), spacing_m: Math.round(metres) });
  };
  const budgetError = flaws.budget ?? budgetFlaw ?? undefined;
  return (
    <form class="light-ask" onSubmit={solve} noValidate>
      <fieldset class="light-kind">
        <legend class="label">{t.kind}</legend>
        <div class="chips">
          {KINDS.map((kind) => (
            <Chip key={kind} type="radio" name="kind" value={kind} checked={asked.kind === kind} onChange={() => change({ ...asked, kind })}>{t.kinds[kind]}</Chip>
          ))}
        </div>
      </fieldset>
      <div class="light-budget">
        <div class="field">
          <label class="label" for="light-budget">{t.budget}</label>
          <input class="input" id="light-budget" inputMode="numeric" autoComplete="off" value={budget} aria-describedby="light-budget-help light-budget-flaw"
            aria-invalid={budgetError !== undefined} onInput={(e) => setBudget(e.currentTarget.value)} />
        </div>
        <button type="submit" class="button">{t.solve}</button>
      </div>
      <span class="help" id="light-budget-help">{t.budgetHelp}</span>
      <FieldError id="light-budget-flaw" text={budgetError} />
      <details class="light-finer">
        <summary>{t.finer}</summary>
        <div class="pair">
          <div class="field">
            <label class="label" for="light-spacing">{t.spacing}</label>
            <input class="input" id="light-spacing" inputMode="numeric" autoComplete="off" value={spacing} aria-describedby="light-spacing-flaw"
              aria-invalid={flaws.spacing !== undefined} onInput={(e) => setSpacing(e.currentTarget.value)} />
            <FieldError id="light-spacing-flaw" text={flaws.spacing} />
          </div>
          <div class="field">
            <label class="label" for="light-from">{t.from}</label>
            <input class="input" id="light-from" type="month" value={asked.from ?? ''} onChange={(e) => {
              const { from: _old, ...rest } = asked;
              const { value } = e.currentTarget;
              change(/^\d{4}-\d{2}$/.test(value) ? { ...rest, from: value } : rest);
            }} />
          </div>
        </div>
        <label class="light-complete">
          <input type="checkbox" checked={asked.lamps_complete ?? false} onChange={(e) => {
            const { lamps_complete: _old, ...rest } = asked;
            change(e.currentTarget.checked ? { ...rest, lamps_complete: true } : rest);
          }} aria-describedby="light-complete-help" />
          <span>{t.complete}</span>
        </label>
        <span class="help" id="light-complete-help">{t.completeHelp}</span>
      </details>
    </form>
  );
}
