import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/remedies.ts';
import type { Remedy } from '../lib/register.ts';
import type { Town } from '../lib/types.ts';
import { MapFrame, useMap } from '../ui/map.tsx';

type Props = { town: Town; shown: Remedy[]; chosen: string | null; pick: (id: string | null) => void; open: boolean; setOpen: (open: boolean) => void };

/** The same places on a map, when it is asked for: until then not a byte of it is loaded. */
export function MapPanel({ open, setOpen, ...rest }: Props) {
  const [webgl, setWebgl] = useState(true);
  return (
    <MapFrame town={rest.town} label={t.mapRegion} show={t.showMap} hide={t.hideMap} open={open} setOpen={setOpen} always={false} webgl={webgl} kind="remedy-map no-print" id="remedy-map">
      <Drawn {...rest} failed={() => setWebgl(false)} />
    </MapFrame>
  );
}

function Drawn({ town, shown, chosen, pick, failed }: Omit<Props, 'open' | 'setOpen'> & { failed: () => void }) {
  const latest = useRef(pick);
  latest.current = pick;
  const { drawn, view } = useMap(async (box) => {
    const { RegisterMap } = await import('./RegisterMap.ts');
    return RegisterMap.create(box, town, (id) => latest.current(id));
  }, failed);
  useEffect(() => {
    drawn?.setData(shown);
    drawn?.showAll();
  }, [drawn, shown]);
  useEffect(() => drawn?.choose(chosen), [drawn, chosen]);
  return view;
}
