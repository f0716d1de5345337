import { lang, named } from '../i18n/index.ts';
import { t } from '../i18n/desk.ts';
import { t as form } from '../i18n/report.ts';
import { FieldError } from '../ui/parts.tsx';
import { PlaceSearch } from '../ui/PlaceSearch.tsx';
import type { Known } from './App.tsx';
import { flawsBy, missing, type Entry } from './entries.ts';

type Props = { entry: Entry; nth: number; known: Known; checked: boolean; change: (part: Partial<Entry>) => void; remove: (() => void) | null };

const two = (hour: number) => String(hour).padStart(2, '0');

/** One report of several. */
export function EntryFields({ entry, nth, known: { catalogue }, checked, change, remove }: Props) {
  const { id } = entry;
  const flaws = flawsBy(entry, lang);
  if (checked) for (const what of missing(entry)) flaws.set(what === 'day' ? 'when' : what === 'tooLong' ? 'text' : what, t.tell.missing[what]);
  const known = new Set(['category', 'place', 'when', 'severity', 'text']);
  const others = [...flaws].filter(([field]) => !known.has(field));
  const of = (field: string) => ({ 'aria-invalid': flaws.has(field), 'aria-describedby': flaws.has(field) ? `b-e-${field}-${id}` : undefined });
  const mend = (part: Partial<Entry>) => change({ ...part, flaws: [] });
  return (
    <fieldset class={flaws.size > 0 ? 'card desk-entry has-error' : 'card desk-entry'}>
      <legend><h3>{t.tell.nth(nth + 1)}</h3></legend>
      {others.map(([field, text]) => <p class="field-error" key={field}>{text}</p>)}
      <div class="desk-entry-fields">
        <div class="field">
          <label class="label" for={`b-category-${id}`}>{t.tell.category}</label>
          <FieldError id={`b-e-category-${id}`} text={flaws.get('category')} />
          <select class="input" id={`b-category-${id}`} value={entry.category} {...of('category')} onChange={(e) => mend({ category: e.currentTarget.value })}>
            <option value="">{t.tell.choose}</option>
            {catalogue.categories.map((own) => <option key={own.code} value={own.code}>{named(own)}</option>)}
          </select>
        </div>
        <div class="field">
          <label class="label" for={`b-day-${id}`}>{t.tell.day}</label>
          <FieldError id={`b-e-when-${id}`} text={flaws.get('when')} />
          <input class="input" id={`b-day-${id}`} type="date" value={entry.day} {...of('when')} onInput={(e) => mend({ day: e.currentTarget.value })} />
        </div>
        <div class="field">
          <label class="label" for={`b-hour-${id}`}>{t.tell.hour}</label>
          <select class="input" id={`b-hour-${id}`} value={entry.hour} onChange={(e) => mend({ hour: e.currentTarget.value })}>
            <option value="">{t.tell.noHour}</option>
            {Array.from({ length: 24 }, (_, hour) => <option key={hour} value={two(hour)}>{two(hour)}–{two(hour + 1)}</option>)}
          </select>
        </div>
        <div class="field">
          <label class="label" for={`b-severity-${id}`}>{t.tell.severity}</label>
          <FieldError id={`b-e-severity-${id}`} text={flaws.get('severity')} />
          <select class="input" id={`b-severity-${id}`} value={entry.severity === null ? '' : String(entry.severity)} {...of('severity')}
            onChange={(e) => mend({ severity: e.currentTarget.value === '' ? null : Number(e.currentTarget.value) })}>
            <option value="">{form.severity.none}</option>
            {form.severity.levels.map((word, i) => <option key={word} value={String(i + 1)}>{i + 1} {word}</option>)}
          </select>
        </div>
      </div>
      <div class="field">
        <FieldError id={`b-e-place-${id}`} text={flaws.get('place')} />
        <PlaceSearch id={`b-place-${id}`} label={t.tell.place} listFirst={false} isChosen={(p) => entry.at?.lon === p.lon && entry.at.lat === p.lat}
          pick={(p) => mend({ at: { lon: p.lon, lat: p.lat, name: p.name } })}
          pickPosition={(p) => mend({ at: { ...p, name: t.correct.position(p.lat.toFixed(5), p.lon.toFixed(5)) } })} />
        <p role="status" class="said">{entry.at ? t.tell.placed(entry.at.name) : ''}</p>
      </div>
      <div class="field">
        <label class="label" for={`b-text-${id}`}>{form.text.label}</label>
        <FieldError id={`b-e-text-${id}`} text={flaws.get('text')} />
        <textarea class="input" id={`b-text-${id}`} rows={3} value={entry.text} {...of('text')} onInput={(e) => mend({ text: e.currentTarget.value })} />
      </div>
      {remove && <button type="button" class="link-button" onClick={remove}>{t.tell.remove(nth + 1)}</button>}
    </fieldset>
  );
}
