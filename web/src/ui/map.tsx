import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/map.ts';
import type { Town } from '../lib/types.ts';
import { useLate } from './parts.tsx';

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

/**
 * A map that is made once and then given its data; it lives outside the components. `make` brings the code with it, so
 * that a page without a map loads none of it.
 */
export function useMap<M extends { remove: () => void }>(make: (box: HTMLElement) => Promise<M>, failed: () => void, onPaper = false): { drawn: M | null; view: ComponentChildren } {
  const box = useRef<HTMLDivElement>(null);
  const [drawn, setDrawn] = useState<M | null>(null);
  const late = useLate(drawn === null);
  useEffect(() => {
    let gone = false;
    let made: M | null = null;
    const start = async (at: HTMLElement) => {
      made = await make(at);
      if (gone) made.remove();
      else setDrawn(made);
    };
    if (box.current) start(box.current).catch(() => { if (!gone) failed(); });
    return () => {
      gone = true;
      made?.remove();
    };
  }, []);
  useEffect(() => (onPaper ? keptOnPaper(() => box.current) : undefined), []);
  const view = (
    <>
      <div ref={box} class="map-box" />
      <p class="map-wait" role="status">{late ? t.mapLoading : ''}</p>
    </>
  );
  return { drawn, view };
}

/** What a map needs that is printed as it is on the screen. */
export const PRINTABLE = { canvasContextAttributes: { preserveDrawingBuffer: true } };

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

type Frame = {
  town: Town;
  label: string;
  /** What the button says that opens and closes it, where there is no room for it at all times. */
  show: string;
  hide: string;
  /** Nothing is loaded before it is open. */
  open: boolean;
  setOpen: (open: boolean) => void;
  /** Open without a button. */
  always: boolean;
  /** The browser can draw it. */
  webgl: boolean;
  region?: RefObject<HTMLElement | null>;
  id?: string;
  kind?: string;
  children: ComponentChildren;
};

/** What stands around every map: the button on a phone, what is said where it cannot be drawn, and whose map it is. */
export function MapFrame({ town, label, show, hide, open, setOpen, always, webgl, region, id, kind = 'spots-map', children }: Frame) {
  const shown = always || open;
  return (
    <section class={kind} aria-label={label} ref={region} id={id} tabIndex={region || id ? -1 : undefined}>
      {!always && <button type="button" class="button button-outline" aria-expanded={open} onClick={() => setOpen(!open)}>{open ? hide : show}</button>}
      {shown && !webgl && <p class="notice" role="status" id="no-webgl">{t.noWebgl}</p>}
      {shown && webgl && children}
      {shown && <p class="help map-source" lang="sv">{town.attribution.join(' · ')}</p>}
    </section>
  );
}
