import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/map.ts';
import type { Place, Shown, Town } from '../lib/types.ts';
import { useLate } from '../ui/parts.tsx';
import type { CellMap } from './CellMap.ts';

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
  const box = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<CellMap | null>(null);
  const placed = useRef(location.hash.includes('karta='));
  const late = useLate(map === null);
  const latestPick = useRef(pick);
  latestPick.current = pick;

  useEffect(() => {
    let gone = false;
    let made: CellMap | null = null;
    import('./CellMap.ts').then(async ({ CellMap }) => {
      if (!box.current || gone) return;
      made = await CellMap.create(box.current, town, (id) => latestPick.current(id));
      if (gone) made.remove();
      else setMap(made);
    }).catch(() => {
      if (!gone) failed();
    });
    return () => {
      gone = true;
      made?.remove();
    };
  }, []);
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

  return (
    <>
      <div ref={box} class="map-box" />
      <p class="map-wait" role="status">{late ? t.mapLoading : ''}</p>
    </>
  );
}
