import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { lang, named } from '../i18n/index.ts';
import { t as desk } from '../i18n/desk.ts';
import { t } from '../i18n/disclosure.ts';
import { t as form } from '../i18n/report.ts';
import { actOf, isWriting, keepKeys, keysKept } from '../handlaggning/keys.ts';
import { piecesOf } from '../handlaggning/redaction.ts';
import { channelInWords, momentIn, whenInWords } from '../handlaggning/words.ts';
import type { Told } from '../lib/desk.ts';
import { PLACES, TIMES, WHOLES, type Mask, type Masks, type PlaceInWords, type Sheet } from '../lib/disclosures.ts';
import type { Known } from './App.tsx';
import { Law, Used } from './Law.tsx';
import { lawMissing, lawsOf, markedOf, runsOf, sent, withLaw, wordMasks, type Marked } from './masking.ts';
import { Shots } from './Shots.tsx';
import { Words } from './Words.tsx';

type Props = {
  id: string; sheet: Sheet; nth: string; known: Known; law: string; setLaw: (law: string) => void;
  /** Something is being saved: nothing is to be done here meanwhile. */
  saving: boolean;
  put: (masks: Masks, looked: boolean) => Promise<void>; step: (by: 1 | -1) => void; drop: () => Promise<void>;
};

