import { useEffect, useRef, useState } from 'preact/hooks';
import { named } from '../i18n/index.ts';
import { t } from '../i18n/disclosure.ts';
import { Refused } from '../atgarder/Problem.tsx';
import { firstWords, momentIn } from '../handlaggning/words.ts';
import * as ask from '../lib/disclosures.ts';
import type { Found, Search, Whole } from '../lib/disclosures.ts';
import { Chip } from '../ui/parts.tsx';
import { PlaceSearch } from '../ui/PlaceSearch.tsx';
import type { Alone } from '../ui/useAlone.ts';
import type { Known } from './App.tsx';

type Spot = { lon: number; lat: number; name: string };

const STATES = ['received', 'rejected', 'withdrawn'] as const;

/** Looks for reports and takes those that are chosen. */
export function Find({ whole, known: { town, catalogue, token }, alone, changed }: { whole: Whole; known: Known; alone: Alone; changed: (next: Whole) => void }) {
  const [kinds, setKinds] = useState<ReadonlySet<string>>(new Set());
  const [states, setStates] = useState<ReadonlySet<string>>(new Set());
  const [asked, setAsked] = useState<Search>({});
  const [found, setFound] = useState<Found | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [error, setError] = useState<Error | null>(null);
  const [spot, setSpot] = useState<Spot | null>(null);
  const [busy, setBusy] = useState(false);
  const result = useRef<HTMLHeadingElement>(null);
  const [round, setRound] = useState(0);
  useEffect(() => result.current?.focus(), [round]);
  const radius = useRef<HTMLInputElement>(null);
  useEffect(() => { if (spot) radius.current?.select(); }, [spot]);
  const has = new Set(whole.reports.map((own) => own.number));
  const moment = momentIn(town.municipality.time_zone);
  const flipped = (set: ReadonlySet<string>, word: string) => { const next = new Set(set); if (!next.delete(word)) next.add(word); return next; };

  const look = async (search: Search) => {
    if (busy) return;
    setBusy(true);
    try {
      const page = await ask.find(whole.id, search, token);
      setError(null);
      setFound((old) => (search.after && old ? { ...page, ...(old.n_found === undefined ? {} : { n_found: old.n_found }), reports: [...old.reports, ...page.reports] } : page));
      if (!search.after) setRound((n) => n + 1);
    } catch (wrong) {
      setError(wrong as Error);
    }
    setBusy(false);
  };
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const said = (name: string) => String(form.get(name) ?? '').trim();
    const references = said('references').split(/[\s,;]+/u).filter(Boolean);
    const search: Search = {
      ...(said('from') && { from: said('from') }), ...(said('to') && { to: said('to') }), ...(said('words') && { words: said('words') }), ...(said('locality') && { locality: said('locality') }),
      categories: [...kinds], states: [...states], references, ...(spot && { circle: { lat: spot.lat, lon: spot.lon, radius_m: Number(said('radius')) } }),
    };
    setAsked(search);
    setChosen(new Set());
    void look(search);
  };
  const take = () => alone(async () => {
    try {
      changed(await ask.select(whole.id, [...chosen], token));
    } catch (wrong) {
      setError(wrong as Error);
    }
  });
  const kind = (code: string) => { const own = catalogue.categories.find((one) => one.code === code); return own ? named(own) : code; };
  const free = found?.reports.filter((own) => !has.has(own.number)) ?? [];
  const field = (name: string, label: string, type: 'text' | 'date' = 'text', help = '') => (
    <div class="field">
      <label class="label" for={`s-${name}`}>{label}</label>
      {help && <p class="help" id={`h-${name}`}>{help}</p>}
      {type === 'date' ? <input class="input" id={`s-${name}`} name={name} type="date" />
        : <input class="input" id={`s-${name}`} name={name} autocomplete="off" aria-describedby={help ? `h-${name}` : undefined} />}
    </div>
  );
  return (
    <>
      <form class="card disclosure-find" onSubmit={send} aria-labelledby="find-h">
        <h3 id="find-h">{t.search.title}</h3>
        <Refused error={error} />
        <div class="disclosure-fields">
          {field('from', t.search.from, 'date')}
          {field('to', t.search.to, 'date')}
          {field('words', t.search.words, 'text', t.search.wordsHelp)}
          {field('references', t.search.references, 'text', t.search.referencesHelp)}
        </div>
        <fieldset class="sub">
          <legend class="label">{t.search.kinds}</legend>
          <p class="help">{t.search.kindsHelp}</p>
          <div class="chips">{catalogue.categories.map((own) => <Chip key={own.code} type="checkbox" name="kind" value={own.code} checked={kinds.has(own.code)} onChange={() => setKinds(flipped(kinds, own.code))}>{named(own)}</Chip>)}</div>
        </fieldset>
        <fieldset class="sub">
          <legend class="label">{t.search.states}</legend>
          <div class="chips">{STATES.map((own) => <Chip key={own} type="checkbox" name="state" value={own} checked={states.has(own)} onChange={() => setStates(flipped(states, own))}>{t.search.state[own]}</Chip>)}</div>
        </fieldset>
        <fieldset class="sub">
          <legend class="label">{t.search.where}</legend>
          {spot === null ? (
            <div class="disclosure-where">
              <div class="field">
                <label class="label" for="s-locality">{t.search.locality}</label>
                <select class="input" id="s-locality" name="locality">
                  <option value="">{t.search.everywhere}</option>
                  {town.localities.map((own) => <option key={own.name} value={own.name}>{own.name}</option>)}
                </select>
              </div>
              <PlaceSearch id="s-place" label={t.search.around} listFirst={false} isChosen={() => false} pick={(own) => setSpot({ lon: own.lon, lat: own.lat, name: own.name })}
                pickPosition={(own) => setSpot({ ...own, name: t.search.position(own.lat, own.lon) })} />
            </div>
          ) : (
            <div class="disclosure-spot">
              <label class="label" for="s-radius">{t.search.radius(spot.name)}</label>
              <div class="row">
                <input class="input" id="s-radius" name="radius" type="number" required min={1} max={20000} defaultValue="300" ref={radius} />
                <button type="button" class="link-button" onClick={() => setSpot(null)}>{t.search.noSpot}</button>
              </div>
            </div>
          )}
        </fieldset>
        <button type="submit" class="button" aria-disabled={busy}>{busy ? t.search.busy : t.search.send}</button>
      </form>
      {found && (
        <section class="disclosure-found" aria-labelledby="found-h">
          <h3 id="found-h" ref={result} tabIndex={-1}>{t.search.result}</h3>
          <p role="status">{t.search.found(found.n_found ?? 0, found.reports.length)}</p>
          {free.length > 0 && (
            <label class="desk-switch"><input type="checkbox" checked={free.every((own) => chosen.has(own.number))} onChange={(e) => setChosen(e.currentTarget.checked ? new Set(free.map((own) => own.number)) : new Set())} /> {t.search.all}</label>
          )}
          <ul class="plain-list disclosure-hits">
            {found.reports.map((own) => (
              <li key={own.number}>
                <label class="desk-switch">
                  <input type="checkbox" disabled={has.has(own.number)} checked={has.has(own.number) || chosen.has(own.number)} onChange={() => { const next = new Set(chosen); if (!next.delete(own.number)) next.add(own.number); setChosen(next); }} />
                  <span><strong>{own.reference}</strong> {kind(own.category)}{own.case?.told && own.case.told.category !== own.category && ` (${t.search.toldAs(kind(own.case.told.category))})`}, {moment(own.told_at)}{has.has(own.number) && <> <span class="badge">{t.search.has}</span></>}
                    <span class="desk-words">{own.text === null ? t.search.noWords : firstWords(own.text, 120)}</span></span>
                </label>
              </li>
            ))}
          </ul>
          <div class="row">
            {found.next !== undefined && <button type="button" class="button button-outline" aria-disabled={busy} onClick={() => void look({ ...asked, after: found.next as number })}>{t.search.more}</button>}
            <button type="button" class="button" disabled={chosen.size === 0} onClick={() => void take()}>{t.search.add(chosen.size)}</button>
          </div>
        </section>
      )}
    </>
  );
}
