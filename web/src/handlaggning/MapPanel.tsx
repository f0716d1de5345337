import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n/desk.ts';
import type { DeskReport } from '../lib/desk.ts';
import type { Town } from '../lib/types.ts';
import { MapFrame, useMap } from '../ui/map.tsx';

type Props = { town: Town; report: DeskReport; open: boolean; setOpen: (open: boolean) => void; always: boolean };

/** Where it is: beside the report where there is room, otherwise when it is asked for. */
export function MapPanel({ open, setOpen, always, town, report }: Props) {
  const [webgl, setWebgl] = useState(true);
  return (
    <MapFrame town={town} label={t.map.region} show={t.map.show} hide={t.map.hide} open={open} setOpen={setOpen} always={always} webgl={webgl} kind="desk-map spots-map" id="desk-map">
      <Drawn town={town} report={report} failed={() => setWebgl(false)} />
    </MapFrame>
  );
}

function Drawn({ town, report, failed }: { town: Town; report: DeskReport; failed: () => void }) {
  const { drawn, view } = useMap(async (box) => {
    const { DeskMap } = await import('./DeskMap.ts');
    return DeskMap.create(box, town);
  }, failed);
  const place = JSON.stringify(report.place);
  useEffect(() => drawn?.show(report.place, report.accuracy_m), [drawn, report.number, place]);
  return view;
}
