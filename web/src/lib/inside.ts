/** Where the figure of an area can stand. Pure. */
import { boundsOf } from './legend.ts';
import type { PlaceFeature } from './types.ts';

type Point = [number, number];

/** Every polygon of a place: its outer ring, then its holes. */
export const polygonsOf = (place: PlaceFeature): Point[][][] =>
  (place.geometry.type === 'Polygon' ? [place.geometry.coordinates] : place.geometry.coordinates);

export const outline = (place: PlaceFeature): Point[] => polygonsOf(place).flatMap((rings) => rings[0] ?? []);

const isIn = (rings: Point[][], [x, y]: Point): boolean => {
  let inside = false;
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i += 1) {
      const [ax, ay] = ring[i - 1]!;
      const [bx, by] = ring[i]!;
      if ((ay > y) !== (by > y) && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
    }
  }
  return inside;
};

function toEdge(rings: Point[][], [x, y]: Point, stretch: number): number {
  let least = Infinity;
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i += 1) {
      const [ax, ay] = ring[i - 1]!;
      const [bx, by] = ring[i]!;
      const [dx, dy] = [(bx - ax) * stretch, by - ay];
      const [px, py] = [(x - ax) * stretch, y - ay];
      const along = Math.max(0, Math.min(1, (px * dx + py * dy) / (dx * dx + dy * dy || 1)));
      least = Math.min(least, Math.hypot(px - along * dx, py - along * dy));
    }
  }
  return least;
}

const STEPS = 12;

/** The point of the largest polygon's grid of 11 × 11 that is farthest from its edges; the middle of its box when none is inside. */
export function insidePoint(place: PlaceFeature): Point | null {
  const size = ([w, s, e, n]: number[]) => (e! - w!) * (n! - s!);
  const [rings] = polygonsOf(place).filter((r) => (r[0]?.length ?? 0) > 3)
    .toSorted((a, b) => size(boundsOf(b[0]!)) - size(boundsOf(a[0]!)));
  if (!rings?.[0]) return null;
  const [w, s, e, n] = boundsOf(rings[0]);
  const middle: Point = [(w + e) / 2, (s + n) / 2];
  const stretch = Math.cos((middle[1] * Math.PI) / 180);
  let [best, most] = [middle, isIn(rings, middle) ? toEdge(rings, middle, stretch) : 0];
  for (let i = 1; i < STEPS; i += 1) {
    for (let j = 1; j < STEPS; j += 1) {
      const at: Point = [w + ((e - w) * i) / STEPS, s + ((n - s) * j) / STEPS];
      if (!isIn(rings, at)) continue;
      const clear = toEdge(rings, at, stretch);
      if (clear > most * 1.000001) [best, most] = [at, clear];
    }
  }
  return best;
}
