import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/checks.ts';
import { t as map } from '../i18n/map.ts';
import type { Town } from '../lib/types.ts';
import { useWide } from '../platser/MapPanel.tsx';
import { useLate } from '../ui/parts.tsx';
import type { CheckMap } from './CheckMap.ts';
import type { MonthPlan } from './types.ts';

type Props = { town: Town; plan: MonthPlan; chosen: number | null; choose: (n: number | null) => void; pickSite: (id: string) => void };

/** The map beside the table; on a phone it is loaded when it is asked for. */
export function MapPanel({ town, plan, chosen, choose, pickSite }: Props) {
  const wide = useWide();
  const [open, setOpen] = useState(false);
  const [webgl, setWebgl] = useState(true);
  const shown = wide || open;
  return (
    <section class="spots-map no-print" aria-label={t.mapRegion}>
      {!wide && <button type="button" class="button button-outline" aria-expanded={open} onClick={() => setOpen(!open)}>{open ? t.hideMap : t.showMap}</button>}
      {shown && !webgl && <p class="notice" role="status">{map.noWebgl}</p>}
      {shown && webgl && <Drawn town={town} plan={plan} chosen={chosen} choose={choose} pickSite={pickSite} failed={() => setWebgl(false)} />}
      {shown && webgl && (
        <ul class="legend-classes spots-key">
          <li><span class="spot-number" aria-hidden="true">1</span> {t.mapKey.check}</li>
          <li><span class="checks-dot" aria-hidden="true" /> {t.mapKey.site}</li>
          <li><span class="checks-line" aria-hidden="true" /> {t.mapKey.demand}</li>
        </ul>
      )}
      {shown && <p class="help map-source" lang="sv">{town.attribution.join(' · ')}</p>}
    </section>
  );
}

function Drawn({ town, plan, chosen, choose, pickSite, failed }: Props & { failed: () => void }) {
  const box = useRef<HTMLDivElement>(null);
  const [drawn, setDrawn] = useState<CheckMap | null>(null);
  const late = useLate(drawn === null);
  const latest = useRef({ choose, pickSite });
  latest.current = { choose, pickSite };
  useEffect(() => {
    let gone = false;
    let made: CheckMap | null = null;
    import('./CheckMap.ts').then(async ({ CheckMap }) => {
      if (!box.current || gone) return;
      made = await CheckMap.create(box.current, town, { check: (n) => latest.current.choose(n), site: (id) => latest.current.pickSite(id) });
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
  useEffect(() => drawn?.setPlan(plan), [drawn, plan]);
  useEffect(() => drawn?.choose(chosen), [drawn, chosen]);
  return (
    <>
      <div ref={box} class="map-box" />
      <p class="map-wait" role="status">{late ? map.mapLoading : ''}</p>
    </>
  );
}
