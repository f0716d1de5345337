import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { named } from '../i18n/index.ts';
import { t } from '../i18n/desk.ts';
import type { Reason, Sheet, Wanted } from '../lib/desk.ts';
import { flawsOf, Refused } from '../atgarder/Problem.tsx';
import { FieldError } from '../ui/parts.tsx';
import type { Alone } from '../ui/useAlone.ts';
import type { Known } from './App.tsx';
import { Correct, correctionOf, type Corrected } from './Correct.tsx';
import { Redact } from './Redact.tsx';
import { Reject } from './Reject.tsx';
import { useKeys } from './useKeys.ts';
import { tellerReads } from './words.ts';

type Props = {
  sheet: Sheet; known: Known; token: string; drafts: Drafts; keys: boolean; refused: Error | null;
  alone: Alone; decide: (wanted: Wanted) => Promise<void>; redacted: (now: Sheet) => void; overtaken: (now: Sheet) => void; heading: RefObject<HTMLHeadingElement | null>;
};
type Open = 'correct' | 'reject' | 'redact' | null;

const LONGEST = 300;
/** At once, since it is there already: the next letter must not be a command. */
const toField = (id: string) => document.getElementById(id)?.focus();
/** Sentences that were begun: whoever comes back to a report finds them, unless somebody decided about it meanwhile. */
export type Drafts = Map<string, { sv: string; en: string }>;
export const draftOf = (sheet: Sheet) => `${sheet.number}-${sheet.case?.version ?? 0}`;

