import type { Map } from 'maplibre-gl';
import type { Feature } from 'geojson';
import { createMap, painted, setFeatures } from '../karta/base.ts';
import { palette } from '../karta/map/palette.ts';
import type { Shape } from '../lib/desk.ts';
import { boundsOf } from '../lib/legend.ts';
import type { Town } from '../lib/types.ts';

type At = [number, number];

const pointsOf = (place: Shape): At[] =>
  place.type === 'Point' ? [place.coordinates] : place.type === 'LineString' ? place.coordinates : (place.coordinates[0] ?? []);

/** How far off it may be, as a ring around the place. */
function around([lon, lat]: At, metres: number): At[] {
  const [dy, dx] = [metres / 111_320, metres / (111_320 * Math.cos((lat * Math.PI) / 180))];
  return Array.from({ length: 49 }, (_, i) => [lon + dx * Math.cos((i * Math.PI) / 24), lat + dy * Math.sin((i * Math.PI) / 24)]);
}

/** The place of one report. */
export class DeskMap {
  readonly #map: Map;
  private constructor(map: Map) {
    this.#map = map;
  }

  static async create(box: HTMLElement, town: Town): Promise<DeskMap> {
    const map = await createMap(box, town, {});
    map.addSource('report', { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
    map.addLayer({ id: 'report-around', type: 'fill', source: 'report', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-opacity': 0.18 } });
    map.addLayer({ id: 'report-edge', type: 'line', source: 'report', filter: ['!=', ['geometry-type'], 'Point'], paint: { 'line-width': 3 } });
    map.addLayer({ id: 'report', type: 'circle', source: 'report', filter: ['==', ['geometry-type'], 'Point'], paint: { 'circle-radius': 9, 'circle-stroke-width': 3 } });
    painted(map, () => {
      const { spot, figureHalo } = palette();
      map.setPaintProperty('report-around', 'fill-color', spot);
      map.setPaintProperty('report-edge', 'line-color', spot);
      map.setPaintProperty('report', 'circle-color', spot);
      map.setPaintProperty('report', 'circle-stroke-color', figureHalo);
    });
    return new DeskMap(map);
  }

  show(place: Shape, accuracy_m: number | null): void {
    const own: Feature = { type: 'Feature', properties: {}, geometry: place };
    const ring = place.type === 'Point' && accuracy_m ? around(place.coordinates, accuracy_m) : null;
    setFeatures(this.#map, 'report', ring ? [{ type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [ring] } }, own] : [own]);
    this.#map.fitBounds(boundsOf(ring ?? pointsOf(place)), { padding: 60, maxZoom: 16, animate: false });
  }

  remove(): void {
    this.#map.remove();
  }
}
