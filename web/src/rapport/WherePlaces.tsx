import { t } from '../i18n/report.ts';
import type { Place } from '../lib/types.ts';
import { PlaceSearch } from '../ui/PlaceSearch.tsx';
import type { Spot } from './draft.ts';

const label = (p: Place) => (p.locality && !p.name.includes(p.locality) ? `${p.name}, ${p.locality}` : p.name);
const point = (at: { lon: number; lat: number }) => ({ type: 'Point' as const, coordinates: [at.lon, at.lat] as [number, number] });

/** List first: the best known places are there before anything is written. */
export function WherePlaces({ spot, choose }: { spot: Spot | null; choose: (spot: Spot) => void }) {
  return (
    <PlaceSearch id="place-q" label={t.where.searchLabel} listFirst isChosen={(p) => spot?.label === label(p)}
      pick={(p) => choose({ geometry: point(p), accuracy_m: null, source: 'address', label: label(p) })}
      pickPosition={(p) => choose({ geometry: point(p), accuracy_m: null, source: 'map', label: t.where.coordsChosen })} />
  );
}
