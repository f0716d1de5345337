/** The way and its stops without a map: it needs no network. North is up. */
import { t } from '../i18n/walks.ts';
import type { Position, Walk } from '../lib/walks.ts';

type Props = { walk: Walk; stop: number; mark: Position | null; place: ((at: Position) => void) | null };
const SIDE = 320;
const EDGE = 26;

export function Sketch({ walk, stop, mark, place }: Props) {
  const all = [...walk.way, ...walk.stops.map((s) => s.at)];
  const lons = all.map((p) => p[0]);
  const lats = all.map((p) => p[1]);
  const [west, east, south, north] = [Math.min(...lons), Math.max(...lons), Math.min(...lats), Math.max(...lats)];
  const shrink = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const span = Math.max((east - west) * shrink, north - south, 1e-4);
  const scale = (SIDE - 2 * EDGE) / span;
  const x = (lon: number) => SIDE / 2 + (lon - (west + east) / 2) * shrink * scale;
  const y = (lat: number) => SIDE / 2 - (lat - (south + north) / 2) * scale;
  const back = (px: number, py: number): Position => [
    (west + east) / 2 + (px - SIDE / 2) / scale / shrink, (south + north) / 2 - (py - SIDE / 2) / scale,
  ];
  const middle: Position = walk.stops[stop]?.at ?? [(west + east) / 2, (south + north) / 2];
  const press = (event: MouseEvent) => {
    const box = (event.currentTarget as SVGElement).getBoundingClientRect();
    place?.(back(((event.clientX - box.left) / box.width) * SIDE, ((event.clientY - box.top) / box.height) * SIDE));
  };
  const key = (event: KeyboardEvent) => {
    const step = ({ ArrowLeft: [-4, 0], ArrowRight: [4, 0], ArrowUp: [0, -4], ArrowDown: [0, 4] } as Record<string, [number, number]>)[event.key];
    if (!step || !place) return;
    event.preventDefault();
    const [lon, lat] = mark ?? middle;
    place(back(x(lon) + step[0], y(lat) + step[1]));
  };
  const drawn = (
    <svg viewBox={`0 0 ${SIDE} ${SIDE}`} aria-hidden="true">
      <polyline class="sketch-way" points={walk.way.map(([lon, lat]) => `${x(lon).toFixed(1)},${y(lat).toFixed(1)}`).join(' ')} />
      {walk.stops.map((s, i) => (
        <g key={s.at.join()} class={i === stop ? 'sketch-stop is-here' : 'sketch-stop'}>
          <circle cx={x(s.at[0])} cy={y(s.at[1])} r="11" />
          <text x={x(s.at[0])} y={y(s.at[1]) + 4.5} text-anchor="middle">{i + 1}</text>
        </g>
      ))}
      {mark && <path class="sketch-mark" d={`M${x(mark[0])} ${y(mark[1])}l-7 -16a8 8 0 1 1 14 0z`} />}
    </svg>
  );
  if (!place) return <div class="sketch">{drawn}</div>;
  return <button type="button" class="sketch" aria-label={t.walk.sketchLabel} onClick={(event) => { if (event.detail > 0) press(event); else place(mark ?? middle); }} onKeyDown={key}>{drawn}</button>;
}
