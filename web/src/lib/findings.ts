import type { Finding } from './types.ts';

/** A piece of the writer's own text, and the whole text with something else in its place. */
export type Piece = { finding: Finding; piece: string; instead: string };

/** The server counts from the first sign that is no space: what surrounds the text is not sent. */
export function pieces(text: string, findings: Finding[]): Piece[] {
  const shift = text.length - text.trimStart().length;
  return findings.map((finding) => {
    const [from, to] = [finding.utf16[0] + shift, finding.utf16[1] + shift];
    return { finding, piece: text.slice(from, to), instead: text.slice(0, from) + finding.rewrite + text.slice(to) };
  });
}
