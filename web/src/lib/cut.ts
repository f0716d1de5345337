import type { Cell } from './types.ts';

type Corner = [number, number];
type Square = { id: string; geometry: { coordinates: Corner[][] }; properties: Cell };
type Part = { size: number; east: number; north: number };
export type Cut<S> = Omit<S, 'geometry'> & { geometry: { type: 'MultiPolygon'; coordinates: Corner[][][] } };

/**
 * Each square without the smaller ones in it, so that every place is covered once and has one tint. Squares lie in a
 * quadtree: each is four of half its side. Where a part's corner is a corner of a square, it is taken from there, so that
 * nothing gapes or overlaps.
 */
export function cut<S extends Square>(squares: S[]): Cut<S>[] {
  const least = Math.min(...squares.map((s) => s.properties.size_m));
  const known = new Map<string, Corner>();
  const held = new Set<string>(); // the squares, and all that hold one
  const own = new Set<string>();
  const top = Math.max(...squares.map((s) => s.properties.size_m));
  for (const square of squares.toSorted((a, b) => a.properties.size_m - b.properties.size_m)) {
    const part = partOf(square);
    const ring = square.geometry.coordinates[0] ?? [];
    corners(part).forEach((at, i) => { if (!known.has(at) && ring[i]) known.set(at, ring[i]); });
    own.add(key(part));
    for (let size = part.size * 2; size <= top; size *= 2) held.add(key(around(part, size)));
  }
  const parts = (square: S, part: Part, ring: Corner[]): Corner[][][] => {
    if (own.has(key(part)) && part.size < square.properties.size_m) return [];
    if (part.size <= least || !held.has(key(part))) return [[[...ring, ring[0]!]]];
    return quarters(part).flatMap(([quarter, i]) => parts(square, quarter, corners(quarter).map((at, j) => {
      const found = known.get(at) ?? between(ring, ((i % 2) + (j === 1 || j === 2 ? 1 : 0)) / 2, (Math.floor(i / 2) + (j > 1 ? 1 : 0)) / 2);
      known.set(at, found);
      return found;
    })));
  };
  return squares.map((s) => ({ ...s, geometry: { type: 'MultiPolygon', coordinates: parts(s, partOf(s), (s.geometry.coordinates[0] ?? []).slice(0, 4)) } }));
}

const key = ({ size, east, north }: Part): string => `${size}-${east}-${north}`;
const partOf = (s: Square): Part => {
  const [size = 0, east = 0, north = 0] = /^(\d+)-(-?\d+)-(-?\d+)$/.exec(s.id)?.slice(1).map(Number) ?? [];
  return { size, east, north };
};
const around = ({ east, north }: Part, size: number): Part => ({ size, east: Math.floor(east / size) * size, north: Math.floor(north / size) * size });

/** From the lower left, against the clock, as the server writes them. */
const corners = ({ size, east, north }: Part): string[] =>
  [[east, north], [east + size, north], [east + size, north + size], [east, north + size]].map((at) => at.join());

const quarters = ({ size, east, north }: Part): [Part, number][] =>
  [0, 1, 2, 3].map((i) => [{ size: size / 2, east: east + ((i % 2) * size) / 2, north: north + (Math.floor(i / 2) * size) / 2 }, i]);

/** The point at these shares of the way from left to right and from below. */
function between(ring: Corner[], x: number, y: number): Corner {
  const [a, b, c, d] = ring as [Corner, Corner, Corner, Corner];
  const at = (i: 0 | 1) => a[i] * (1 - x) * (1 - y) + b[i] * x * (1 - y) + c[i] * x * y + d[i] * (1 - x) * y;
  return [at(0), at(1)];
}
