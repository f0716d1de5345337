import type { Map, MapOptions } from 'maplibre-gl';
import { createMap, painted, setFeatures } from '../karta/base.ts';
import { Numbers, type Mark } from '../karta/map/numbers.ts';
import { palette } from '../karta/map/palette.ts';
import { boundsOf } from '../lib/legend.ts';
import type { Town } from '../lib/types.ts';
import type { Position } from '../lib/walks.ts';

/** What is drawn: the way, the stops with their numbers, the start, and the other proposals pale beside it. */
export type Drawing = { way: Position[]; stops: Position[]; start: Position | null; end: Position | null; others: Position[][] };
export const NOTHING: Drawing = { way: [], stops: [], start: null, end: null, others: [] };

const EMPTY = { type: 'FeatureCollection' as const, features: [] };
const line = (coordinates: Position[]) => ({ type: 'Feature' as const, properties: {}, geometry: { type: 'LineString' as const, coordinates } });

/** The map of a walk. It is given data and tells where was pressed and which stop. */
export class WalkMap {
  readonly map: Map;
  readonly #numbers: Numbers;
  #drawing = NOTHING;
  private constructor(map: Map) {
    this.map = map;
    this.#numbers = new Numbers(map);
  }

  static async create(box: HTMLElement, town: Town, press: (at: Position, stop: number | null) => void, options: Partial<MapOptions> = {}): Promise<WalkMap> {
    const map = await createMap(box, town, options);
    const round = { 'line-cap': 'round', 'line-join': 'round' } as const;
    for (const id of ['others', 'way']) map.addSource(id, { type: 'geojson', data: EMPTY });
    map.addLayer({ id: 'others', type: 'line', source: 'others', layout: round, paint: { 'line-width': 3, 'line-opacity': 0.45, 'line-dasharray': [1.5, 1.5] } }, 'street-name');
    map.addLayer({ id: 'way-casing', type: 'line', source: 'way', layout: round, paint: { 'line-width': 9 } }, 'street-name');
    map.addLayer({ id: 'way', type: 'line', source: 'way', layout: round, paint: { 'line-width': 5 } }, 'street-name');
    const made = new WalkMap(map);
    map.on('click', (event) => press([event.lngLat.lng, event.lngLat.lat], made.#stopUnder(event.point)));
    painted(map, () => {
      const { spot, perhaps, figureHalo } = palette();
      map.setPaintProperty('way', 'line-color', spot);
      map.setPaintProperty('way-casing', 'line-color', figureHalo);
      map.setPaintProperty('others', 'line-color', perhaps);
    });
    return made;
  }

  setData(drawing: Drawing): void {
    this.#drawing = drawing;
    setFeatures(this.map, 'way', drawing.way.length > 1 ? [line(drawing.way)] : []);
    setFeatures(this.map, 'others', drawing.others.map(line));
    const { stops, start, end } = drawing;
    const ends: Mark[] = [...(start ? [{ at: start, text: 'S', kind: 'walk-end' }] : []), ...(end ? [{ at: end, text: 'M', kind: 'walk-end' }] : [])];
    this.#numbers.set([...stops.map((at, i) => ({ at, text: String(i + 1) })), ...ends]);
    this.map.triggerRepaint();
  }

  #stopUnder(point: { x: number; y: number }): number | null {
    const mark = this.#numbers.under(point);
    return mark !== null && mark < this.#drawing.stops.length ? mark : null;
  }

  choose(stop: number | null): void {
    this.#numbers.choose(stop);
  }

  showAll(): void {
    const { way, stops, start, end } = this.#drawing;
    const all = [...way, ...stops, ...(start ? [start] : []), ...(end ? [end] : [])];
    if (all.length > 1) this.map.fitBounds(boundsOf(all), { padding: 45, maxZoom: 16, animate: false });
    else if (all[0]) this.map.jumpTo({ center: all[0], zoom: 14 });
  }

  remove(): void {
    this.map.remove();
  }
}
