import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/walks.ts';
import type { Town } from '../lib/types.ts';
import type { Position } from '../lib/walks.ts';
import { MapFrame, PRINTABLE, useMap, useWide } from '../ui/map.tsx';
import { Chip } from '../ui/parts.tsx';
import type { Drawing } from './WalkMap.ts';

export type Mode = 'none' | 'start' | 'stop';
type Props = {
  town: Town; drawing: Drawing; mode: Mode; setMode: (mode: Mode) => void;
  press: (at: Position) => void; pick: (stop: number) => void; chosen: number | null;
};

/** The map beside the table, on a phone when it is asked for. What is pressed on it can be searched for too. */
export function MapPanel({ mode, setMode, ...rest }: Props) {
  const wide = useWide();
  const [open, setOpen] = useState(false);
  const [webgl, setWebgl] = useState(true);
  return (
    <MapFrame town={rest.town} label={t.mapRegion} show={t.showMap} hide={t.hideMap} open={open} setOpen={setOpen} always={wide} webgl={webgl} kind="spots-map walk-map">
      <fieldset class="sub map-modes no-print">
        <legend class="help">{t.mapPick}</legend>
        <div class="chips">
          {(['none', 'start', 'stop'] as const).map((m) => (
            <Chip key={m} type="radio" name="map-mode" value={m} checked={mode === m} onChange={() => setMode(m)}>{t.mapModes[m]}</Chip>
          ))}
        </div>
      </fieldset>
      <Drawn failed={() => setWebgl(false)} mode={mode} {...rest} />
    </MapFrame>
  );
}

function Drawn({ town, drawing, press, pick, chosen, mode, failed }: Omit<Props, 'setMode'> & { failed: () => void }) {
  const latest = useRef({ press, pick, mode });
  latest.current = { press, pick, mode };
  const { drawn, view } = useMap(async (box) => {
    const { WalkMap } = await import('./WalkMap.ts');
    return WalkMap.create(box, town, (at, stop) => {
      if (stop !== null) latest.current.pick(stop);
      else if (latest.current.mode !== 'none') latest.current.press(at);
    }, PRINTABLE);
  }, failed, true);
  useEffect(() => {
    drawn?.setData(drawing);
    drawn?.showAll();
  }, [drawn, drawing]);
  useEffect(() => drawn?.choose(chosen), [drawn, chosen, drawing]);
  return view;
}
