import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/desk.ts';
import { redact, sheet as askSheet, type Sheet } from '../lib/desk.ts';
import { flawsOf, Refused } from '../atgarder/Problem.tsx';
import { FieldError } from '../ui/parts.tsx';
import type { Alone } from '../ui/useAlone.ts';
import { neighbour, piecesOf, range, without } from './redaction.ts';

type Props = { sheet: Sheet; text: string; token: string; alone: Alone; done: (now: Sheet) => void; overtaken: (now: Sheet) => void; close: () => void };

/** Marks words and takes them out for good, when the reason and the law are written and it was asked twice. */
export function Redact({ sheet, text, token, alone, done, overtaken, close }: Props) {
  const pieces = useMemo(() => piecesOf(text), [text]);
  const first = pieces.findIndex((piece) => piece.word);
  const [marked, setMarked] = useState<ReadonlySet<number>>(new Set());
  const [at, setAt] = useState(first);
  const [from, setFrom] = useState(first);
  const [all, setAll] = useState(false);
  const [reason, setReason] = useState('');
  const [law, setLaw] = useState(t.redact.lawPreset);
  const [error, setError] = useState<Error | null>(null);
  const [other, setOther] = useState(false);
  const [asked, setAsked] = useState(false);
  const words = useRef<HTMLDivElement>(null);
  const dialog = useRef<HTMLDialogElement>(null);
  // Whoever opened it goes on there, with the next key.
  useLayoutEffect(() => document.getElementById('redact-h')?.focus(), []);
  useEffect(() => { if (asked) dialog.current?.showModal(); }, [asked]);
  const left = all ? null : without(pieces, marked);
  const nothing = !all && marked.size === 0;
  const flaws = flawsOf(error);

  const toggle = (i: number) => {
    const next = new Set(marked);
    if (!next.delete(i)) next.add(i);
    setMarked(next);
    setFrom(i);
    setAt(i);
  };
  const upTo = (i: number) => {
    setMarked(new Set([...marked, ...range(pieces, from, i)]));
    setAt(i);
  };
  const focusWord = (i: number) => words.current?.querySelector<HTMLElement>(`[data-nth="${i}"]`)?.focus();
  const walk = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' || event.key === 'ArrowDown' ? 1 : event.key === 'ArrowLeft' || event.key === 'ArrowUp' ? -1 : null;
    if (step === null) return;
    event.preventDefault();
    const next = neighbour(pieces, at, step);
    if (event.shiftKey) upTo(next);
    else setAt(next);
    focusWord(next);
  };
  /** Refused or not answered: what stands there now tells whether somebody else was first, or we were. */
  const reread = async (refused: Error, wanted: string | null) => {
    const now = await askSheet(sheet.number, token).catch(() => null);
    if (now === null || now.text === text) setError(refused);
    else if (now.text === wanted) done(now);
    else {
      setOther(true);
      setMarked(new Set());
      setAll(false);
      setAt(first);
      setFrom(first);
      overtaken(now);
      requestAnimationFrame(() => document.getElementById('redact-h')?.focus());
    }
  };
  const send = () => {
    dialog.current?.close();
    setError(null);
    setOther(false);
    const wanted = left === '' ? null : left;
    return alone(async () => {
      try {
        done(await redact(sheet.number, wanted, reason.trim(), law.trim(), token));
      } catch (refused) {
        await reread(refused as Error, wanted);
      }
    });
  };
  return (
    <form class="card desk-panel" aria-labelledby="redact-h" onSubmit={(event) => { event.preventDefault(); if (!nothing) setAsked(true); }}>
      <h3 id="redact-h" tabIndex={-1}>{t.redact.title}</h3>
      <Refused error={error} />
      {other && <p class="notice" role="alert">{t.redact.other}</p>}
      <p class="help" id="redact-help">{t.redact.help}</p>
      <div class="desk-mark" role="group" aria-label={t.redact.words} aria-describedby="redact-help" ref={words}>
        {pieces.map(({ text: piece, word }, i) => (word
          ? <button key={i} type="button" data-nth={i} tabIndex={i === at ? 0 : -1} aria-pressed={all || marked.has(i)} disabled={all} onKeyDown={walk}
              onFocus={() => setAt(i)} onClick={(event) => (event.shiftKey ? upTo(i) : toggle(i))}>{piece}</button>
          : ' '))}
      </div>
      <label class="desk-switch"><input type="checkbox" checked={all} onChange={(e) => setAll(e.currentTarget.checked)} /> {t.redact.all}</label>
      <p class="label">{t.redact.left}</p>
      <blockquote class="desk-text" id="redact-left">{left || t.redact.nothingLeft}</blockquote>
      <FieldError id="e-redact-text" text={flaws.get('text')} />
      <div class="pair">
        <div class="field">
          <label class="label" for="redact-reason">{t.redact.reason}</label>
          <FieldError id="e-redact-reason" text={flaws.get('reason')} />
          <input class="input" id="redact-reason" required maxLength={200} autocomplete="off" value={reason} aria-invalid={flaws.has('reason')} aria-describedby={flaws.has('reason') ? 'redact-stays e-redact-reason' : 'redact-stays'} onInput={(e) => setReason(e.currentTarget.value)} />
        </div>
        <div class="field">
          <label class="label" for="redact-law">{t.redact.law}</label>
          <FieldError id="e-redact-law" text={flaws.get('law')} />
          <input class="input" id="redact-law" required maxLength={200} autocomplete="off" value={law} aria-invalid={flaws.has('law')} aria-describedby={flaws.has('law') ? 'redact-stays e-redact-law' : 'redact-stays'} onInput={(e) => setLaw(e.currentTarget.value)} />
        </div>
      </div>
      <p class="help" id="redact-stays">{t.redact.stays}</p>
      <div class="row">
        <button type="submit" class="button button-danger" disabled={nothing}>{t.redact.send}</button>
        <button type="button" class="button button-outline" onClick={close}>{t.cancel}</button>
      </div>
      {asked && (
        <dialog ref={dialog} class="dialog" aria-labelledby="sure-h" aria-describedby="sure-p" onClose={() => setAsked(false)}>
          <h2 id="sure-h">{t.redact.sure}</h2>
          <p id="sure-p">{t.redact.sureHelp}</p>
          <blockquote class="desk-text">{left || t.redact.nothingLeft}</blockquote>
          <div class="row">
            <button type="button" class="button button-outline" onClick={() => dialog.current?.close()}>{t.cancel}</button>
            <button type="button" class="button button-danger" onClick={() => void send()}>{t.redact.forGood}</button>
          </div>
        </dialog>
      )}
    </form>
  );
}
