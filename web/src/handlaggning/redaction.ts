/** Words that are marked to be taken out of a text. Pure. */

/** Words and what stands between them, in order; together they are the text. */
export type Piece = { text: string; word: boolean };

export const GONE = '[…]';

export const piecesOf = (text: string): Piece[] =>
  (text.match(/\s+|\S+/gu) ?? []).map((piece) => ({ text: piece, word: piece.trim() !== '' }));

/** The text without what is marked: marked words in a row leave one sign, and what ends a sentence stays. */
export function without(pieces: Piece[], marked: ReadonlySet<number>): string {
  let left = '';
  let gone = false;
  let space = '';
  pieces.forEach(({ text, word }, i) => {
    if (!word) {
      space = text;
      return;
    }
    const end = marked.has(i) ? /[.!?,;:]+$/u.exec(text)?.[0] ?? '' : '';
    if (marked.has(i) && gone) left += end;
    else if (marked.has(i)) left += `${space}${GONE}${end}`;
    else left += `${space}${text}`;
    gone = marked.has(i) && end === '';
    space = '';
  });
  return left.trim();
}

/** The words from one to another, both with them, whichever comes first. */
export function range(pieces: Piece[], from: number, to: number): number[] {
  const [a, b] = from < to ? [from, to] : [to, from];
  return pieces.flatMap(({ word }, i) => (word && i >= a && i <= b ? [i] : []));
}

/** The next word in a direction, or the same where there is none. */
export function neighbour(pieces: Piece[], at: number, step: 1 | -1): number {
  for (let i = at + step; i >= 0 && i < pieces.length; i += step) if (pieces[i]?.word) return i;
  return at;
}