/** What is done with one report: who it goes to, what it belongs to, what its teller reads, and the decision. */
export function Decide({ sheet, known, token, drafts, keys, refused, alone, decide, redacted, overtaken, heading }: Props) {
  const { words } = known;
  const old = sheet.case;
  const [owner, setOwner] = useState(old ? old.owner ?? '' : sheet.suggested_owner);
  const [joined, setJoined] = useState<number | null>(old?.joined_to ?? null);
  const begun = drafts.get(draftOf(sheet));
  const [sv, setSv] = useState(begun?.sv ?? old?.sentence_sv ?? '');
  const [en, setEn] = useState(begun?.en ?? old?.sentence_en ?? '');
  const write = (now: { sv: string; en: string }) => {
    drafts.set(draftOf(sheet), now);
    setSv(now.sv);
    setEn(now.en);
  };
  const [reason, setReason] = useState<Reason | null>(old?.reason ?? null);
  const [corrected, setCorrected] = useState<Corrected>({ category: sheet.category, causes: sheet.causes, place: null });
  const [open, setOpen] = useState<Open>(null);
  const [said, setSaid] = useState('');
  const box = useRef<HTMLDivElement>(null);
  const flaws = flawsOf(refused);
  // What was refused is said where the reader is.
  useEffect(() => { if (refused) box.current?.querySelector('[role=alert]')?.scrollIntoView({ block: 'nearest' }); }, [refused]);

  const sentences = { ...(sv.trim() ? { sentence_sv: sv.trim() } : {}), ...(en.trim() ? { sentence_en: en.trim() } : {}) };
  const correction = correctionOf(sheet, corrected);
  const accept = () => void decide({
    decision: 'accepted', ...(owner ? { owner } : {}), ...(joined === null ? {} : { joined_to: joined }), ...sentences, ...correction,
  });
  const reject = (why: Reason) => void decide({ decision: 'rejected', reason: why, ...sentences });
  const show = (what: Open, id: string) => {
    if (open === what) toField(id);
    else setOpen(what);
  };
  const close = () => {
    setOpen(null);
    heading.current?.focus();
  };
  const others = sheet.like.filter((like) => like.joined_to !== sheet.number);
  const join = () => {
    const [first] = others;
    if (!first) {
      setSaid(t.like.nothing);
      return;
    }
    const to = first.joined_to ?? first.number;
    setJoined(joined === to ? null : to);
    setSaid(joined === to ? t.like.not : t.like.chosen(first.reference));
  };
  // While reasons or words are chosen, a letter must not decide something else.
  useKeys(keys, open === 'reject' || open === 'redact' ? {} : {
    accept, join,
    reject: () => show('reject', 'reason-0'),
    redact: () => { if (sheet.text !== null) show('redact', 'redact-h'); else setSaid(t.redact.noWords); },
    correct: () => show('correct', 'c-category'),
    owner: () => toField('d-owner'),
    sentence: () => toField('d-sv'),
  });
  const hint = (key: string) => ({ 'aria-keyshortcuts': keys ? key : undefined });
  const sign = (key: string) => keys && <kbd aria-hidden="true">{key}</kbd>;
  const escape = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || document.querySelector('dialog[open]')) return;
    event.preventDefault();
    close();
  };
  const listed = words.organisations.find((own) => own.code === owner) ?? null;
  const reads = tellerReads(sheet, open === 'reject' || (open === null && old?.decision === 'rejected')
    ? { decision: 'rejected', reason, owner: null, sentence_sv: sv, sentence_en: en }
    : { decision: 'accepted', reason: null, owner: listed, sentence_sv: sv, sentence_en: en });
  const kind = known.catalogue.categories.find((own) => own.code === correction.category);
  const toBe = [kind && named(kind), corrected.place?.label].filter(Boolean).join(', ');
  const unchosen = open === 'reject' && reason === null;
  if (sheet.state === 'withdrawn') return <p class="notice">{t.withdrawn}</p>;
  return (
    // Escape closes what is open, wherever in it the focus is.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div class="desk-decide" ref={box} onKeyDown={escape}>
      <Refused error={refused} />
      {others.length > 0 && (
        <fieldset class="field desk-like">
          <legend class="label">{t.like.title}</legend>
          <label class="option"><input type="radio" name="like" checked={joined === null} onChange={() => setJoined(null)} /> {t.like.none}</label>
          {others.map((like, i) => {
            const to = like.joined_to ?? like.number;
            return (
              <label class="option" key={like.number}>
                <input type="radio" name="like" checked={joined === to && others.findIndex((own) => (own.joined_to ?? own.number) === to) === i} onChange={() => setJoined(to)} />
                <span>{t.like.join(like.reference)} <span class="quiet">{t.like.far(Math.round(like.distance_m), like.days)}{like.joined_to !== null && `. ${t.like.already}`}</span></span>
              </label>
            );
          })}
          <p class="help">{t.like.help}</p>
        </fieldset>
      )}
      <FieldError id="e-joined" text={flaws.get('joined_to')} />
      <div class="field">
        <label class="label" for="d-owner">{t.owner}</label>
        <select class="input" id="d-owner" value={owner} onChange={(e) => setOwner(e.currentTarget.value)} aria-describedby="d-owner-help"
          onKeyDown={(e) => { if (e.key === 'Enter') { e.preventDefault(); heading.current?.focus(); } }}>
          <option value="">{t.noOwner}</option>
          {words.organisations.map((own) => <option key={own.code} value={own.code}>{named(own)}</option>)}
        </select>
        <p class="help" id="d-owner-help">{owner === sheet.suggested_owner ? t.suggested : ''}</p>
      </div>
      <div class="field">
        <label class="label" for="d-sv">{t.sentence}</label>
        <p class="help" id="d-sv-help">{t.sentenceHelp}</p>
        <FieldError id="e-sv" text={flaws.get('sentence_sv')} />
        <textarea class="input" id="d-sv" rows={2} lang="sv" maxLength={LONGEST} value={sv} aria-invalid={flaws.has('sentence_sv')} aria-describedby={flaws.has('sentence_sv') ? 'd-sv-help e-sv' : 'd-sv-help'} onInput={(e) => write({ sv: e.currentTarget.value, en })} />
        {(sv.trim() !== '' || en !== '') && (
          <>
            <label class="label" for="d-en">{t.sentenceEn}</label>
            <FieldError id="e-en" text={flaws.get('sentence_en')} />
            <textarea class="input" id="d-en" rows={2} lang="en" maxLength={LONGEST} value={en} aria-invalid={flaws.has('sentence_en')} aria-describedby={flaws.has('sentence_en') ? 'e-en' : undefined} onInput={(e) => write({ sv, en: e.currentTarget.value })} />
          </>
        )}
      </div>
      <div class="desk-reads">
        <p class="label">{t.reads}</p>
        {unchosen ? <p class="quiet">{t.reject.choose}</p> : (
          <>
            <p lang="sv" id="reads-sv">{reads.sv}</p>
            <p lang="en" class="quiet" id="reads-en">{reads.en}</p>
          </>
        )}
      </div>
      {open === 'correct' && <Correct sheet={sheet} known={known} value={corrected} change={setCorrected} flaws={flaws} close={close} />}
      {open !== 'correct' && (correction.category || correction.causes || correction.place) && <p class="notice" id="to-be">{t.correct.pending} {toBe || t.correct.causes}</p>}
      {open === 'reject' && <Reject reason={reason} change={setReason} send={reject} close={close} />}
      {open === 'redact' && sheet.text !== null && <Redact sheet={sheet} text={sheet.text} token={token} alone={alone} done={(now) => { setOpen(null); redacted(now); }}
        overtaken={(now) => { if (now.text === null) setOpen(null); overtaken(now); }} close={close} />}
      <p role="status" class="said">{said}</p>
      {open !== 'reject' && open !== 'redact' && (
        <div class="row desk-actions">
          <button type="button" class="button" onClick={accept} {...hint('a')}>{joined === null ? t.accept : t.acceptJoined}{sign('a')}</button>
          <button type="button" class="button button-outline" onClick={() => show('reject', 'reason-0')} {...hint('r')}>{t.reject.open}{sign('r')}</button>
          {open !== 'correct' && <button type="button" class="button button-outline" onClick={() => show('correct', 'c-category')} {...hint('c')}>{t.correct.open}{sign('c')}</button>}
          {sheet.text !== null && <button type="button" class="button button-outline" onClick={() => show('redact', 'redact-h')} {...hint('x')}>{t.redact.open}{sign('x')}</button>}
        </div>
      )}
      {sheet.published && <p class="help">{t.isPublished}</p>}
    </div>
  );
}
