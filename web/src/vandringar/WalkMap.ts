import { NavigationControl, ScaleControl, type GeoJSONSource, type Map, type MapOptions } from 'maplibre-gl';
import { createMap } from '../karta/base.ts';
import { night, palette } from '../karta/map/palette.ts';
import { apart } from '../lib/apart.ts';
import { boundsOf } from '../lib/legend.ts';
import type { Town } from '../lib/types.ts';
import type { Position } from '../lib/walks.ts';

/** What is drawn: the way, the stops with their numbers, the start, and the other proposals pale beside it. */
export type Drawing = { way: Position[]; stops: Position[]; start: Position | null; end: Position | null; others: Position[][] };
export const NOTHING: Drawing = { way: [], stops: [], start: null, end: null, others: [] };

const EMPTY = { type: 'FeatureCollection' as const, features: [] };
const ROOM = 31;
const line = (coordinates: Position[]) => ({ type: 'Feature' as const, properties: {}, geometry: { type: 'LineString' as const, coordinates } });

/** The map of a walk. It is given data and tells where was pressed and which stop. */
export class WalkMap {
  readonly map: Map;
  #drawing = NOTHING;
  #at: { x: number; y: number }[] = [];
  #chosen: number | null = null;
  readonly #layer = document.createElement('div');
  private constructor(map: Map) {
    this.map = map;
    this.#layer.className = 'map-numbers';
    this.#layer.setAttribute('aria-hidden', 'true');
    map.getCanvasContainer().append(this.#layer);
  }

  static async create(box: HTMLElement, town: Town, press: (at: Position, stop: number | null) => void, options: Partial<MapOptions> = {}): Promise<WalkMap> {
    const map = await createMap(box, town, { cooperativeGestures: true, ...options });
    if (options.interactive !== false) {
      map.addControl(new NavigationControl({ showCompass: false }), 'bottom-right');
      map.addControl(new ScaleControl({ maxWidth: 120 }), 'bottom-left');
    }
    const round = { 'line-cap': 'round', 'line-join': 'round' } as const;
    for (const id of ['others', 'way']) map.addSource(id, { type: 'geojson', data: EMPTY });
    map.addLayer({ id: 'others', type: 'line', source: 'others', layout: round, paint: { 'line-width': 3, 'line-opacity': 0.45, 'line-dasharray': [1.5, 1.5] } }, 'street-name');
    map.addLayer({ id: 'way-casing', type: 'line', source: 'way', layout: round, paint: { 'line-width': 9 } }, 'street-name');
    map.addLayer({ id: 'way', type: 'line', source: 'way', layout: round, paint: { 'line-width': 5 } }, 'street-name');
    const made = new WalkMap(map);
    map.on('click', (event) => press([event.lngLat.lng, event.lngLat.lat], made.#stopAt(event.point)));
    made.#paint();
    const repaint = () => made.#paint();
    night.addEventListener('change', repaint);
    for (const event of ['move', 'resize'] as const) map.on(event, () => made.#number());
    map.once('remove', () => night.removeEventListener('change', repaint));
    return made;
  }

  #paint(): void {
    const { spot, perhaps, figureHalo } = palette();
    this.map.setPaintProperty('way', 'line-color', spot);
    this.map.setPaintProperty('way-casing', 'line-color', figureHalo);
    this.map.setPaintProperty('others', 'line-color', perhaps);
  }

  setData(drawing: Drawing): void {
    this.#drawing = drawing;
    if (window.__tk) window.__tk.idle = false;
    void this.map.getSource<GeoJSONSource>('way')?.setData({ type: 'FeatureCollection', features: drawing.way.length > 1 ? [line(drawing.way)] : [] });
    void this.map.getSource<GeoJSONSource>('others')?.setData({ type: 'FeatureCollection', features: drawing.others.map(line) });
    this.#layer.replaceChildren(...this.#marks().map(({ text, kind }) => {
      const mark = document.createElement('span');
      mark.className = `spot-number ${kind}`;
      mark.textContent = text;
      return mark;
    }));
    this.#number();
    this.map.triggerRepaint();
  }

  #marks(): { at: Position; text: string; kind: string }[] {
    const { stops, start, end } = this.#drawing;
    const ends = [...(start ? [{ at: start, text: 'S', kind: 'walk-end' }] : []), ...(end ? [{ at: end, text: 'M', kind: 'walk-end' }] : [])];
    return [...stops.map((at, i) => ({ at, text: String(i + 1), kind: '' })), ...ends];
  }

  #number(): void {
    this.#at = apart(this.#marks().map(({ at }) => this.map.project(at)), ROOM);
    for (const [i, mark] of [...this.#layer.children].entries()) {
      const at = this.#at[i];
      if (at && mark instanceof HTMLElement) mark.style.transform = `translate(${at.x}px, ${at.y}px) translate(-50%, -50%)`;
    }
  }

  #stopAt(point: { x: number; y: number }): number | null {
    const n = this.#at.findIndex((at) => Math.hypot(at.x - point.x, at.y - point.y) < ROOM / 2);
    return n >= 0 && n < this.#drawing.stops.length ? n : null;
  }

  choose(stop: number | null): void {
    if (this.#chosen !== null) this.#layer.children[this.#chosen]?.classList.remove('is-chosen');
    this.#chosen = stop;
    if (stop !== null) this.#layer.children[stop]?.classList.add('is-chosen');
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