/** One report: what of it is masked, and by which law. */
export function Masking({ id, sheet, nth, known: { town, catalogue, token }, law, setLaw, saving, put, step, drop }: Props) {
  const { report } = sheet;
  const text = report.text ?? '';
  const zone = town.municipality.time_zone;
  const [masks, setMasks] = useState<Masks>(() => withLaw(sheet.masks, law));
  const [marked, setMarked] = useState<Marked>(() => markedOf(text, withLaw(sheet.masks, law).words));
  const [missing, setMissing] = useState(false);
  /** Where somebody has written the law here: fields by name, words by their place. */
  const [written, setWritten] = useState<ReadonlySet<string | number>>(new Set());
  const own = useMemo(() => markedOf(text, sheet.masks.words), [text]);
  const [keys, setKeys] = useState(keysKept);
  const heading = useRef<HTMLHeadingElement>(null);
  const begun = useRef(false);
  // Whoever comes to it reads it from its heading; what is still cannot take the focus.
  useEffect(() => {
    if (saving || begun.current) return;
    begun.current = true;
    heading.current?.focus();
  }, [saving]);
  const pieces = useMemo(() => piecesOf(text), [text]);
  const now = (): Masks => sent({ ...masks, words: wordMasks(text, marked) });
  const finish = (looked: boolean) => {
    const whole = now();
    setMissing(looked && lawMissing(whole));
    if (!looked || !lawMissing(whole)) void put(whole, looked);
  };
  const isWhole = marked.size > 0 && marked.size === pieces.filter((piece) => piece.word).length;
  const all = () => setMarked(new Map(pieces.flatMap((piece, i) => (piece.word ? [[i, marked.get(i) ?? law] as const] : []))));
  const flip = (i: number) => {
    const next = new Map(marked);
    if (!next.delete(i)) next.set(i, law);
    setMarked(next);
  };
  /** On a word the key is about that word alone; elsewhere it masks all, and frees none. */
  const mask = () => {
    const word = document.activeElement?.closest<HTMLElement>('.disclosure-words [data-nth]')?.dataset.nth;
    if (word === undefined) all();
    else flip(Number(word));
  };
  const acts = useRef<(event: KeyboardEvent) => void>(() => undefined);
  acts.current = (event) => {
    if (!keys || saving || event.defaultPrevented || document.querySelector('dialog[open]') || isWriting(event.target)) return;
    const act = actOf(event, false);
    const letter = event.ctrlKey || event.altKey || event.metaKey || event.repeat ? '' : event.key.toLowerCase();
    if (act === 'next') step(1);
    else if (act === 'previous') step(-1);
    else if (letter === 'g') finish(true);
    else if (letter === 'm') mask();
    else return;
    event.preventDefault();
  };
  useEffect(() => {
    const press = (event: KeyboardEvent) => { if (!document.querySelector('[data-unseen]')) acts.current(event); };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
  // What was told is the record that is handed out; what the desk corrected stands beside it.
  const told = report.case?.told ?? report;
  const kind = (code: string) => { const own = catalogue.categories.find((one) => one.code === code); return own ? named(own) : code; };
  const causesOf = ({ category, causes }: Pick<Told, 'category' | 'causes'>) => {
    const listed = catalogue.categories.find((own) => own.code === category)?.causes ?? [];
    return causes.map((code) => { const own = listed.find((one) => one.code === code); return own ? named(own) : code; }).join(', ') || '–';
  };
  const beside = (was: string, is: string) => (was === is ? was : `${was}. ${t.mask.corrected(is)}`);
  const placeOf = (own: PlaceInWords) => `${lang === 'en' ? own.place_name_en : own.place_name_sv}${own.locality ? `, ${own.locality}` : ''}`;
  const setField = (name: 'place' | 'time' | 'photos' | 'severity' | 'causes', mask: Mask<string>) => {
    setMasks({ ...masks, [name]: mask } as Masks);
  };
  const choice = (name: 'place' | 'time' | 'photos' | 'severity' | 'causes', label: string, fact: string, options: readonly string[], words: Record<string, string>, open: string) => {
    const mask = masks[name];
    const hides = mask.show !== open;
    return (
      <div class="disclosure-field">
        <div class="field">
          <label class="label" for={`m-${name}`}>{label}</label>
          <p class="help" id={`f-${name}`}>{fact}</p>
          <select class="input" id={`m-${name}`} value={mask.show} aria-describedby={`f-${name}`} onChange={(e) => setField(name, { show: e.currentTarget.value, law: e.currentTarget.value === open ? '' : mask.law || law })}>
            {options.map((own) => <option key={own} value={own}>{words[own]}</option>)}
          </select>
        </div>
        {hides && <Law id={`l-${name}`} label={t.mask.lawOf(label.toLowerCase())} law={mask.law} bad={missing} given={mask.law !== '' && mask.law !== sheet.masks[name].law && !written.has(name)}
          change={(next) => { setLaw(next); setWritten(new Set([...written, name])); setField(name, { show: mask.show, law: next }); }} />}
        {name === 'photos' && sheet.photos.length > 0 && <Shots id={id} number={report.number} photos={sheet.photos} token={token} />}
      </div>
    );
  };
  const moved = JSON.stringify(told.place) === JSON.stringify(report.place) ? null : sheet.corrected;
  const where = `${placeOf(sheet)}${moved ? `. ${t.mask.corrected(placeOf(moved))}` : ''}`;
  return (
    <form class="disclosure-mask" aria-labelledby="mask-h" onSubmit={(event) => { event.preventDefault(); finish(true); }}>
      <h3 id="mask-h" ref={heading} tabIndex={-1}>{kind(told.category)} <span class="quiet">{nth}, {report.reference}</span></h3>
      {told.category !== report.category && <p>{t.mask.corrected(kind(report.category))}</p>}
      {sheet.corrected && <p class="help">{t.mask.correctedHelp}</p>}
      {sheet.stale ? <p class="notice">{t.mask.staleNotice}</p> : !sheet.looked && <p class="help">{t.mask.notice}</p>}
      <h4>{t.mask.words}</h4>
      {text === '' ? <p class="quiet">{t.mask.noWords}</p> : (
        <>
          <p class="help" id="mark-help">{t.mask.wordsHelp}</p>
          <Words pieces={pieces} marked={marked} law={law} flip={flip} change={setMarked} />
          <button type="button" class="link-button" onClick={() => (isWhole ? setMarked(new Map()) : all())}>{isWhole ? t.mask.freeWords : t.mask.allWords}</button>
          {runsOf(text, marked).map((run) => (
            <Law key={run.words[0]} id={`l-word-${run.words[0]}`} label={t.mask.lawOf(`”${run.text}”`)} law={run.law} bad={missing}
              given={run.law !== '' && run.words.every((i) => own.get(i) !== run.law && !written.has(i))}
              change={(next) => { setLaw(next); setWritten(new Set([...written, ...run.words])); setMarked(new Map([...marked].map(([i, own]) => [i, run.words.includes(i) ? next : own]))); }} />
          ))}
        </>
      )}
      <h4>{t.mask.fields}</h4>
      <p class="help">{t.mask.lawHelp}</p>
      {choice('place', t.mask.place, where, PLACES, t.mask.places, 'exact')}
      {choice('time', t.mask.time, `${whenInWords(report.when, zone)}. ${desk.fact.told} ${momentIn(zone)(report.told_at)}, ${channelInWords(report.channel)}`, TIMES, t.mask.times, 'exact')}
      {choice('causes', t.mask.causes, beside(causesOf(told), causesOf(report)), WHOLES, t.mask.wholes, 'shown')}
      {choice('severity', t.mask.severity, report.severity === null ? '–' : `${report.severity} – ${form.severity.levels[report.severity - 1] ?? ''}`, WHOLES, t.mask.wholes, 'shown')}
      {choice('photos', t.mask.photos, t.mask.nPhotos(sheet.photos.length), WHOLES, t.mask.wholes, 'shown')}
      <Used laws={lawsOf(now())} />
      <p class="field-error" role="alert">{missing && lawMissing(now()) ? t.mask.lawMissing : ''}</p>
      <div class="row">
        <button type="submit" class="button">{t.mask.done}</button>
        <button type="button" class="button button-outline" onClick={() => finish(false)}>{t.mask.keep}</button>
        <button type="button" class="link-button" onClick={() => void drop()}>{t.mask.drop}</button>
      </div>
      <label class="desk-switch no-print"><input type="checkbox" checked={keys} onChange={(e) => { setKeys(e.currentTarget.checked); keepKeys(e.currentTarget.checked); }} /> {t.mask.keysOn}</label>
      <p class="help no-print">{t.mask.keys}</p>
    </form>
  );
}
