import { useRef, useState } from 'preact/hooks';
import { t } from '../i18n/disclosure.ts';
import { neighbour, range, type Piece } from '../handlaggning/redaction.ts';
import type { Marked } from './masking.ts';

type WordsProps = { pieces: Piece[]; marked: Marked; law: string; flip: (i: number) => void; change: (marked: Marked) => void };

/** The words, each a button; one of them is in the tab order, the arrows walk them. */
export function Words({ pieces, marked, law, flip, change }: WordsProps) {
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
