import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { lang, named } from '../i18n/index.ts';
import { t as desk } from '../i18n/desk.ts';
import { t } from '../i18n/disclosure.ts';
import { t as form } from '../i18n/report.ts';
import { Refused } from '../atgarder/Problem.tsx';
import { actOf, isWriting, keepKeys, keysKept } from '../handlaggning/keys.ts';
import { neighbour, piecesOf, range } from '../handlaggning/redaction.ts';
import { channelInWords, momentIn, whenInWords } from '../handlaggning/words.ts';
import { status } from '../lib/api.ts';
import * as ask from '../lib/disclosures.ts';
import { PLACES, TIMES, WHOLES, type Mask, type Masks, type Sheet, type Whole } from '../lib/disclosures.ts';
import { Loading } from '../ui/parts.tsx';
import type { Known } from './App.tsx';
import { lawMissing, markedOf, runsOf, sent, withLaw, wordMasks, type Marked } from './masking.ts';

type Props = { whole: Whole; known: Known; law: string; setLaw: (law: string) => void; changed: () => void; hand: () => void };

/** Report by report: what is masked, by which law, and that somebody has looked. */
export function Look({ whole, known, law, setLaw, changed, hand }: Props) {
  const open = whole.reports.findIndex((own) => !own.looked || own.stale);
  const [number, setNumber] = useState(whole.reports[Math.max(open, 0)]?.number ?? null);
  const [sheet, setSheet] = useState<Sheet | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const [said, setSaid] = useState('');
  const [tries, setTries] = useState(0);
  const at = whole.reports.findIndex((own) => own.number === number);
  useEffect(() => {
    if (number === null) return undefined;
    let left = false;
    setSheet(null);
    ask.sheet(whole.id, number, known.token).then((found) => { if (!left) setSheet(found); }, (wrong: Error) => { if (!left) setError(wrong); });
    return () => { left = true; };
  }, [number, tries]);
  const step = (by: 1 | -1) => {
    const next = whole.reports[at + by];
    if (next) setNumber(next.number);
  };
  const put = async (masks: Masks, looked: boolean) => {
    if (!sheet) return;
    try {
      setSheet(await ask.putMasks(whole.id, sheet, masks, looked, known.token));
      setError(null);
      changed();
      const rest = whole.reports.filter((own) => (!own.looked || own.stale) && own.number !== number);
      const next = rest.find((own) => whole.reports.indexOf(own) > at) ?? rest[0];
      setSaid(looked && !next ? t.mask.allDone : t.mask.saved);
      if (looked && next) setNumber(next.number);
      else if (looked) hand();
    } catch (wrong) {
      setError(wrong as Error);
      if ([409, 412].includes(status(wrong as Error))) {
        setSaid(t.mask.other);
        setTries((n) => n + 1);
      }
    }
  };
  const drop = async () => {
    if (number === null) return;
    try {
      await ask.drop(whole.id, number, known.token);
      const next = whole.reports[at + 1] ?? whole.reports[at - 1];
      setNumber(next?.number ?? null);
      setSheet(null);
      changed();
    } catch (wrong) {
      setError(wrong as Error);
    }
  };
  if (whole.reports.length === 0 || number === null) return <p>{t.mask.none}</p>;
  const mark = (own: Whole['reports'][number]) => (own.stale && own.looked ? t.mask.stale : own.looked ? t.mask.looked : t.mask.proposal);
  return (
    <div class="disclosure-look">
      <nav class="disclosure-queue" aria-labelledby="queue-h">
        <h3 id="queue-h">{t.mask.list}</h3>
        <ul class="desk-list">
          {whole.reports.map((own) => (
            <li key={own.number}><button type="button" aria-current={own.number === number ? 'true' : undefined} onClick={() => setNumber(own.number)}>
              <span class="place-name">{own.reference}</span><span class="quiet">{mark(own)}</span></button></li>
          ))}
        </ul>
      </nav>
      <div>
        <p class="said" role="status">{said}</p>
        <Refused error={error} />
        {sheet === null && !error && <Loading on />}
        {sheet && <Masking key={`${sheet.report.number}-${sheet.version}`} sheet={sheet} nth={t.mask.nth(at + 1, whole.reports.length)} known={known} law={law} setLaw={setLaw} put={put} step={step} drop={drop} />}
      </div>
      <datalist id="laws">{['OSL 21:1', 'OSL 32:1', 'OSL 18:1'].map((own) => <option key={own} value={own}>{own}</option>)}</datalist>
    </div>
  );
}

