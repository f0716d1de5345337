import { useState } from 'preact/hooks';
import { t } from '../i18n/remedies.ts';
import { changeRemedy, makeRemedy, ORIGINS, type OriginKind, type Remedy, type RemedyDraft, type Words } from '../lib/register.ts';
import { FieldError, FocusHeading } from '../ui/parts.tsx';
import { PlaceSearch } from '../ui/PlaceSearch.tsx';
import type { Alone } from '../ui/useAlone.ts';
import { flawsOf, Refused } from './Problem.tsx';
import type { Asked } from './url.ts';
import { inLang } from './words.ts';

type Props = { words: Words; token: string; old: Remedy | null; asked: Asked | null; alone: Alone; done: (remedy: Remedy) => void; cancel: () => void };

const OTHER = '+';
const none = (text: string): string | null => (text.trim() === '' ? null : text.trim());

function first(old: Remedy | null, asked: Asked | null, words: Words) {
  const owner = old?.owner ?? 'municipality';
  const listed = words.organisations.some((own) => own.code === owner);
  const origin = old ? old.origin : (asked?.origin ?? null);
  return {
    kind: old?.kind ?? asked?.kind ?? '',
    place: old?.place ?? (asked?.at ? { type: 'Point' as const, coordinates: asked.at } : null),
    name: old?.place_name ?? asked?.name ?? '',
    owner: listed ? owner : OTHER,
    otherOwner: listed ? '' : owner,
    due: old?.due ?? '',
    cost: old?.cost?.toString() ?? '',
    sv: old?.sentence_sv ?? '',
    en: old?.sentence_en ?? '',
    originKind: (origin?.kind ?? '') as OriginKind | '',
    originId: origin?.id ?? '',
    from: old?.selected_from ?? asked?.selected?.[0] ?? '',
    to: old?.selected_to ?? asked?.selected?.[1] ?? '',
  };
}

