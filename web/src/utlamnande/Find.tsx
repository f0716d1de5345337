import { useEffect, useRef, useState } from 'preact/hooks';
import { named } from '../i18n/index.ts';
import { t } from '../i18n/disclosure.ts';
import { Refused } from '../atgarder/Problem.tsx';
import { firstWords, momentIn } from '../handlaggning/words.ts';
import * as ask from '../lib/disclosures.ts';
import type { Found, Search, Whole } from '../lib/disclosures.ts';
import { Chip } from '../ui/parts.tsx';
import type { Known } from './App.tsx';

const STATES = ['received', 'rejected', 'withdrawn'] as const;

/** Looks for reports and takes those that are chosen. */
export function Find({ whole, known: { town, catalogue, token }, changed }: { whole: Whole; known: Known; changed: (next: Whole) => void }) {
  const [kinds, setKinds] = useState<ReadonlySet<string>>(new Set());
  const [states, setStates] = useState<ReadonlySet<string>>(new Set());
  const [asked, setAsked] = useState<Search>({});
  const [found, setFound] = useState<Found | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [error, setError] = useState<Error | null>(null);
  const [half, setHalf] = useState(false);
  const result = useRef<HTMLHeadingElement>(null);
  const [round, setRound] = useState(0);
  useEffect(() => result.current?.focus(), [round]);
  const has = new Set(whole.reports.map((own) => own.number));
  const moment = momentIn(town.municipality.time_zone);
  const flipped = (set: ReadonlySet<string>, word: string) => { const next = new Set(set); if (!next.delete(word)) next.add(word); return next; };

  const look = async (search: Search) => {
    try {
      const page = await ask.find(whole.id, search, token);
      setError(null);
      setFound((old) => (search.after && old ? { ...page, n_found: old.n_found, reports: [...old.reports, ...page.reports] } : page));
      if (!search.after) setRound((n) => n + 1);
    } catch (wrong) {
      setError(wrong as Error);
    }
  };
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const said = (name: string) => String(form.get(name) ?? '').trim();
    const [lat, lon, radius] = ['lat', 'lon', 'radius'].map((name) => said(name).replace(',', '.'));
    const n = [lat, lon, radius].filter(Boolean).length;
    setHalf(n === 1 || n === 2);
    if (n === 1 || n === 2) return;
    const references = said('references').split(/[\s,;]+/u).filter(Boolean);
    const search: Search = {
      ...(said('from') && { from: said('from') }), ...(said('to') && { to: said('to') }), ...(said('words') && { words: said('words') }), ...(said('locality') && { locality: said('locality') }),
      categories: [...kinds], states: [...states], references, ...(n === 3 && { circle: { lat: Number(lat), lon: Number(lon), radius_m: Number(radius) } }),
    };
    setAsked(search);
    setChosen(new Set());
    void look(search);
  };
  const take = async () => {
    try {
      changed(await ask.select(whole.id, [...chosen], token));
    } catch (wrong) {
      setError(wrong as Error);
    }
  };
  const kind = (code: string) => { const own = catalogue.categories.find((one) => one.code === code); return own ? named(own) : code; };
  const free = found?.reports.filter((own) => !has.has(own.number)) ?? [];
  const field = (name: string, label: string, type: 'text' | 'date' = 'text', help = '') => (
    <div class="field">
      <label class="label" for={`s-${name}`}>{label}</label>
      {help && <p class="help" id={`h-${name}`}>{help}</p>}
      {type === 'date' ? <input class="input" id={`s-${name}`} name={name} type="date" />
        : <input class="input" id={`s-${name}`} name={name} autocomplete="off" inputMode={['lat', 'lon', 'radius'].includes(name) ? 'decimal' : 'text'} aria-describedby={help ? `h-${name}` : undefined} />}
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
          {field('locality', t.search.locality)}
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
        <fieldset class="sub" aria-describedby="e-circle">
          <legend class="label">{t.search.circle}</legend>
          <p class="field-error" id="e-circle" role="alert">{half ? t.search.circleHalf : ''}</p>
          <div class="disclosure-fields">{field('lat', t.search.lat)}{field('lon', t.search.lon)}{field('radius', t.search.radius)}</div>
        </fieldset>
        <button type="submit" class="button">{t.search.send}</button>
      </form>
      {found && (
        <section class="disclosure-found" aria-labelledby="found-h">
          <h3 id="found-h" ref={result} tabIndex={-1}>{t.search.result}</h3>
          <p role="status">{t.search.found(found.n_found, found.reports.length)}</p>
          {free.length > 0 && (
            <label class="desk-switch"><input type="checkbox" checked={free.every((own) => chosen.has(own.number))} onChange={(e) => setChosen(e.currentTarget.checked ? new Set(free.map((own) => own.number)) : new Set())} /> {t.search.all}</label>
          )}
          <ul class="plain-list disclosure-hits">
            {found.reports.map((own) => (
              <li key={own.number}>
                <label class="desk-switch">
                  <input type="checkbox" disabled={has.has(own.number)} checked={has.has(own.number) || chosen.has(own.number)} onChange={() => { const next = new Set(chosen); if (!next.delete(own.number)) next.add(own.number); setChosen(next); }} />
                  <span><strong>{own.reference}</strong> {kind(own.category)}, {moment(own.told_at)}{has.has(own.number) && <> <span class="badge">{t.search.has}</span></>}
                    <span class="desk-words">{own.text === null ? t.search.noWords : firstWords(own.text, 120)}</span></span>
                </label>
              </li>
            ))}
          </ul>
          <div class="row">
            {found.next !== undefined && <button type="button" class="button button-outline" onClick={() => void look({ ...asked, after: found.next as number })}>{t.search.more}</button>}
            <button type="button" class="button" disabled={chosen.size === 0} onClick={() => void take()}>{t.search.add(chosen.size)}</button>
          </div>
        </section>
      )}
    </>
  );
}
