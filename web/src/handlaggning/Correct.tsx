import { useLayoutEffect } from 'preact/hooks';
import { named } from '../i18n/index.ts';
import { t } from '../i18n/desk.ts';
import type { Shape, Sheet, Wanted } from '../lib/desk.ts';
import { WhereMap } from '../rapport/WhereMap.tsx';
import { Chip, FieldError } from '../ui/parts.tsx';
import { PlaceSearch } from '../ui/PlaceSearch.tsx';
import type { Known } from './App.tsx';

export type Corrected = { category: string; causes: string[]; place: { shape: Shape; label: string } | null };

/** Only what differs from the report is sent. */
export function correctionOf(sheet: Sheet, { category, causes, place }: Corrected): Pick<Wanted, 'category' | 'causes' | 'place'> {
  const same = category === sheet.category && causes.length === sheet.causes.length && causes.every((cause) => sheet.causes.includes(cause));
  return { ...(same ? {} : { category, causes }), ...(place === null ? {} : { place: place.shape }) };
}

type Props = {
  sheet: Sheet; known: Known; value: Corrected; change: (value: Corrected) => void; flaws: Map<string, string>; close: () => void;
};

/** Another category, other causes, another place; what was told stays known beside it. */
export function Correct({ sheet, known: { town, catalogue }, value, change, flaws, close }: Props) {
  // Whoever opened it goes on there, with the next key.
  useLayoutEffect(() => document.getElementById('c-category')?.focus(), []);
  const kind = catalogue.categories.find((own) => own.code === value.category);
  const set = (part: Partial<Corrected>) => change({ ...value, ...part });
  const cause = (code: string) => set({ causes: value.causes.includes(code) ? value.causes.filter((own) => own !== code) : [...value.causes, code] });
  const point = value.place?.shape.type === 'Point' ? value.place.shape.coordinates : null;
  const told = sheet.place.type === 'Polygon' ? null : sheet.place;
  return (
    <section class="card desk-panel" aria-labelledby="correct-h">
      <h3 id="correct-h">{t.correct.title}</h3>
      <p class="help">{t.correct.help}</p>
      <div class="field">
        <label class="label" for="c-category">{t.correct.category}</label>
        <FieldError id="e-category" text={flaws.get('category')} />
        <select class="input" id="c-category" value={value.category}
          onChange={(e) => set({ category: e.currentTarget.value, causes: e.currentTarget.value === sheet.category ? sheet.causes : [] })}>
          {catalogue.categories.map((own) => <option key={own.code} value={own.code}>{named(own)}</option>)}
        </select>
      </div>
      {kind && kind.causes.length > 0 && (
        <fieldset class="sub">
          <legend>{t.correct.causes}</legend>
          <FieldError id="e-causes" text={flaws.get('causes')} />
          <div class="chips">
            {kind.causes.map((own) => <Chip key={own.code} type="checkbox" name="causes" value={own.code} checked={value.causes.includes(own.code)} onChange={() => cause(own.code)}>{named(own)}</Chip>)}
          </div>
        </fieldset>
      )}
      <FieldError id="e-place" text={flaws.get('place')} />
      <PlaceSearch id="c-place" label={t.correct.place} listFirst={false} isChosen={(p) => point?.[0] === p.lon && point[1] === p.lat}
        pick={(p) => set({ place: { shape: { type: 'Point', coordinates: [p.lon, p.lat] }, label: p.name } })}
        pickPosition={(p) => set({ place: { shape: { type: 'Point', coordinates: [p.lon, p.lat] }, label: t.correct.position(p.lat.toFixed(5), p.lon.toFixed(5)) } })} />
      <WhereMap town={town} spot={told && { geometry: told, accuracy_m: null, source: 'map', label: '' }}
        choose={(spot) => { if (spot) set({ place: { shape: spot.geometry, label: spot.label } }); }} />
      <p role="status" class="said">{value.place ? t.correct.moved(value.place.label) : ''}</p>
      <div class="row">
        {value.place && <button type="button" class="link-button" onClick={() => set({ place: null })}>{t.correct.keepPlace}</button>}
        <button type="button" class="button button-outline" onClick={() => { change({ category: sheet.category, causes: sheet.causes, place: null }); close(); }}>{t.correct.undo}</button>
      </div>
    </section>
  );
}
