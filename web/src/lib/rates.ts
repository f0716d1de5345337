/** What the map, the list and the print say of places with their inhabitants. Pure. */
import type { PlaceFeature, Rates } from './types.ts';

/** Why a place is drawn as it is: in its class, grey because nobody knows who lives there, or empty because little is told. */
export type Look = 'rated' | 'unknown' | 'few';
export const lookOf = ({ properties: p }: PlaceFeature): Look => {
  if (p.rate !== null) return 'rated';
  return p.why_no_rate === 'too_few' ? 'few' : 'unknown';
};

/** The highest rate first; those without one last, by their name. */
export const byRate = (a: PlaceFeature, b: PlaceFeature): number =>
  (b.properties.rate ?? -1) - (a.properties.rate ?? -1)
  || (a.properties.name ?? a.id).localeCompare(b.properties.name ?? b.id, 'sv');

/** All of a short list; of a long one the highest rates, and every silent place that would be cut off. */
export function forPaper(rates: Rates, most: number): PlaceFeature[] {
  const all = rates.features.toSorted(byRate);
  if (all.length <= most) return all;
  const rated = all.filter((f) => f.properties.rate !== null);
  const sorted = rated.length > 0 ? rated : all;
  return [...sorted.slice(0, most), ...sorted.slice(most).filter((f) => f.properties.silent)];
}

/** `250-438000-6248500` → 250; nothing for an area. */
export function squareSize(id: string): number | null {
  const found = /^(\d{2,5})-\d+-\d+$/.exec(id);
  return found ? Number(found[1]) : null;
}

/** Nothing to show, and why: no layer, a layer that knows no inhabitants, or a selection without figures. */
export type Lack = 'no_places' | 'no_inhabitants' | 'no_rate' | null;
export function lackOf(rates: Rates): Lack {
  if (rates.features.length === 0) return 'no_places';
  if (rates.features.some((f) => f.properties.rate !== null)) return null;
  return rates.denominator.population === 0 ? 'no_inhabitants' : 'no_rate';
}
