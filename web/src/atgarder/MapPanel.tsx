import { useEffect, useRef, useState } from 'preact/hooks';
import { t as map } from '../i18n/map.ts';
import { t } from '../i18n/remedies.ts';
import type { Remedy } from '../lib/register.ts';
import type { Town } from '../lib/types.ts';
import { useLate } from '../ui/parts.tsx';
import type { RegisterMap } from './RegisterMap.ts';

type Props = { town: Town; shown: Remedy[]; chosen: string | null; pick: (id: string | null) => void; open: boolean; setOpen: (open: boolean) => void };

/** The same places on a map, when it is asked for: until then not a byte of it is loaded. */
export function MapPanel({ open, setOpen, ...rest }: Props) {
  const [webgl, setWebgl] = useState(true);
  return (
    <section class="remedy-map no-print" aria-label={t.mapRegion} id="remedy-map" tabIndex={-1}>
      <button type="button" class="button button-outline" aria-expanded={open} onClick={() => setOpen(!open)}>{open ? t.hideMap : t.showMap}</button>
      {open && !webgl && <p class="notice" role="status">{map.noWebgl}</p>}
      {open && webgl && <Drawn {...rest} failed={() => setWebgl(false)} />}
      {open && <p class="help map-source" lang="sv">{rest.town.attribution.join(' · ')}</p>}
    </section>
  );
}

function Drawn({ town, shown, chosen, pick, failed }: Omit<Props, 'open' | 'setOpen'> & { failed: () => void }) {
  const box = useRef<HTMLDivElement>(null);
  const [drawn, setDrawn] = useState<RegisterMap | null>(null);
  const late = useLate(drawn === null);
  const latest = useRef(pick);
  latest.current = pick;
  useEffect(() => {
    let gone = false;
    let made: RegisterMap | null = null;
    import('./RegisterMap.ts').then(async ({ RegisterMap }) => {
      if (!box.current || gone) return;
      made = await RegisterMap.create(box.current, town, (id) => latest.current(id));
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
    drawn?.setData(shown);
    drawn?.showAll();
  }, [drawn, shown]);
  useEffect(() => drawn?.choose(chosen), [drawn, chosen]);
  return (
    <>
      <div ref={box} class="map-box" />
      <p class="map-wait" role="status">{late ? map.mapLoading : ''}</p>
    </>
  );
}
