import type { Cell, LegendClass } from './types.ts';

/** `0,02–0,05`, `från 0,5`: one text for the legend, the list and the print. */
export function limits(c: LegendClass, number: (n: number) => string, from: (n: string) => string, below: (n: string) => string): string {
  if (c.to === null) return from(number(c.from));
  if (c.from === 0) return below(number(c.to));
  return `${number(c.from)}–${number(c.to)}`;
}

/** Most reports first; among equals the smaller square says more. */
export const byReports = (a: Cell, b: Cell): number =>
  b.n_reports - a.n_reports || a.size_m - b.size_m || a.id.localeCompare(b.id);

/** `250-447250-6249500` → the lower-left corner in the municipality's plane. */
export function corner(id: string): string {
  const [, e, n] = /^\d+-(-?\d+)-(-?\d+)$/.exec(id) ?? [];
  return e && n ? `N ${n}, E ${e}` : id;
}

/** The smallest rectangle around a polygon: west, south, east, north. */
export function boundsOf(ring: [number, number][]): [number, number, number, number] {
  const lons = ring.map((p) => p[0]);
  const lats = ring.map((p) => p[1]);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

type Bounds = [number, number, number, number];
const within = (a: Bounds, b: Bounds): Bounds => [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])];

type Square = { geometry: { coordinates: [number, number][][] }; properties: Cell };

/**
 * Where a square's figure can stand without lying on a smaller square: the free point farthest from
 * them on a 7 × 7 grid, or nothing when the smaller ones cover it. Given what is in view, the figure stands in it; where
 * the square is hidden, it does not.
 */
export function labelPoint(square: Square, all: Square[], view: Bounds | null = null, hidden: (at: [number, number]) => boolean = () => false): [number, number] | null {
  const box = boundsOf(square.geometry.coordinates[0] ?? []);
  const [w, s, e, n] = view ? within(box, view) : box;
  if (w >= e || s >= n) return null;
  const over = all.filter((o) => o.properties.size_m < square.properties.size_m)
    .map((o) => boundsOf(o.geometry.coordinates[0] ?? []))
    .filter((b) => b[0] < e && b[2] > w && b[1] < n && b[3] > s);
  const middle: [number, number] = [(w + e) / 2, (s + n) / 2];
  if (over.length === 0 && !hidden(middle)) return middle;
  let best: [number, number] | null = null;
  let most = 0;
  for (let i = 1; i < 8; i += 1) {
    for (let j = 1; j < 8; j += 1) {
      const x = w + ((e - w) * i) / 8;
      const y = s + ((n - s) * j) / 8;
      // How far, in parts of this square, to its own edge and to the nearest smaller one.
      const clear = Math.min(i, 8 - i, j, 8 - j, ...over.map((b) => Math.max(
        (8 * Math.max(b[0] - x, x - b[2])) / (e - w), (8 * Math.max(b[1] - y, y - b[3])) / (n - s))));
      if (clear > most + 1e-9 && !hidden([x, y])) {
        most = clear;
        best = [x, y];
      }
    }
  }
  return best;
}
