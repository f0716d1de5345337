import { useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/report.ts';

export type Shown = { field: string; text: string };
const FIELDS = ['category', 'causes', 'place', 'when', 'severity', 'text'];

/** Every flaw at once, each a link to its field. `round` changes with each try, so the focus comes back. */
export function ErrorSummary({ flaws, round }: { flaws: Shown[]; round: number }) {
  const box = useRef<HTMLDivElement>(null);
  // Before the page is painted: whoever sees the summary is in it.
  useLayoutEffect(() => {
    if (flaws.length > 0) box.current?.focus();
  }, [round]);
  if (flaws.length === 0) return null;
  return (
    <div class="notice notice-error" role="alert" tabIndex={-1} ref={box} id="error-summary">
      <h2>{t.errors.heading(flaws.length)}</h2>
      <ul>
        {flaws.map((f) => (
          <li key={f.field + f.text}>
            {FIELDS.includes(f.field)
              ? <a href={`#f-${f.field}`} onClick={(e) => {
                e.preventDefault();
                const target = document.getElementById(`f-${f.field}`);
                target?.focus();
                target?.closest('fieldset.card')?.scrollIntoView({ block: 'start' });
              }}>{f.text}</a>
              : f.text}
          </li>
        ))}
      </ul>
    </div>
  );
}
