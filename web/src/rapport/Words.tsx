import { t } from '../i18n/report.ts';
import type { Flaw } from '../lib/types.ts';
import { FieldError } from '../ui/parts.tsx';
import { MAX_TEXT, type Draft } from './draft.ts';
import { Section } from './Section.tsx';

type Props = {
  step: number;
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  error: string | undefined;
  suggestion: Flaw['suggestion'];
  /** Asks the server about the text alone, when the writer leaves the field. */
  look: () => void;
};

export function Words({ step, draft, change, error, suggestion, look }: Props) {
  const left = MAX_TEXT - draft.text.trim().length;
  return (
    <Section name="words" step={step} legend={t.text.heading}>
      <label class="label" for="f-text">{t.text.label}</label>
      <p class="help" id="h-text">{t.text.help}</p>
      <FieldError id="e-text" text={error} />
      {suggestion && (
        <div class="suggestion">
          <p class="label">{t.text.suggestion}</p>
          <blockquote>{suggestion}</blockquote>
          <button type="button" class="button" onClick={() => change({ text: suggestion })}>{t.text.useSuggestion}</button>
        </div>
      )}
      <textarea class="input" id="f-text" rows={5} value={draft.text} aria-invalid={error !== undefined}
        aria-describedby={error ? 'h-text e-text left-text' : 'h-text left-text'}
        onInput={(e) => change({ text: e.currentTarget.value })} onBlur={look} />
      <p class={left < 0 ? 'help over' : 'help'} id="left-text">{t.text.left(left)}</p>
    </Section>
  );
}
