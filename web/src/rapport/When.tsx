import { t as common } from '../i18n/common.ts';
import { t } from '../i18n/report.ts';
import { WEEKDAYS } from '../lib/types.ts';
import { Chip } from '../ui/parts.tsx';
import { localDate, localMinute, type Draft, type WhenDraft } from './draft.ts';
import { Section } from './Section.tsx';

type Props = { draft: Draft; change: (part: Partial<Draft>) => void; errors: Map<string, string> };
const KINDS = ['now', 'instant', 'interval', 'recurrence'] as const;

export function WhenField({ draft, change, errors }: Props) {
  const w = draft.when;
  const set = (part: Partial<WhenDraft>) => change({ when: { ...w, ...part } });
  const max = localMinute(new Date());
  return (
    <Section name="when" step={3} legend={t.when.heading} error={errors.get('when')}>
      <div class="chips">
        {KINDS.map((kind, i) => (
          <Chip key={kind} type="radio" name="when" value={kind} id={i === 0 ? 'f-when' : undefined}
            checked={w.kind === kind} onChange={() => set({ kind })}>{t.when[kind]}</Chip>
        ))}
      </div>
      {w.kind === 'instant' && (
        <div class="field">
          <label class="label" for="when-at">{t.when.at}</label>
          <input class="input" id="when-at" type="datetime-local" max={max} value={w.at} onInput={(e) => set({ at: e.currentTarget.value })} />
        </div>
      )}
      {w.kind === 'interval' && (
        <div class="pair">
          <div class="field">
            <label class="label" for="when-from">{t.when.from}</label>
            <input class="input" id="when-from" type="datetime-local" max={max} value={w.from} onInput={(e) => set({ from: e.currentTarget.value })} />
          </div>
          <div class="field">
            <label class="label" for="when-to">{t.when.to}</label>
            <input class="input" id="when-to" type="datetime-local" max={max} value={w.to} onInput={(e) => set({ to: e.currentTarget.value })} />
          </div>
        </div>
      )}
      {w.kind === 'recurrence' && <Recurrence w={w} set={set} />}
    </Section>
  );
}

function Recurrence({ w, set }: { w: WhenDraft; set: (part: Partial<WhenDraft>) => void }) {
  const today = localDate(new Date());
  return (
    <>
      <fieldset class="sub">
        <legend>{t.when.days}</legend>
        <div class="chips">
          {WEEKDAYS.map((day) => (
            <Chip key={day} type="checkbox" name="weekdays" value={day} checked={w.weekdays.includes(day)}
              onChange={() => set({ weekdays: WEEKDAYS.filter((d) => (d === day) !== w.weekdays.includes(d)) })}>{common.weekdays[day]}</Chip>
          ))}
        </div>
      </fieldset>
      <fieldset class="sub">
        <legend>{t.when.hours}</legend>
        <div class="chips">
          {t.when.presets.map((p) => (
            <Chip key={p.label} type="radio" name="hours-preset" value={p.label} checked={w.fromHour === p.from && w.toHour === p.to}
              onChange={() => set({ fromHour: p.from, toHour: p.to })}>{p.label} {t.when.hour(p.from)}–{t.when.hour(p.to)}</Chip>
          ))}
        </div>
        <div class="pair">
          <Hour id="hour-from" label={t.when.fromHour} from={0} value={w.fromHour} set={(fromHour) => set({ fromHour })} />
          <Hour id="hour-to" label={t.when.toHour} from={1} value={w.toHour} set={(toHour) => set({ toHour })} />
        </div>
        <p class="help" role="status">{w.toHour <= w.fromHour ? t.when.pastMidnight : ''}</p>
      </fieldset>
      <div class="pair">
        <div class="field">
          <label class="label" for="when-since">{t.when.since}</label>
          <input class="input" id="when-since" type="date" max={today} value={w.since} aria-describedby="since-help" onInput={(e) => set({ since: e.currentTarget.value })} />
          <p class="help" id="since-help">{t.when.sinceHelp}</p>
        </div>
        <div class="field">
          <label class="label" for="when-until">{t.when.until}</label>
          <input class="input" id="when-until" type="date" min={w.since} value={w.until} onInput={(e) => set({ until: e.currentTarget.value })} />
        </div>
      </div>
    </>
  );
}

function Hour({ id, label, from, value, set }: { id: string; label: string; from: 0 | 1; value: number; set: (h: number) => void }) {
  return (
    <div class="field">
      <label class="label" for={id}>{label}</label>
      <select class="input" id={id} value={String(value)} onChange={(e) => set(Number(e.currentTarget.value))}>
        {Array.from({ length: 24 }, (_, i) => i + from).map((h) => <option key={h} value={String(h)}>{t.when.hour(h)}.00</option>)}
      </select>
    </div>
  );
}
