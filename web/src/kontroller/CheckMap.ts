import type { ExpressionSpecification, Map } from 'maplibre-gl';
import { createMap, painted, setFeatures, still } from '../karta/base.ts';
import { Numbers } from '../karta/map/numbers.ts';
import { palette } from '../karta/map/palette.ts';
import { boundsOf } from '../lib/legend.ts';
import type { Town } from '../lib/types.ts';
import { checksOf, type MonthPlan } from './types.ts';

const EMPTY = { type: 'FeatureCollection' as const, features: [] };
type Told = { check: (n: number | null) => void; site: (id: string) => void };

/** The checks with their numbers, the sites that can be chosen, and the streets that most is told of. */
export class CheckMap {
  readonly map: Map;
  readonly #numbers: Numbers;
  #plan: MonthPlan | null = null;
  private constructor(map: Map) {
    this.map = map;
    this.#numbers = new Numbers(map);
  }

  static async create(box: HTMLElement, town: Town, told: Told): Promise<CheckMap> {
    const map = await createMap(box, town, {});
    map.addSource('demand', { type: 'geojson', data: EMPTY });
    map.addSource('sites', { type: 'geojson', data: EMPTY });
    const width: ExpressionSpecification = ['interpolate', ['linear'], ['get', 'share'], 0, 2, 1, 9];
    map.addLayer({ id: 'demand', type: 'line', source: 'demand', layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-width': width, 'line-opacity': 0.55 } }, 'street-name');
    map.addLayer({ id: 'sites', type: 'circle', source: 'sites', paint: { 'circle-radius': ['case', ['get', 'live'], 5, 3.5], 'circle-stroke-width': 1.5 } });
    const made = new CheckMap(map);
    map.on('click', ({ point }) => {
      const number = made.#numbers.under(point);
      if (number !== null) return told.check(number + 1);
      const [hit] = map.queryRenderedFeatures([[point.x - 9, point.y - 9], [point.x + 9, point.y + 9]], { layers: ['sites'] });
      if (hit) told.site(String(hit.properties['site']));
      else told.check(null);
    });
    painted(map, () => {
      const { spot, perhaps, figureHalo } = palette();
      map.setPaintProperty('demand', 'line-color', spot);
      map.setPaintProperty('sites', 'circle-color', figureHalo);
      map.setPaintProperty('sites', 'circle-stroke-color', perhaps);
    });
    return made;
  }

  setPlan(plan: MonthPlan): void {
    const first = this.#plan === null;
    this.#plan = plan;
    const demand = plan.features.flatMap((f) => (f.properties.kind === 'demand' && f.geometry.type === 'MultiLineString' ? [{ mean: f.properties.per_month.mean, geometry: f.geometry }] : []));
    const most = Math.max(...demand.map((d) => d.mean), Number.MIN_VALUE);
    setFeatures(this.map, 'demand', demand.map((d) => ({ type: 'Feature', properties: { share: d.mean / most }, geometry: d.geometry })));
    const sites = plan.sites.filter((site) => !site.forbidden);
    setFeatures(this.map, 'sites', sites.map((site) => ({ type: 'Feature', properties: { site: site.id, live: site.live }, geometry: { type: 'Point', coordinates: site.at } })));
    const checks = checksOf(plan);
    this.#numbers.set(checks.map((f) => ({ at: f.geometry.coordinates, text: String(f.properties.number) })));
    if (first) this.map.fitBounds(boundsOf(checks.map((f) => f.geometry.coordinates)), { padding: 50, maxZoom: 14, animate: false });
  }

  choose(number: number | null): void {
    this.#numbers.choose(number === null ? null : number - 1);
    const check = number === null || !this.#plan ? undefined : checksOf(this.#plan)[number - 1];
    if (check) this.map.easeTo({ center: check.geometry.coordinates, zoom: Math.max(this.map.getZoom(), 13), animate: !still() });
  }

  remove(): void {
    this.map.remove();
  }
}
