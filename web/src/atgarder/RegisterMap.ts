import type { ExpressionSpecification, Map } from 'maplibre-gl';
import { createMap, painted, setFeatures, still } from '../karta/base.ts';
import { palette } from '../karta/map/palette.ts';
import { boundsOf } from '../lib/legend.ts';
import type { Remedy } from '../lib/register.ts';
import type { Town } from '../lib/types.ts';
import { positionOf } from './words.ts';

const CHOSEN: ExpressionSpecification = ['boolean', ['feature-state', 'chosen'], false];

/** Remedies on the map: filled when done, a ring when not, with their number in the list. */
export class RegisterMap {
  readonly #map: Map;
  #all: Remedy[] = [];
  #chosen: number | null = null;
  private constructor(map: Map) {
    this.#map = map;
  }

  static async create(box: HTMLElement, town: Town, pick: (id: string | null) => void): Promise<RegisterMap> {
    const map = await createMap(box, town, {});
    map.addSource('remedies', { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
    const done: ExpressionSpecification = ['==', ['get', 'state'], 'done'];
    map.addLayer({ id: 'remedies', type: 'circle', source: 'remedies', paint: { 'circle-radius': ['case', CHOSEN, 12, 8], 'circle-stroke-width': 3.5 } });
    const made = new RegisterMap(map);
    painted(map, () => {
      const { spot, figureHalo } = palette();
      map.setPaintProperty('remedies', 'circle-color', ['case', done, spot, figureHalo]);
      map.setPaintProperty('remedies', 'circle-stroke-color', ['case', done, figureHalo, spot]);
    });
    const at = (point: { x: number; y: number }) => {
      const [hit] = map.queryRenderedFeatures([[point.x - 8, point.y - 8], [point.x + 8, point.y + 8]], { layers: ['remedies'] });
      return hit ? made.#all[Number(hit.id)]?.id ?? null : null;
    };
    map.on('click', (event) => pick(at(event.point)));
    map.on('mousemove', (event) => { map.getCanvas().style.cursor = at(event.point) === null ? '' : 'pointer'; });
    return made;
  }

  setData(all: Remedy[]): void {
    this.#all = all;
    setFeatures(this.#map, 'remedies', all.map((own, id) => ({ type: 'Feature', id, properties: { state: own.state }, geometry: { type: 'Point', coordinates: positionOf(own) } })));
  }

  choose(id: string | null): void {
    if (this.#chosen !== null) this.#map.setFeatureState({ source: 'remedies', id: this.#chosen }, { chosen: false });
    const at = this.#all.findIndex((own) => own.id === id);
    this.#chosen = at < 0 ? null : at;
    const found = this.#all[at];
    if (!found) return;
    this.#map.setFeatureState({ source: 'remedies', id: at }, { chosen: true });
    this.#map.easeTo({ center: positionOf(found), zoom: Math.max(this.#map.getZoom(), 14), animate: !still() });
  }

  showAll(): void {
    const points = this.#all.map(positionOf);
    if (points.length > 0) this.#map.fitBounds(boundsOf(points), { padding: 60, maxZoom: 15, animate: false });
  }

  remove(): void {
    this.#map.remove();
  }
}
