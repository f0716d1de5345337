import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t as map } from '../i18n/map.ts';
import { t } from '../i18n/spots.ts';
import type { GiStar, Spots, Town } from '../lib/types.ts';
import { useLate } from '../ui/parts.tsx';
import type { SpotMap } from './SpotMap.ts';

// On paper, too: the map is not to go away while it is printed.
const WIDE = '(min-width: 62rem), print';

/** Whether there is room for the map beside the list. */
export function useWide(): boolean {
  const [wide, setWide] = useState(() => matchMedia(WIDE).matches);
  useEffect(() => {
    const media = matchMedia(WIDE);
    const look = () => setWide(media.matches);
    media.addEventListener('change', look);
    return () => media.removeEventListener('change', look);
  }, []);
  return wide;
}

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
  const shown = wide || open;
  return (
    <section class="spots-map" aria-label={t.mapRegion} tabIndex={-1} ref={region}>
      {!wide && <button type="button" class="button button-outline" aria-expanded={open} onClick={() => setOpen(!open)}>{open ? t.hideMap : t.showMap}</button>}
      {shown && !webgl && <p class="notice" role="status" id="no-webgl">{map.noWebgl}</p>}
      {shown && webgl && <Drawn {...rest} />}
      {shown && webgl && <Key spots={rest.spots} />}
      {shown && <p class="help map-source" lang="sv">{rest.town.attribution.join(' · ')}</p>}
    </section>
  );
}

/** The map itself, once it is loaded. */
export function Drawn({ town, spots, failed, chosen, pick, wish, recipe = null, onPaper = false }: DrawnProps) {
  const box = useRef<HTMLDivElement>(null);
  const [drawn, setDrawn] = useState<SpotMap | null>(null);
  const late = useLate(drawn === null);
  const latest = useRef(pick);
  latest.current = pick;
  useEffect(() => {
    let gone = false;
    let made: SpotMap | null = null;
    import('./SpotMap.ts').then(async ({ SpotMap }) => {
      if (!box.current || gone) return;
      made = await SpotMap.create(box.current, town, (rank) => latest.current(rank), onPaper ? { canvasContextAttributes: { preserveDrawingBuffer: true } } : {});
      if (gone) made.remove();
      else setDrawn(made);
    }).catch(() => {
      if (!gone) failed();
    });
    return () => {
      gone = true;
      made?.remove();
    };
  }, []);
  useEffect(() => {
    drawn?.setData(spots);
    drawn?.showAll();
  }, [drawn, spots]);
  useEffect(() => drawn?.setGrey(recipe?.features ?? []), [drawn, recipe]);
  useEffect(() => drawn?.choose(chosen), [drawn, chosen]);
  useEffect(() => (onPaper ? keptOnPaper(() => box.current) : undefined), []);
  useEffect(() => {
    if (wish) drawn?.show(wish.rank);
  }, [drawn, wish]);
  return (
    <>
      <div ref={box} class="map-box" />
      <p class="map-wait" role="status">{late ? map.mapLoading : ''}</p>
    </>
  );
}

/** A map that is given another size is drawn anew, which is too late for the paper: there it keeps the size of the screen. */
function keptOnPaper(box: () => HTMLElement | null): () => void {
  const size = (width: string, height: string) => {
    const it = box();
    if (it) Object.assign(it.style, { width, height });
  };
  const before = () => size(`${box()?.offsetWidth ?? 0}px`, `${box()?.offsetHeight ?? 0}px`);
  const after = () => size('', '');
  addEventListener('beforeprint', before);
  addEventListener('afterprint', after);
  return () => {
    removeEventListener('beforeprint', before);
    removeEventListener('afterprint', after);
  };
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
