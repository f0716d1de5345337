import type { Map, MapOptions } from 'maplibre-gl';
import { useEffect, useRef, useState } from 'preact/hooks';
import { count } from '../i18n/index.ts';
import { t } from '../i18n/map.ts';
import { scaleBar } from '../lib/scale.ts';

type Props = {
  /** Draws the map in the box, with its data and the view that is to be printed. */
  make: (box: HTMLElement, options: Partial<MapOptions>) => Promise<Map>;
  done: (how: 'ready' | 'none') => void;
};

/** A map for paper, with north and scale: its box is in millimetres, so the canvas has its paper size on the screen already. */
export function PrintMap({ make, done }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [bar, setBar] = useState<{ metres: number; px: number; ratio: number } | null>(null);
  useEffect(() => {
    let remove = () => {};
    if (!box.current) return remove;
    make(box.current, {
      interactive: false, cooperativeGestures: false, fadeDuration: 0, canvasContextAttributes: { preserveDrawingBuffer: true },
    }).then((map) => {
      remove = () => map.remove();
      map.resize();
      map.once('idle', () => {
        setBar(scaleBar(map.getZoom(), map.getCenter().lat, 220));
        done('ready');
      });
    }).catch(() => done('none'));
    return () => remove();
  }, []);
  const length = bar && (bar.metres >= 1000 ? `${count(bar.metres / 1000)} km` : `${count(bar.metres)} m`);
  return (
    <figure class="print-map">
      <div ref={box} class="print-map-box" />
      <figcaption>
        <span class="north"><svg viewBox="0 0 20 26" width="20" height="26" aria-hidden="true"><path d="M10 1 18 25 10 19 2 25Z" fill="currentColor" /></svg> {t.north}</span>
        {bar && <span class="scale" id="scale"><svg width={bar.px} height="8" aria-hidden="true"><path d={`M1 0V7H${bar.px - 1}V0`} fill="none" stroke="currentColor" stroke-width="2" /></svg> {length}. {t.scale(count(bar.ratio))}</span>}
      </figcaption>
    </figure>
  );
}
