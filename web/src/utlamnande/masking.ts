/** Marked words with their laws, and the ranges the server knows. Pure. */
import { piecesOf, type Piece } from '../handlaggning/redaction.ts';
import type { Masks, WordMask } from '../lib/disclosures.ts';

/** The law by which a word is masked, by the word's place among the pieces; empty while it is not written. */
export type Marked = ReadonlyMap<number, string>;

const starts = (pieces: Piece[]): number[] => {
  let at = 0;
  return pieces.map(({ text }) => { const start = at; at += text.length; return start; });
};

export function markedOf(text: string, masks: WordMask[]): Marked {
  const pieces = piecesOf(text);
  const from = starts(pieces);
  const marked = new Map<number, string>();
  pieces.forEach((piece, i) => {
    const start = from[i] ?? 0;
    const mask = piece.word && masks.find((own) => own.from < start + piece.text.length && own.to > start);
    if (mask) marked.set(i, mask.law);
  });
  return marked;
}

/** Marked words in a row with one law. */
export type Run = { words: number[]; text: string; law: string };

export function runsOf(text: string, marked: Marked): Run[] {
  const pieces = piecesOf(text);
  const runs: Run[] = [];
  let goesOn = false;
  pieces.forEach((piece, i) => {
    if (!piece.word) return;
    const law = marked.get(i);
    const last = runs.at(-1);
    if (law === undefined) goesOn = false;
    else if (goesOn && last && last.law === law) {
      last.words.push(i);
      last.text += ` ${piece.text}`;
    } else {
      runs.push({ words: [i], text: piece.text, law });
      goesOn = true;
    }
  });
  return runs;
}

export function wordMasks(text: string, marked: Marked): WordMask[] {
  const pieces = piecesOf(text);
  const from = starts(pieces);
  return runsOf(text, marked).map(({ words, law }) => {
    const last = words.at(-1) ?? 0;
    return { from: from[words[0] ?? 0] ?? 0, to: (from[last] ?? 0) + (pieces[last]?.text.length ?? 0), law: law.trim() };
  });
}

/** Whether something is masked whose law nobody has written. */
export const lawMissing = (masks: Masks): boolean => lawsOf(masks).has('');

/** How many masks there are by law; the empty one where none is written. */
export function lawsOf(masks: Masks): Map<string, number> {
  const hidden = [...masks.words, ...fieldsOf(masks).filter((own) => own.hides)];
  const laws = new Map<string, number>();
  for (const { law } of hidden) laws.set(law.trim(), (laws.get(law.trim()) ?? 0) + 1);
  return laws;
}

const fieldsOf = (masks: Masks): { hides: boolean; law: string }[] => [
  { hides: masks.place.show !== 'exact', law: masks.place.law }, { hides: masks.time.show !== 'exact', law: masks.time.law },
  ...[masks.photos, masks.severity, masks.causes].map((own) => ({ hides: own.show === 'withheld', law: own.law })),
];

/** The same with this law in every mask that has none yet; what is shown has none. */
export function withLaw(masks: Masks, law: string): Masks {
  const filled = <T extends { law: string }>(mask: T): T => ({ ...mask, law: mask.law || law });
  const { words, place, time, photos, severity, causes } = masks;
  return sent({ words: words.map(filled), place: filled(place), time: filled(time), photos: filled(photos), severity: filled(severity), causes: filled(causes) });
}

/** Laws of what hides nothing are not sent. */
export function sent(masks: Masks): Masks {
  const bare = <M extends { show: string; law: string }>(mask: M, open: string): M => (mask.show === open ? { ...mask, law: '' } : { ...mask, law: mask.law.trim() });
  return {
    words: masks.words, place: bare(masks.place, 'exact'), time: bare(masks.time, 'exact'),
    photos: bare(masks.photos, 'shown'), severity: bare(masks.severity, 'shown'), causes: bare(masks.causes, 'shown'),
  };
}
