import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/spots.ts';
import type { GiStar, Spots, Town } from '../lib/types.ts';
import { MapFrame, PRINTABLE, useMap } from '../ui/map.tsx';

type Props = {
  town: Town; spots: Spots; wide: boolean; open: boolean; setOpen: (open: boolean) => void;
  webgl: boolean; failed: () => void; chosen: number | null; pick: (rank: number | null) => void;
  wish: { rank: number; n: number } | null; region: RefObject<HTMLElement | null>;
  /** What another method would colour, in grey. */
  recipe: GiStar | null;
};

type DrawnProps = Omit<Props, 'wide' | 'open' | 'setOpen' | 'webgl' | 'region' | 'recipe'> & { recipe?: GiStar | null } & { onPaper?: boolean };

/** The map beside the list, or on a phone when it is asked for: until then not a byte of it is loaded. */
export function MapPanel({ wide, open, setOpen, webgl, region, ...rest }: Props) {
  return (
    <MapFrame town={rest.town} label={t.mapRegion} show={t.showMap} hide={t.hideMap} open={open} setOpen={setOpen} always={wide} webgl={webgl} region={region}>
      <Drawn {...rest} />
      <Key spots={rest.spots} />
    </MapFrame>
  );
}

/** The map itself, once it is loaded. */
export function Drawn({ town, spots, failed, chosen, pick, wish, recipe = null, onPaper = false }: DrawnProps) {
  const latest = useRef(pick);
  latest.current = pick;
  const { drawn, view } = useMap(async (box) => {
    const { SpotMap } = await import('./SpotMap.ts');
    return SpotMap.create(box, town, (rank) => latest.current(rank), onPaper ? PRINTABLE : {});
  }, failed, onPaper);
  useEffect(() => {
    drawn?.setData(spots);
    drawn?.showAll();
  }, [drawn, spots]);
  useEffect(() => drawn?.setGrey(recipe?.features ?? []), [drawn, recipe]);
  useEffect(() => drawn?.choose(chosen), [drawn, chosen]);
  useEffect(() => {
    if (wish) drawn?.show(wish.rank);
  }, [drawn, wish]);
  return view;
}

/** What the two kinds of marks mean; only those that are there. */
export function Key({ spots }: { spots: Spots }) {
  const there = (['clearly_more', 'probably_more'] as const).filter((c) => spots.features.some((f) => f.properties.class === c));
  if (there.length === 0) return null;
  return (
    <ul class="legend-classes spots-key">
      {there.map((c) => <li key={c}><span class={`spot-number ${c}`} aria-hidden="true">1</span> {t.mapKey[c]}</li>)}
    </ul>
  );
}
