import { fromSweref, toSweref, type LonLat } from './sweref.ts';

export type System = 'wgs84' | 'sweref99tm';
export type Parsed =
  | { ok: true; at: LonLat; system: System; swapped: boolean }
  | { ok: false; why: 'empty' | 'two_numbers' | 'outside' };

/** Numbers in text people paste: `56,3796; 13,9974`, `N 6249500, E 447250`, `56.38° N 13.99° E`. */
function numbers(text: string): number[] {
  const clean = text.replace(/[\u00a0\u202f]/g, ' ').replace(/\u2212/g, '-');
  // A comma is a decimal sign when digits follow it directly and a point is not already used as one.
  const decimalComma = !/\d\.\d/.test(clean) && /\d,\d/.test(clean);
  const normal = decimalComma ? clean.replace(/(\d),(\d)/g, '$1.$2') : clean;
  // Thirteen digits in groups of three can only be N (seven) and E (six).
  const run = /^([67]\d{6})([2-9]\d{5})$/.exec(normal.replace(/\s/g, ''));
  if (run) return [Number(run[1]), Number(run[2])];
  // Thousands with spaces, as in `6 249 500`.
  const joined = normal.replace(/(?<![\d.])(\d{1,3})((?: \d{3})+)(?![\d])/g, (all, head: string, tail: string) =>
    head.length + tail.replaceAll(' ', '').length >= 6 ? head + tail.replaceAll(' ', '') : all);
  return (joined.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number);
}

const inSweden = (lat: number, lon: number) => lat >= 54.5 && lat <= 69.5 && lon >= 10 && lon <= 25;
const metres = (n: number, e: number) => n >= 6_000_000 && n <= 7_800_000 && e >= 200_000 && e <= 1_000_000;

/**
 * Reads a position in either system and either order. The order can be told from the numbers
 * alone in Sweden (latitude 55–69, longitude 10–24); a swap is reported so that the page says it aloud.
 */
export function parseCoordinates(text: string): Parsed {
  if (text.trim() === '') return { ok: false, why: 'empty' };
  const [a, b, ...rest] = numbers(text.replace(/\b(?:SWEREF\s*99|WGS\s*84|EPSG:?\s*\d+)\b/gi, ''));
  if (a === undefined || b === undefined || rest.length > 0) return { ok: false, why: 'two_numbers' };
  if (metres(a, b)) return { ok: true, at: fromSweref({ n: a, e: b }), system: 'sweref99tm', swapped: false };
  if (metres(b, a)) return { ok: true, at: fromSweref({ n: b, e: a }), system: 'sweref99tm', swapped: true };
  if (inSweden(a, b)) return { ok: true, at: { lat: a, lon: b }, system: 'wgs84', swapped: false };
  if (inSweden(b, a)) return { ok: true, at: { lat: b, lon: a }, system: 'wgs84', swapped: true };
  return { ok: false, why: 'outside' };
}

/** `N 6249500, E 447250` – what police and planners read out. */
export function swerefText(at: LonLat): string {
  const { n, e } = toSweref(at);
  return `N ${Math.round(n)}, E ${Math.round(e)}`;
}

export function wgsText(at: LonLat, lang: 'sv' | 'en'): string {
  const f = (v: number) => v.toFixed(5);
  return lang === 'sv' ? `${f(at.lat).replace('.', ',')}; ${f(at.lon).replace('.', ',')}` : `${f(at.lat)}, ${f(at.lon)}`;
}
