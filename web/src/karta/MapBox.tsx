import { useEffect, useRef } from 'preact/hooks';
import type { Place, Shown, Town } from '../lib/types.ts';
import { useMap } from '../ui/map.tsx';

export type PlaceWish = Pick<Place, 'lon' | 'lat'> & { bbox: Place['bbox']; name: string };

type Props = {
  town: Town;
  heat: Shown | null;
  chosen: string | null;
  pick: (id: string | null) => void;
  /** A square or street to move to; the number makes the same one twice two wishes. */
  wish: { id: string; n: number } | null;
  /** A place to move to, found by its name. */
  place: PlaceWish | null;
  failed: () => void;
};

/** Mounts the map once and hands it data; the map itself lives outside the components. */
export function MapBox({ town, heat, chosen, pick, wish, place, failed }: Props) {
  const placed = useRef(location.hash.includes('karta='));
  const latestPick = useRef(pick);
  latestPick.current = pick;
  const { drawn: map, view } = useMap(async (box) => {
    const { CellMap } = await import('./CellMap.ts');
    return CellMap.create(box, town, (id) => latestPick.current(id));
  }, failed);
  useEffect(() => {
    if (!map || !heat) return;
    map.setData(heat);
    if (!placed.current) map.showAll();
    placed.current = true;
  }, [map, heat]);
  useEffect(() => map?.choose(chosen), [map, chosen]);
  useEffect(() => {
    if (wish) map?.show(wish.id);
  }, [map, wish]);
  useEffect(() => {
    if (place) map?.goTo(place);
  }, [map, place]);
  return view;
}
