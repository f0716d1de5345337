import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/checks.ts';
import type { Town } from '../lib/types.ts';
import { MapFrame, useMap, useWide } from '../ui/map.tsx';
import type { MonthPlan } from './types.ts';

type Props = { town: Town; plan: MonthPlan; chosen: number | null; choose: (n: number | null) => void; pickSite: (id: string) => void };

/** The map beside the table; on a phone it is loaded when it is asked for. */
export function MapPanel(props: Props) {
  const wide = useWide();
  const [open, setOpen] = useState(false);
  const [webgl, setWebgl] = useState(true);
  return (
    <MapFrame town={props.town} label={t.mapRegion} show={t.showMap} hide={t.hideMap} open={open} setOpen={setOpen} always={wide} webgl={webgl} kind="spots-map no-print">
      <Drawn {...props} failed={() => setWebgl(false)} />
      <ul class="legend-classes spots-key">
        <li><span class="spot-number" aria-hidden="true">1</span> {t.mapKey.check}</li>
        <li><span class="checks-dot" aria-hidden="true" /> {t.mapKey.site}</li>
        <li><span class="checks-line" aria-hidden="true" /> {t.mapKey.demand}</li>
      </ul>
    </MapFrame>
  );
}

function Drawn({ town, plan, chosen, choose, pickSite, failed }: Props & { failed: () => void }) {
  const latest = useRef({ choose, pickSite });
  latest.current = { choose, pickSite };
  const { drawn, view } = useMap(async (box) => {
    const { CheckMap } = await import('./CheckMap.ts');
    return CheckMap.create(box, town, { check: (n) => latest.current.choose(n), site: (id) => latest.current.pickSite(id) });
  }, failed);
  useEffect(() => drawn?.setPlan(plan), [drawn, plan]);
  useEffect(() => drawn?.choose(chosen), [drawn, chosen]);
  return view;
}