type MaskingProps = {
  sheet: Sheet; nth: string; known: Known; law: string; setLaw: (law: string) => void;
  put: (masks: Masks, looked: boolean) => Promise<void>; step: (by: 1 | -1) => void; drop: () => Promise<void>;
};

function Masking({ sheet, nth, known: { town, catalogue }, law, setLaw, put, step, drop }: MaskingProps) {
  const { report } = sheet;
  const text = report.text ?? '';
  const zone = town.municipality.time_zone;
  const [masks, setMasks] = useState<Masks>(() => withLaw(sheet.masks, law));
  const [marked, setMarked] = useState<Marked>(() => markedOf(text, withLaw(sheet.masks, law).words));
  const [missing, setMissing] = useState(false);
  const [keys, setKeys] = useState(keysKept);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const pieces = useMemo(() => piecesOf(text), [text]);
  const now = (): Masks => sent({ ...masks, words: wordMasks(text, marked) });
  const finish = (looked: boolean) => {
    const whole = now();
    setMissing(looked && lawMissing(whole));
    if (!looked || !lawMissing(whole)) void put(whole, looked);
  };
  const all = () => {
    const every = new Map(pieces.flatMap((piece, i) => (piece.word ? [[i, marked.get(i) ?? law] as const] : [])));
    setMarked(every.size === marked.size ? new Map() : every);
  };
  const acts = useRef<(event: KeyboardEvent) => void>(() => undefined);
  acts.current = (event) => {
    if (!keys || event.defaultPrevented || document.querySelector('dialog[open]') || isWriting(event.target)) return;
    const act = actOf(event, false);
    const letter = event.ctrlKey || event.altKey || event.metaKey || event.repeat ? '' : event.key.toLowerCase();
    if (act === 'next') step(1);
    else if (act === 'previous') step(-1);
    else if (letter === 'g') finish(true);
    else if (letter === 'm') all();
    else return;
    event.preventDefault();
  };
  useEffect(() => {
    const press = (event: KeyboardEvent) => acts.current(event);
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
  const kind = catalogue.categories.find((own) => own.code === report.category);
  const causes = report.causes.map((code) => { const own = kind?.causes.find((one) => one.code === code); return own ? named(own) : code; }).join(', ');
  const setField = (name: 'place' | 'time' | 'photos' | 'severity' | 'causes', mask: Mask<string>) => {
    if (mask.law !== masks[name].law) setLaw(mask.law);
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
          <select class="input" id={`m-${name}`} value={mask.show} aria-describedby={`f-${name}`} onChange={(e) => setField(name, { show: e.currentTarget.value, law: mask.law || law })}>
            {options.map((own) => <option key={own} value={own}>{words[own]}</option>)}
          </select>
        </div>
        {hides && <Law id={`l-${name}`} label={t.mask.lawOf(label.toLowerCase())} law={mask.law} bad={missing} change={(next) => setField(name, { show: mask.show, law: next })} />}
      </div>
    );
  };
  const where = `${lang === 'en' ? sheet.place_name_en : sheet.place_name_sv}${sheet.locality ? `, ${sheet.locality}` : ''}`;
  return (
    <form class="disclosure-mask" aria-labelledby="mask-h" onSubmit={(event) => { event.preventDefault(); finish(true); }}>
      <h3 id="mask-h" ref={heading} tabIndex={-1}>{kind ? named(kind) : report.category} <span class="quiet">{nth}, {report.reference}</span></h3>
      {sheet.stale ? <p class="notice">{t.mask.staleNotice}</p> : !sheet.looked && <p class="help">{t.mask.notice}</p>}
      <h4>{t.mask.words}</h4>
      {text === '' ? <p class="quiet">{t.mask.noWords}</p> : (
        <>
          <p class="help" id="mark-help">{t.mask.wordsHelp}</p>
          <Words pieces={pieces} marked={marked} law={law} change={setMarked} />
          <button type="button" class="link-button" onClick={all}>{runsOf(text, marked).length > 0 && marked.size === pieces.filter((own) => own.word).length ? t.mask.freeWords : t.mask.allWords}</button>
          {runsOf(text, marked).map((run) => (
            <Law key={run.words[0]} id={`l-word-${run.words[0]}`} label={t.mask.lawOf(`”${run.text}”`)} law={run.law} bad={missing}
              change={(next) => { setLaw(next); setMarked(new Map([...marked].map(([i, own]) => [i, run.words.includes(i) ? next : own]))); }} />
          ))}
        </>
      )}
      <h4>{t.mask.fields}</h4>
      <p class="help">{t.mask.lawHelp}</p>
      {choice('place', t.mask.place, where, PLACES, t.mask.places, 'exact')}
      {choice('time', t.mask.time, `${whenInWords(report.when, zone)}. ${desk.fact.told} ${momentIn(zone)(report.told_at)}, ${channelInWords(report.channel)}`, TIMES, t.mask.times, 'exact')}
      {choice('causes', t.mask.causes, causes || '–', WHOLES, t.mask.wholes, 'shown')}
      {choice('severity', t.mask.severity, report.severity === null ? '–' : `${report.severity} – ${form.severity.levels[report.severity - 1] ?? ''}`, WHOLES, t.mask.wholes, 'shown')}
      {choice('photos', t.mask.photos, t.mask.nPhotos(sheet.photos.length), WHOLES, t.mask.wholes, 'shown')}
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

function Law({ id, label, law, bad, change }: { id: string; label: string; law: string; bad: boolean; change: (law: string) => void }) {
  return (
    <div class="field disclosure-law">
      <label class="label" for={id}>{label}</label>
      <input class="input" id={id} list="laws" maxLength={80} autocomplete="off" value={law} aria-invalid={bad && law.trim() === ''} onInput={(e) => change(e.currentTarget.value)} />
    </div>
  );
}

type WordsProps = { pieces: ReturnType<typeof piecesOf>; marked: Marked; law: string; change: (marked: Marked) => void };

/** The words, each a button; one of them is in the tab order, the arrows walk them. */
function Words({ pieces, marked, law, change }: WordsProps) {
  const first = pieces.findIndex((piece) => piece.word);
  const [at, setAt] = useState(first);
  const [from, setFrom] = useState(first);
  const box = useRef<HTMLDivElement>(null);
  const toggle = (i: number) => {
    const next = new Map(marked);
    if (!next.delete(i)) next.set(i, law);
    change(next);
    setFrom(i);
    setAt(i);
  };
  const upTo = (i: number) => {
    change(new Map([...marked, ...range(pieces, from, i).map((n) => [n, marked.get(n) ?? marked.get(from) ?? law] as const)]));
    setAt(i);
  };
  const walk = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowRight' || event.key === 'ArrowDown' ? 1 : event.key === 'ArrowLeft' || event.key === 'ArrowUp' ? -1 : null;
    if (by === null) return;
    event.preventDefault();
    const next = neighbour(pieces, at, by);
    if (event.shiftKey) upTo(next);
    else setAt(next);
    box.current?.querySelector<HTMLElement>(`[data-nth="${next}"]`)?.focus();
  };
  return (
    <div class="desk-mark disclosure-words" role="group" aria-label={t.mask.words} aria-describedby="mark-help" ref={box}>
      {pieces.map(({ text, word }, i) => (word
        ? <button key={i} type="button" data-nth={i} tabIndex={i === at ? 0 : -1} aria-pressed={marked.has(i)} onKeyDown={walk} onFocus={() => setAt(i)} onClick={(event) => (event.shiftKey ? upTo(i) : toggle(i))}>{text}</button>
        : ' '))}
    </div>
  );
}
