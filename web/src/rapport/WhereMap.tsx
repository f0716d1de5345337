import { useEffect, useRef, useState } from 'preact/hooks';
import { count } from '../i18n/index.ts';
import { t } from '../i18n/report.ts';
import type { Town } from '../lib/types.ts';
import type { PinMap } from '../karta/PinMap.ts';
import { Chip } from '../ui/parts.tsx';
import type { Spot } from './draft.ts';

type At = [number, number];

/** Metres along a short line; a flat Earth is near enough for a label. */
function metres(points: At[]): number {
  let sum = 0;
  for (let i = 1; i < points.length; i += 1) {
    const [a, b] = [points[i - 1] as At, points[i] as At];
    const k = Math.cos((a[1] * Math.PI) / 180);
    sum += Math.hypot((b[0] - a[0]) * k, b[1] - a[1]) * 111_320;
  }
  return sum;
}

/** A fixed pin over a moving map: easier on a phone and possible with the arrow keys alone. */
export function WhereMap({ town, spot, choose }: { town: Town; spot: Spot | null; choose: (spot: Spot | null) => void }) {
  const box = useRef<HTMLDivElement>(null);
  const map = useRef<PinMap | null>(null);
  const [state, setState] = useState<'closed' | 'loading' | 'open' | 'failed'>('closed');
  const [kind, setKind] = useState<'point' | 'stretch'>(spot?.geometry.type === 'LineString' ? 'stretch' : 'point');
  const [points, setPoints] = useState<At[]>(spot?.geometry.type === 'LineString' ? spot.geometry.coordinates : []);

  const start = spot?.geometry.type === 'Point' ? spot.geometry.coordinates : spot?.geometry.coordinates[0];
  const open = async () => {
    setState('loading');
    try {
      const { PinMap } = await import('../karta/PinMap.ts');
      if (!box.current) return;
      map.current = await PinMap.create(box.current, town, start ?? null);
      map.current.setLine(points);
      setState('open');
    } catch {
      setState('failed');
    }
  };
  useEffect(() => () => map.current?.remove(), []);
  useEffect(() => map.current?.setLine(kind === 'stretch' ? points : []), [points, kind]);

  const change = (next: At[]) => {
    setPoints(next);
    choose(next.length < 2 ? null : {
      geometry: { type: 'LineString', coordinates: next }, accuracy_m: null, source: 'map',
      label: t.where.stretchLabel(next.length, count(Math.round(metres(next) / 10) * 10)),
    });
  };
  const usePin = () => {
    const at = map.current?.pin();
    if (at) choose({ geometry: { type: 'Point', coordinates: at }, accuracy_m: null, source: 'map', label: t.where.pinLabel });
  };
  const addPoint = () => {
    const at = map.current?.pin();
    const last = points.at(-1);
    if (at && !(last && last[0] === at[0] && last[1] === at[1])) change([...points, at]);
  };

  if (state === 'failed') return <p class="notice" role="alert">{t.where.mapFailed}</p>;
  return (
    <div>
      <p class="help" id="pin-help">{t.where.mapHelp}</p>
      {state === 'closed' && <button type="button" class="button" onClick={open}>{t.where.mapOpen}</button>}
      <div class={state === 'closed' ? 'pin-map' : 'pin-map is-open'}>
        <div ref={box} class="pin-map-box" />
        {state === 'open' && (
          <svg class="pin" viewBox="0 0 24 34" width="36" height="51" aria-hidden="true">
            <path d="M12 1C6 1 1 5.7 1 11.8 1 20 12 33 12 33s11-13 11-21.2C23 5.7 18 1 12 1z" fill="#a31621" stroke="#fff" stroke-width="1.5" />
            <circle cx="12" cy="12" r="4" fill="#fff" />
          </svg>
        )}
      </div>
      {state === 'open' && (
        <>
          <fieldset class="sub">
            <legend>{t.where.mapKind}</legend>
            <div class="chips">
              <Chip type="radio" name="map-kind" value="point" checked={kind === 'point'} onChange={() => { setKind('point'); setPoints([]); choose(null); }}>{t.where.point}</Chip>
              <Chip type="radio" name="map-kind" value="stretch" checked={kind === 'stretch'} onChange={() => { setKind('stretch'); choose(null); }}>{t.where.stretch}</Chip>
            </div>
          </fieldset>
          <div class="row">
            {kind === 'point' && <button type="button" class="button" onClick={usePin}>{t.where.usePin}</button>}
            {kind === 'stretch' && <button type="button" class="button" onClick={addPoint}>{t.where.addPoint}</button>}
            {kind === 'stretch' && points.length > 0 && <button type="button" class="button button-outline" onClick={() => change(points.slice(0, -1))}>{t.where.undoPoint}</button>}
          </div>
          {kind === 'stretch' && <p class="said" role="status">{t.where.stretchPoints(points.length)}</p>}
        </>
      )}
    </div>
  );
}
