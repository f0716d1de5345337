import { boundsOf } from './legend.ts';
import type { Cell } from './types.ts';

type Spot = { name: string; lon: number; lat: number };
export type Square = { geometry: { coordinates: [number, number][][] }; properties: Pick<Cell, 'size_m'> };

/** `wide`: too large to be anywhere in particular. `unnamed`: no locality is known to tell it from. `in`: at the middle of a locality. `by`: so far in a direction. */
export type Where = { how: 'wide' } | { how: 'unnamed' } | { how: 'in'; name: string } | { how: 'by'; name: string; km: number; compass: number };

const WIDE_M = 8000;
const MIDDLE_KM = 0.5;

/** Where a square lies, told from the nearest locality: what the map shows, for those who read the list. */
export function whereIs(square: Square, localities: Spot[]): Where {
  if (square.properties.size_m >= WIDE_M) return { how: 'wide' };
  if (localities.length === 0) return { how: 'unnamed' };
  const [w, s, e, n] = boundsOf(square.geometry.coordinates[0] ?? []);
  const [lon, lat] = [(w + e) / 2, (s + n) / 2];
  const k = Math.cos((lat * Math.PI) / 180);
  const from = localities.map((l) => {
    const [dx, dy] = [(lon - l.lon) * k * 111.32, (lat - l.lat) * 111.32];
    return { name: l.name, km: Math.hypot(dx, dy), turn: Math.atan2(dx, dy) };
  });
  const nearest = from.toSorted((a, b) => a.km - b.km)[0] as (typeof from)[0];
  if (nearest.km < MIDDLE_KM) return { how: 'in', name: nearest.name };
  const compass = (Math.round(nearest.turn / (Math.PI / 4)) + 8) % 8;
  const km = nearest.km < 10 ? Math.round(nearest.km * 2) / 2 : Math.round(nearest.km);
  return { how: 'by', name: nearest.name, km, compass };
}