/** A new remedy, or the fields of one there is; its state is changed by steps and not here. */
export function Form({ words, token, old, asked, alone, done, cancel }: Props) {
  const [f, setF] = useState(() => first(old, asked, words));
  const [error, setError] = useState<Error | null>(null);
  const [unplaced, setUnplaced] = useState(false);
  const set = (part: Partial<typeof f>) => setF((now) => ({ ...now, ...part }));
  const flaws = flawsOf(error);
  const send = () => {
    setUnplaced(f.place === null);
    if (f.place === null) return undefined;
    const draft: Partial<RemedyDraft> = {
      ...(f.kind === '' ? {} : { kind: f.kind }),
      place: f.place, place_name: none(f.name), owner: f.owner === OTHER ? f.otherOwner : f.owner, due: none(f.due),
      cost: f.cost.trim() === '' ? null : Number(f.cost), sentence_sv: none(f.sv), sentence_en: none(f.en),
      origin: f.originKind === '' ? null : { kind: f.originKind, id: f.originId },
      selected_from: none(f.from), selected_to: none(f.to),
    };
    return alone(async () => {
      try {
        done(old ? await changeRemedy(old, draft, token) : await makeRemedy(draft, token));
      } catch (refused) {
        setError(refused as Error);
      }
    });
  };
  const error_of = (name: string) => ({ 'aria-invalid': flaws.has(name), 'aria-describedby': flaws.has(name) ? `e-${name}` : undefined });
  const point = f.place?.type === 'Point' ? f.place.coordinates : null;
  return (
    <form class="card remedy-form" onSubmit={(event) => { event.preventDefault(); void send(); }} noValidate aria-labelledby="remedy-form-h">
      <FocusHeading level={2}><span id="remedy-form-h">{old ? `${t.change}: ${old.place_name}` : t.make}</span></FocusHeading>
      <Refused error={error} />
      <div class="field">
        <label class="label" for="r-kind">{t.field.kind}</label>
        <FieldError id="e-kind" text={flaws.get('kind')} />
        <select class="input" id="r-kind" value={f.kind} onChange={(e) => set({ kind: e.currentTarget.value })} {...error_of('kind')}>
          <option value="">{t.choose}</option>
          {words.remedy_kinds.map((kind) => <option key={kind.code} value={kind.code}>{inLang(kind)}</option>)}
        </select>
      </div>
      <div class="field">
        <PlaceSearch id="r-place" label={t.field.place} listFirst={false} isChosen={(p) => point?.[0] === p.lon && point[1] === p.lat}
          pick={(p) => set({ place: { type: 'Point', coordinates: [p.lon, p.lat] }, name: p.name })}
          pickPosition={(p) => set({ place: { type: 'Point', coordinates: [p.lon, p.lat] }, name: '' })} />
        <FieldError id="e-place" text={unplaced ? t.placeNeeded : flaws.get('place')} />
        {point && <p class="help" role="status">{t.help.placed(point[1].toFixed(5), point[0].toFixed(5))}</p>}
      </div>
      <Line id="place_name" label={t.field.placeName} value={f.name} set={(name) => set({ name })} flaw={flaws.get('place_name')} />
      <div class="field">
        <label class="label" for="r-owner">{t.field.owner}</label>
        <p class="help" id="r-owner-help">{t.help.owner}</p>
        <FieldError id="e-owner" text={flaws.get('owner')} />
        <select class="input" id="r-owner" value={f.owner} aria-describedby="r-owner-help" onChange={(e) => set({ owner: e.currentTarget.value })}>
          {words.organisations.map((own) => <option key={own.code} value={own.code}>{inLang(own)}</option>)}
          <option value={OTHER}>{t.field.otherOwner}</option>
        </select>
      </div>
      {f.owner === OTHER && <Line id="other-owner" label={t.field.ownOwner} value={f.otherOwner} set={(otherOwner) => set({ otherOwner })} />}
      <div class="pair">
        <Line id="due" type="date" label={t.field.due} value={f.due} set={(due) => set({ due })} flaw={flaws.get('due')} />
        <Line id="cost" type="number" label={t.field.cost} value={f.cost} set={(cost) => set({ cost })} flaw={flaws.get('cost')} />
      </div>
      <Line id="sentence_sv" label={t.field.sentence} help={t.help.sentence} value={f.sv} set={(sv) => set({ sv })} flaw={flaws.get('sentence_sv')} lang="sv" />
      <Line id="sentence_en" label={t.field.sentenceEn} value={f.en} set={(en) => set({ en })} flaw={flaws.get('sentence_en')} lang="en" />
      <fieldset class="field remedy-more">
        <legend class="label">{t.field.originKind}</legend>
        <select class="input" aria-label={t.field.originKind} value={f.originKind} onChange={(e) => set({ originKind: e.currentTarget.value as OriginKind | '' })}>
          <option value="">{t.noOrigin}</option>
          {ORIGINS.map((kind) => <option key={kind} value={kind}>{t.origins[kind]}</option>)}
        </select>
        {f.originKind !== '' && <Line id="origin" label={t.field.originId} help={t.help.origin} value={f.originId} set={(originId) => set({ originId })} flaw={flaws.get('origin')} />}
        <p class="help">{t.help.selected}</p>
        <div class="pair">
          <Line id="selected_from" type="date" label={t.field.selectedFrom} value={f.from} set={(from) => set({ from })} flaw={flaws.get('selected_from')} />
          <Line id="selected_to" type="date" label={t.field.selectedTo} value={f.to} set={(to) => set({ to })} flaw={flaws.get('selected_to')} />
        </div>
      </fieldset>
      <div class="row">
        <button type="submit" class="button">{t.save}</button>
        <button type="button" class="button button-outline" onClick={cancel}>{t.cancel}</button>
      </div>
    </form>
  );
}

type LineProps = {
  id: string; label: string; value: string; set: (value: string) => void; type?: 'text' | 'date' | 'number';
  help?: string; flaw?: string | undefined; lang?: string;
};

export function Line({ id, label, value, set, type = 'text', help, flaw, lang }: LineProps) {
  const described = [help ? `h-${id}` : '', flaw ? `e-${id}` : ''].filter(Boolean).join(' ');
  const field = {
    class: 'input', id: `r-${id}`, value, lang, 'aria-invalid': flaw !== undefined, 'aria-describedby': described || undefined,
    onInput: (e: { currentTarget: HTMLInputElement }) => set(e.currentTarget.value),
  };
  return (
    <div class="field">
      <label class="label" for={`r-${id}`}>{label}</label>
      {help && <p class="help" id={`h-${id}`}>{help}</p>}
      <FieldError id={`e-${id}`} text={flaw} />
      {type === 'date' && <input type="date" {...field} />}
      {type === 'number' && <input type="number" min={0} {...field} />}
      {type === 'text' && <input type="text" {...field} />}
    </div>
  );
}
