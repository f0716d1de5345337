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
import { pixels } from '../lib/picture.ts';
import * as ask from '../lib/disclosures.ts';
import type { Told } from '../lib/desk.ts';
import { PLACES, TIMES, WHOLES, type Mask, type Masks, type PlaceInWords, type Sheet, type Whole } from '../lib/disclosures.ts';
import { Loading } from '../ui/parts.tsx';
import { Picture } from '../ui/Picture.tsx';
import type { Known } from './App.tsx';
import { lawMissing, lawsOf, markedOf, runsOf, sent, withLaw, wordMasks, type Marked } from './masking.ts';

type Props = { whole: Whole; known: Known; law: string; setLaw: (law: string) => void; changed: () => void; hand: () => void };

/** Report by report: what is masked, by which law, and that somebody has looked. */
export function Look({ whole, known, law, setLaw, changed, hand }: Props) {
  const open = whole.reports.findIndex((own) => !own.looked);
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
  const busy = useRef(false);
  // What was ticked off here, also before the list has come anew.
  const ticked = useRef(new Set<number>());
  const put = async (masks: Masks, looked: boolean) => {
    if (!sheet || busy.current) return;
    busy.current = true;
    try {
      setSheet(await ask.putMasks(whole.id, sheet, masks, looked, known.token));
      setError(null);
      changed();
      if (looked) ticked.current.add(sheet.report.number);
      else ticked.current.delete(sheet.report.number);
      const rest = whole.reports.filter((own) => !own.looked && own.number !== number && !ticked.current.has(own.number));
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
    busy.current = false;
  };
  const drop = async () => {
    if (number === null || busy.current) return;
    busy.current = true;
    try {
      await ask.drop(whole.id, number, known.token);
      const next = whole.reports[at + 1] ?? whole.reports[at - 1];
      setNumber(next?.number ?? null);
      setSheet(null);
      changed();
    } catch (wrong) {
      setError(wrong as Error);
    }
    busy.current = false;
  };
  if (whole.reports.length === 0 || number === null) return <p>{t.mask.none}</p>;
  const mark = (own: Whole['reports'][number]) => (own.stale ? t.mask.stale : own.looked ? t.mask.looked : t.mask.proposal);
  return (
    <div class="disclosure-look">
      <nav class="disclosure-queue" aria-labelledby="queue-h">
        <h3 id="queue-h">{t.mask.list}</h3>
        <ul class="desk-list">
          {whole.reports.map((own) => (
            <li key={own.number}><button type="button" aria-current={own.number === number ? 'true' : undefined} onClick={() => setNumber(own.number)}>
              <span class="place-name">{own.reference ?? own.number}</span><span class="quiet">{mark(own)}</span></button></li>
          ))}
        </ul>
      </nav>
      <div>
        <p class="said" role="status">{said}</p>
        <Refused error={error} />
        {sheet === null && !error && <Loading on />}
        {sheet && <Masking key={`${sheet.report.number}-${sheet.version}`} id={whole.id} sheet={sheet} nth={t.mask.nth(at + 1, whole.reports.length)} known={known} law={law} setLaw={setLaw} put={put} step={step} drop={drop} />}
      </div>
      <datalist id="laws">{['OSL 21:1', 'OSL 32:1', 'OSL 18:1'].map((own) => <option key={own} value={own}>{own}</option>)}</datalist>
    </div>
  );
}

type MaskingProps = {
  id: string; sheet: Sheet; nth: string; known: Known; law: string; setLaw: (law: string) => void;
  put: (masks: Masks, looked: boolean) => Promise<void>; step: (by: 1 | -1) => void; drop: () => Promise<void>;
};

function Masking({ id, sheet, nth, known: { town, catalogue, token }, law, setLaw, put, step, drop }: MaskingProps) {
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
  useEffect(() => heading.current?.focus(), []);
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
    if (!keys || event.defaultPrevented || document.querySelector('dialog[open]') || isWriting(event.target)) return;
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
    const press = (event: KeyboardEvent) => acts.current(event);
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

/** What stands by law before somebody stands for it. */
function Used({ laws }: { laws: Map<string, number> }) {
  if (laws.size === 0) return <p class="disclosure-laws">{t.mask.noLaws}</p>;
  return <p class="disclosure-laws"><strong>{t.mask.lawsUsed}</strong> {[...laws].map(([law, n]) => t.mask.byLaw(law || t.mask.noLaw, n)).join(', ')}.</p>;
}

/** The photos as they would be handed out, beside the choice. */
function Shots({ id, number, photos, token }: { id: string; number: number; photos: string[]; token: string }) {
  return <ul class="plain-list disclosure-shots">{photos.map((own, i) => <Shot key={own} label={t.mask.photo(i + 1, photos.length)} load={() => ask.photo(id, number, own, token)} />)}</ul>;
}

function Shot({ label, load }: { label: string; load: () => Promise<Blob> }) {
  const [seen, setSeen] = useState<HTMLCanvasElement | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let left = false;
    load().then(pixels).then((own) => { if (!left) setSeen(own); }, () => { if (!left) setFailed(true); });
    return () => { left = true; };
  }, []);
  return <li>{seen ? <Picture of={seen} label={label} /> : <p role="status">{failed ? t.mask.photoFailed : t.mask.photoWait}</p>}</li>;
}

type LawProps = { id: string; label: string; law: string; bad: boolean; given: boolean; change: (law: string) => void };

/** The law of one mask. `given`: the page filled it in, and says so. */
function Law({ id, label, law, bad, given, change }: LawProps) {
  return (
    <div class="field disclosure-law">
      <label class="label" for={id}>{label}</label>
      {given && <p class="help" id={`g-${id}`}>{t.mask.given}</p>}
      <input class="input" id={id} list="laws" maxLength={80} autocomplete="off" value={law} aria-describedby={given ? `g-${id}` : undefined} aria-invalid={bad && law.trim() === ''} onInput={(e) => change(e.currentTarget.value)} />
    </div>
  );
}

type WordsProps = { pieces: ReturnType<typeof piecesOf>; marked: Marked; law: string; flip: (i: number) => void; change: (marked: Marked) => void };

/** The words, each a button; one of them is in the tab order, the arrows walk them. */
function Words({ pieces, marked, law, flip, change }: WordsProps) {
  const first = pieces.findIndex((piece) => piece.word);
  const [at, setAt] = useState(first);
  const [from, setFrom] = useState(first);
  const box = useRef<HTMLDivElement>(null);
  const toggle = (i: number) => {
    flip(i);
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
