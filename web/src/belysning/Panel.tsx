import type { RefObject } from 'preact';
import { t } from '../i18n/lighting.ts';
import type { Spots, Town } from '../lib/types.ts';
import { Drawn } from '../platser/MapPanel.tsx';
import { MapFrame } from '../ui/map.tsx';
import type { StretchFeature } from './types.ts';
import { isKnown } from './words.ts';

/** Stretches as the shared map takes them: what is dark of them, else the whole; numbers as in the list. */
export const asSpots = (shown: StretchFeature[]): Spots => ({
  features: shown.map((f, i) => ({
    type: 'Feature', id: i + 1,
    geometry: { type: 'MultiLineString', coordinates: f.properties.pieces.length > 0 ? f.properties.pieces : f.geometry.coordinates },
    properties: { rank: i + 1, class: isKnown(f.properties) ? 'clearly_more' : 'probably_more', at: f.properties.at },
  })),
}) as unknown as Spots;

type Props = {
  town: Town; spots: Spots; wide: boolean; open: boolean; setOpen: (open: boolean) => void; webgl: boolean; failed: () => void;
  chosen: number | null; pick: (rank: number | null) => void; wish: { rank: number; n: number } | null; region: RefObject<HTMLElement | null>;
};

/** The map beside the list, or on a phone when it is asked for. */
export function Panel({ wide, open, setOpen, webgl, region, ...rest }: Props) {
  const there = (['clearly_more', 'probably_more'] as const).filter((c) => rest.spots.features.some((f) => f.properties.class === c));
  const key = { clearly_more: t.key.sure, probably_more: t.key.perhaps };
  return (
    <MapFrame town={rest.town} label={t.mapRegion} show={t.showMap} hide={t.hideMap} open={open} setOpen={setOpen} always={wide} webgl={webgl} region={region}>
      <Drawn {...rest} onPaper />
      <ul class="legend-classes spots-key">
        {there.map((c) => <li key={c}><span class={`spot-number ${c}`} aria-hidden="true">1</span> {key[c]}</li>)}
      </ul>
    </MapFrame>
  );
}
