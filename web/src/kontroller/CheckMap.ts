import { NavigationControl, ScaleControl, type ExpressionSpecification, type GeoJSONSource, type Map } from 'maplibre-gl';
import { createMap } from '../karta/base.ts';
import { night, palette } from '../karta/map/palette.ts';
import { apart } from '../lib/apart.ts';
import { boundsOf } from '../lib/legend.ts';
import type { Town } from '../lib/types.ts';
import { checksOf, type MonthPlan } from './types.ts';

const EMPTY = { type: 'FeatureCollection' as const, features: [] };
const ROOM = 31;
type Told = { check: (n: number | null) => void; site: (id: string) => void };

/** The checks with their numbers, the sites that can be chosen, and the streets that most is told of. */
export class CheckMap {
  readonly map: Map;
  #plan: MonthPlan | null = null;
  readonly #layer = document.createElement('div');
  #at: { x: number; y: number }[] = [];
  private constructor(map: Map) {
    this.map = map;
    this.#layer.className = 'map-numbers';
    this.#layer.setAttribute('aria-hidden', 'true');
    map.getCanvasContainer().append(this.#layer);
  }

  static async create(box: HTMLElement, town: Town, told: Told): Promise<CheckMap> {
    const map = await createMap(box, town, { cooperativeGestures: true });
    map.addControl(new NavigationControl({ showCompass: false }), 'bottom-right');
    map.addControl(new ScaleControl({ maxWidth: 120 }), 'bottom-left');
    map.addSource('demand', { type: 'geojson', data: EMPTY });
    map.addSource('sites', { type: 'geojson', data: EMPTY });
    const width: ExpressionSpecification = ['interpolate', ['linear'], ['get', 'share'], 0, 2, 1, 9];
    map.addLayer({ id: 'demand', type: 'line', source: 'demand', layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-width': width, 'line-opacity': 0.55 } }, 'street-name');
    map.addLayer({ id: 'sites', type: 'circle', source: 'sites', paint: { 'circle-radius': ['case', ['get', 'live'], 5, 3.5], 'circle-stroke-width': 1.5 } });
    const made = new CheckMap(map);
    map.on('click', (event) => {
      const number = made.#at.findIndex((at) => Math.hypot(at.x - event.point.x, at.y - event.point.y) < ROOM / 2);
      if (number >= 0) return told.check(number + 1);
      const { x, y } = event.point;
      const [hit] = map.queryRenderedFeatures([[x - 9, y - 9], [x + 9, y + 9]], { layers: ['sites'] });
      if (hit) told.site(String(hit.properties['site']));
      else told.check(null);
    });
    made.#paint();
    const repaint = () => made.#paint();
    night.addEventListener('change', repaint);
    for (const event of ['move', 'resize'] as const) map.on(event, () => made.#number());
    map.once('remove', () => night.removeEventListener('change', repaint));
    return made;
  }

  #paint(): void {
    const { spot, perhaps, figureHalo } = palette();
    this.map.setPaintProperty('demand', 'line-color', spot);
    this.map.setPaintProperty('sites', 'circle-color', figureHalo);
    this.map.setPaintProperty('sites', 'circle-stroke-color', perhaps);
  }

  setPlan(plan: MonthPlan): void {
    const first = this.#plan === null;
    this.#plan = plan;
    if (window.__tk) window.__tk.idle = false;
    const demand = plan.features.flatMap((f) => (f.properties.kind === 'demand' && f.geometry.type === 'MultiLineString' ? [{ mean: f.properties.per_month.mean, geometry: f.geometry }] : []));
    const most = Math.max(...demand.map((d) => d.mean), Number.MIN_VALUE);
    void this.map.getSource<GeoJSONSource>('demand')?.setData({ type: 'FeatureCollection', features: demand.map((d) => ({ type: 'Feature' as const, properties: { share: d.mean / most }, geometry: d.geometry })) });
    const sites = plan.sites.filter((site) => !site.forbidden);
    void this.map.getSource<GeoJSONSource>('sites')?.setData({ type: 'FeatureCollection', features: sites.map((site) => ({ type: 'Feature' as const, properties: { site: site.id, live: site.live }, geometry: { type: 'Point' as const, coordinates: site.at } })) });
    this.#layer.replaceChildren(...checksOf(plan).map((f) => {
      const number = document.createElement('span');
      number.className = 'spot-number';
      number.textContent = String(f.properties.number);
      return number;
    }));
    if (first) this.map.fitBounds(boundsOf(checksOf(plan).map((f) => f.geometry.coordinates)), { padding: 50, maxZoom: 14, animate: false });
    this.#number();
  }

  #number(): void {
    if (!this.#plan) return;
    this.#at = apart(checksOf(this.#plan).map((f) => this.map.project(f.geometry.coordinates)), ROOM);
    for (const [i, number] of [...this.#layer.children].entries()) {
      const at = this.#at[i];
      if (at && number instanceof HTMLElement) number.style.transform = `translate(${at.x}px, ${at.y}px) translate(-50%, -50%)`;
    }
  }

  choose(number: number | null): void {
    for (const [i, mark] of [...this.#layer.children].entries()) mark.classList.toggle('is-chosen', i + 1 === number);
    const check = number === null || !this.#plan ? undefined : checksOf(this.#plan)[number - 1];
    if (check) this.map.easeTo({ center: check.geometry.coordinates, zoom: Math.max(this.map.getZoom(), 13), animate: !matchMedia('(prefers-reduced-motion: reduce)').matches });
  }

  remove(): void {
    this.map.remove();
  }
}
