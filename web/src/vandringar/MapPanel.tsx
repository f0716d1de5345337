import { useEffect, useRef, useState } from 'preact/hooks';
import { t as map } from '../i18n/map.ts';
import { t } from '../i18n/walks.ts';
import type { Town } from '../lib/types.ts';
import type { Position } from '../lib/walks.ts';
import { useWide } from '../platser/MapPanel.tsx';
import { Chip, useLate } from '../ui/parts.tsx';
import type { Drawing, WalkMap } from './WalkMap.ts';

export type Mode = 'none' | 'start' | 'stop';
type Props = {
  town: Town; drawing: Drawing; mode: Mode; setMode: (mode: Mode) => void;
  press: (at: Position) => void; pick: (stop: number) => void; chosen: number | null;
};

/** The map beside the table, on a phone when it is asked for. What is pressed on it can be searched for too. */
export function MapPanel({ town, mode, setMode, ...rest }: Props) {
  const wide = useWide();
  const [open, setOpen] = useState(false);
  const [webgl, setWebgl] = useState(true);
  const shown = wide || open;
  return (
    <section class="spots-map walk-map" aria-label={t.mapRegion}>
      {!wide && <button type="button" class="button button-outline" aria-expanded={open} onClick={() => setOpen(!open)}>{open ? t.hideMap : t.showMap}</button>}
      {shown && webgl && (
        <fieldset class="sub map-modes">
          <legend class="help">{t.mapPick}</legend>
          <div class="chips">
            {(['none', 'start', 'stop'] as const).map((m) => (
              <Chip key={m} type="radio" name="map-mode" value={m} checked={mode === m} onChange={() => setMode(m)}>{t.mapModes[m]}</Chip>
            ))}
          </div>
        </fieldset>
      )}
      {shown && !webgl && <p class="notice" role="status" id="no-webgl">{map.noWebgl}</p>}
      {shown && webgl && <Drawn town={town} failed={() => setWebgl(false)} mode={mode} {...rest} />}
      {shown && <p class="help map-source" lang="sv">{town.attribution.join(' · ')}</p>}
    </section>
  );
}

function Drawn({ town, drawing, press, pick, chosen, mode, failed }: Omit<Props, 'setMode'> & { failed: () => void }) {
  const box = useRef<HTMLDivElement>(null);
  const [drawn, setDrawn] = useState<WalkMap | null>(null);
  const late = useLate(drawn === null);
  const latest = useRef({ press, pick, mode });
  latest.current = { press, pick, mode };
  useEffect(() => {
    let gone = false;
    let made: WalkMap | null = null;
    import('./WalkMap.ts').then(async ({ WalkMap: Made }) => {
      if (!box.current || gone) return;
      made = await Made.create(box.current, town, (at, stop) => {
        if (stop !== null) latest.current.pick(stop);
        else if (latest.current.mode !== 'none') latest.current.press(at);
      });
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
    drawn?.setData(drawing);
    drawn?.showAll();
  }, [drawn, drawing]);
  useEffect(() => drawn?.choose(chosen), [drawn, chosen, drawing]);
  return (
    <>
      <div ref={box} class="map-box" />
      <p class="map-wait" role="status">{late ? map.mapLoading : ''}</p>
    </>
  );
}
