import type { Catalogue, Category } from '../lib/types.ts';
import { lang, named } from '../i18n/index.ts';
import { t } from '../i18n/report.ts';
import { Chip, FieldError } from '../ui/parts.tsx';
import { Section } from './Section.tsx';
import type { Draft } from './draft.ts';

type Props = { catalogue: Catalogue; draft: Draft; change: (part: Partial<Draft>) => void; errors: Map<string, string> };

export function What({ catalogue, draft, change, errors }: Props) {
  const chosen = catalogue.categories.find((c) => c.code === draft.category);
  const choose = (c: Category) => change({
    category: c.code,
    causes: draft.causes.filter((cause) => c.causes.some((known) => known.code === cause)),
    severity: c.concern ? draft.severity : null,
  });
  return (
    <Section name="category" step={1} legend={t.what.heading} error={errors.get('category')}>
      <div class="options">
        {catalogue.categories.map((c, i) => (
          <label class="option" key={c.code}>
            <input type="radio" name="category" value={c.code} id={i === 0 ? 'f-category' : undefined}
              checked={draft.category === c.code} onChange={() => choose(c)} />
            <span>{named(c)}</span>
          </label>
        ))}
      </div>
      {chosen && chosen.causes.length > 0 && <Causes category={chosen} draft={draft} change={change} error={errors.get('causes')} />}
    </Section>
  );
}

function Causes({ category, draft, change, error }: { category: Category; draft: Draft; change: Props['change']; error: string | undefined }) {
  const question = (lang === 'en' ? category.question_en : category.question_sv) ?? t.what.fallbackQuestion;
  const toggle = (code: string) => change({
    causes: draft.causes.includes(code) ? draft.causes.filter((c) => c !== code) : [...draft.causes, code],
  });
  return (
    <fieldset class="sub" aria-describedby={error ? 'e-causes' : undefined}>
      <legend>{question} <span class="quiet">{t.what.several}</span></legend>
      <FieldError id="e-causes" text={error} />
      <div class="chips">
        {category.causes.map((c, i) => (
          <Chip key={c.code} type="checkbox" name="causes" value={c.code} id={i === 0 ? 'f-causes' : undefined}
            checked={draft.causes.includes(c.code)} onChange={() => toggle(c.code)}>{named(c)}</Chip>
        ))}
      </div>
    </fieldset>
  );
}
