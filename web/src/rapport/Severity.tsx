import { t } from '../i18n/report.ts';
import { Chip } from '../ui/parts.tsx';
import type { Draft } from './draft.ts';
import { Section } from './Section.tsx';

type Props = { draft: Draft; change: (part: Partial<Draft>) => void; errors: Map<string, string> };

export function Severity({ draft, change, errors }: Props) {
  return (
    <Section name="severity" step={4} legend={t.severity.heading} help={t.severity.help} error={errors.get('severity')}>
      <div class="chips">
        <Chip type="radio" name="severity" value="" id="f-severity" checked={draft.severity === null}
          onChange={() => change({ severity: null })}>{t.severity.none}</Chip>
        {t.severity.levels.map((word, i) => (
          <Chip key={word} type="radio" name="severity" value={String(i + 1)} checked={draft.severity === i + 1}
            onChange={() => change({ severity: i + 1 })}>{i + 1} {word}</Chip>
        ))}
      </div>
    </Section>
  );
}
