import type { GeoJSONSource, Map } from 'maplibre-gl';
import { t } from '../i18n/report.ts';
import { mapWords } from '../i18n/maplibre.ts';
import type { Town } from '../lib/types.ts';
import { createMap } from './base.ts';

type At = [number, number];

/** The report form's map: moves under a fixed pin. Loaded only when somebody opens it. */
export class PinMap {
  readonly #map: Map;
  private constructor(map: Map) {
    this.#map = map;
  }

  static async create(box: HTMLElement, town: Town, start: At | null): Promise<PinMap> {
    const biggest = town.localities.toSorted((a, b) => (b.population ?? 0) - (a.population ?? 0))[0];
    const center: At | null = start ?? (biggest ? [biggest.lon, biggest.lat] : null);
    const map = await createMap(box, town, {
      locale: { ...mapWords, 'Map.Title': t.where.mapLabel },
      ...(center ? { bounds: undefined as never, center, zoom: start ? 16 : 14 } : {}),
    });
    map.addSource('line', { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
    map.addLayer({ id: 'line', type: 'line', source: 'line', paint: { 'line-color': '#a31621', 'line-width': 5 }, layout: { 'line-cap': 'round', 'line-join': 'round' } });
    map.addLayer({ id: 'line-points', type: 'circle', source: 'line', paint: { 'circle-radius': 6, 'circle-color': '#fff', 'circle-stroke-color': '#a31621', 'circle-stroke-width': 3 } });
    return new PinMap(map);
  }

  /** The place under the pin, to a decimetre. */
  pin(): At {
    const { lng, lat } = this.#map.getCenter();
    return [Math.round(lng * 1e6) / 1e6, Math.round(lat * 1e6) / 1e6];
  }

  setLine(points: At[]): void {
    const source = this.#map.getSource<GeoJSONSource>('line');
    const geometry = points.length < 2
      ? { type: 'MultiPoint' as const, coordinates: points }
      : { type: 'LineString' as const, coordinates: points };
    void source?.setData({ type: 'Feature', properties: {}, geometry });
  }

  remove(): void {
    this.#map.remove();
  }
}
