import { useRef } from 'preact/hooks';
import { lang } from '../i18n/index.ts';
import { t } from '../i18n/report.ts';
import { pieces } from '../lib/findings.ts';
import type { Flaw } from '../lib/types.ts';
import { FieldError } from '../ui/parts.tsx';
import { MAX_TEXT, type Draft } from './draft.ts';
import { Section } from './Section.tsx';

type Props = {
  step: number;
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  error: string | undefined;
  /** What the server found in the text. */
  flaw: Flaw | undefined;
  /** Asks the server about the text alone, when the writer leaves the field or takes a proposal. */
  look: (text?: string) => Promise<void>;
};

export function Words({ step, draft, change, error, flaw, look }: Props) {
  const field = useRef<HTMLTextAreaElement>(null);
  const left = MAX_TEXT - draft.text.trim().length;
  const found = pieces(draft.text, flaw?.findings ?? []);
  const suggestion = flaw?.suggestion;
  const write = (text: string) => {
    change({ text });
    // The button is gone with its piece.
    field.current?.focus();
    void look(text);
  };
  return (
    <Section name="words" step={step} legend={t.text.heading}>
      <label class="label" for="f-text">{t.text.label}</label>
      <p class="help" id="h-text">{t.text.help}</p>
      <FieldError id="e-text" text={error} />
      {suggestion && (
        <div class="suggestion">
          <p class="label">{t.text.suggestion}</p>
          <blockquote>{suggestion}</blockquote>
          <button type="button" class="button" onClick={() => write(suggestion)}>{t.text.useSuggestion}</button>
        </div>
      )}
      {found.length > 0 && (
        <ul class="findings" aria-label={t.text.found}>
          {found.map(({ finding, piece, instead }) => (
            <li key={finding.utf16.join('-')}>
              <q>{piece}</q> <span class="help">{lang === 'en' ? finding.detail_en : finding.detail_sv}</span>
              <button type="button" class="link-button" onClick={() => write(instead)}>{t.text.replace(finding.rewrite)}</button>
            </li>
          ))}
        </ul>
      )}
      <textarea class="input" id="f-text" ref={field} rows={5} value={draft.text} aria-invalid={error !== undefined}
        aria-describedby={error ? 'h-text e-text left-text' : 'h-text left-text'}
        onInput={(e) => change({ text: e.currentTarget.value })} onBlur={() => void look()} />
      <p class={left < 0 ? 'help over' : 'help'} id="left-text">{t.text.left(left)}</p>
    </Section>
  );
}
