import { NavigationControl, ScaleControl, type ExpressionSpecification, type GeoJSONSource, type Map, type MapOptions } from 'maplibre-gl';
import { boundsOf, labelPoint } from '../lib/legend.ts';
import type { Heat, Town } from '../lib/types.ts';
import { createMap, FONT_BOLD } from './base.ts';
import { classColor, night, palette } from './map/palette.ts';

const EMPTY = { type: 'FeatureCollection' as const, features: [] };
const OPACITY = 0.78;
/** Squares so large that they only say "somewhere here" must not hide the map. */
const FILL: ExpressionSpecification = ['step', ['get', 'size_m'], OPACITY, 1000, 0.62, 4000, 0.4, 16_000, 0.22];

const CHOSEN: ExpressionSpecification = ['boolean', ['feature-state', 'chosen'], false];

/** The map of squares. Knows nothing of the page: it is given data and tells what was chosen. */
export class CellMap {
  readonly map: Map;
  readonly #town: Town;
  #heat: Heat | null = null;
  #chosen: string | null = null;
  private constructor(map: Map, town: Town) {
    this.map = map;
    this.#town = town;
  }

  static async create(box: HTMLElement, town: Town, pick: (id: string | null) => void, options: Partial<MapOptions> = {}): Promise<CellMap> {
    const map = await createMap(box, town, { hash: 'karta', cooperativeGestures: true, ...options });
    if (options.interactive !== false) {
      map.addControl(new NavigationControl({ showCompass: false }), 'bottom-right');
      map.addControl(new ScaleControl({ maxWidth: 120 }), 'bottom-left');
    }
    map.addSource('numbers', { type: 'geojson', data: EMPTY });
    map.addSource('cells', { type: 'geojson', data: EMPTY, promoteId: 'id' });
    // Large squares first: those they hold are drawn on top and stay visible.
    const sort: ExpressionSpecification = ['-', 0, ['get', 'size_m']];
    map.addLayer({ id: 'cells', type: 'fill', source: 'cells', layout: { 'fill-sort-key': sort }, paint: { 'fill-color': '#ccc', 'fill-opacity': FILL } }, 'path');
    // From afar thousands of outlines would hide what they surround; the list says what they say.
    map.addLayer({ id: 'cells-line', type: 'line', source: 'cells', layout: { 'line-sort-key': sort }, paint: {
      'line-color': palette().cellEdge, // 3:1 and more against the land and the lighter classes
      'line-width': ['interpolate', ['linear'], ['zoom'], 8, ['case', CHOSEN, 4, ['step', ['get', 'size_m'], 0.2, 1000, 0.4, 4000, 0.9]], 13, ['case', CHOSEN, 4, 1.2]],
    } }, 'street-name');
    map.addLayer({ id: 'cells-n', type: 'symbol', source: 'numbers', minzoom: 11.5, layout: {
      'text-field': ['to-string', ['get', 'n_reports']], 'text-font': FONT_BOLD, 'text-size': 13, 'symbol-sort-key': ['get', 'size_m'],
    }, paint: { 'text-color': palette().figure, 'text-halo-color': palette().figureHalo, 'text-halo-width': 1.6 } });
    map.addSource('found', { type: 'geojson', data: EMPTY });
    map.addLayer({ id: 'found', type: 'circle', source: 'found', paint: { 'circle-radius': 8, 'circle-color': palette().figureHalo, 'circle-stroke-color': palette().figure, 'circle-stroke-width': 3 } });
    map.addLayer({ id: 'found-name', type: 'symbol', source: 'found', layout: { 'text-field': ['get', 'name'], 'text-font': FONT_BOLD, 'text-size': 14, 'text-offset': [0, 1.1], 'text-anchor': 'top' }, paint: { 'text-color': palette().figure, 'text-halo-color': palette().figureHalo, 'text-halo-width': 2 } });
    map.on('click', (event) => {
      // The smallest square under the pointer: it lies on top.
      const hits = map.queryRenderedFeatures(event.point, { layers: ['cells'] });
      const top = hits.toSorted((a, b) => Number(a.properties['size_m']) - Number(b.properties['size_m']))[0];
      pick(top ? String(top.properties['id']) : null);
    });
    map.on('mousemove', (event) => {
      map.getCanvas().style.cursor = map.queryRenderedFeatures(event.point, { layers: ['cells'] }).length > 0 ? 'pointer' : '';
    });
    const cells = new CellMap(map, town);
    const repaint = () => cells.#repaint();
    night.addEventListener('change', repaint);
    map.once('remove', () => night.removeEventListener('change', repaint));
    return cells;
  }

  setData(heat: Heat): void {
    this.#heat = heat;
    this.#repaint();
    if (window.__tk) window.__tk.idle = false;
    void this.map.getSource<GeoJSONSource>('cells')?.setData({ type: 'FeatureCollection', features: heat.features });
    // Only the larger squares have anything lying on them: thousands of equal ones are not compared.
    const least = Math.min(...heat.features.map((f) => f.properties.size_m));
    void this.map.getSource<GeoJSONSource>('numbers')?.setData({
      type: 'FeatureCollection',
      features: heat.features.flatMap((f) => {
        const at = labelPoint(f, f.properties.size_m === least ? [] : heat.features);
        return at ? [{ type: 'Feature' as const, geometry: { type: 'Point' as const, coordinates: at }, properties: f.properties }] : [];
      }),
    });
    this.choose(heat.features.some((f) => f.id === this.#chosen) ? this.#chosen : null);
  }

  /** The colours of the hour; only the classes are the server's. */
  #repaint(): void {
    const p = palette();
    const classes = (this.#heat?.legend.classes ?? []).flatMap((c) => [c.class, classColor(c)]);
    if (classes.length > 0) this.map.setPaintProperty('cells', 'fill-color', ['match', ['get', 'class'], ...classes, '#cccccc'] as unknown as ExpressionSpecification);
    this.map.setPaintProperty('cells-line', 'line-color', p.cellEdge);
    this.map.setPaintProperty('cells-n', 'text-color', p.figure);
    this.map.setPaintProperty('cells-n', 'text-halo-color', p.figureHalo);
  }

  choose(id: string | null): void {
    if (this.#chosen !== null) this.map.setFeatureState({ source: 'cells', id: this.#chosen }, { chosen: false });
    this.#chosen = id;
    if (id !== null) this.map.setFeatureState({ source: 'cells', id }, { chosen: true });
  }

  /** Moves to one square, near enough to see its surroundings. */
  show(id: string): void {
    const ring = this.#heat?.features.find((f) => f.id === id)?.geometry.coordinates[0];
    if (!ring) return;
    this.choose(id);
    this.map.fitBounds(boundsOf(ring), { padding: 60, maxZoom: 15, animate: !matchMedia('(prefers-reduced-motion: reduce)').matches });
  }

  /** Moves to a place found by its name and marks it. */
  goTo(place: { lon: number; lat: number; bbox: [number, number, number, number] | null; name: string }): void {
    const at = { type: 'Feature' as const, geometry: { type: 'Point' as const, coordinates: [place.lon, place.lat] }, properties: { name: place.name } };
    void this.map.getSource<GeoJSONSource>('found')?.setData(at);
    const [w, s, e, n] = place.bbox ?? [place.lon, place.lat, place.lon, place.lat];
    this.map.fitBounds([w, s, e, n], { padding: 60, maxZoom: 15.5, animate: !matchMedia('(prefers-reduced-motion: reduce)').matches });
  }

  /** The first view: the squares round the largest locality, else all that point at something. */
  showAll(): void {
    const squares = (this.#heat?.features ?? []).filter((f) => f.properties.size_m <= 1000);
    const [main] = this.#town.localities.toSorted((a, b) => (b.population ?? 0) - (a.population ?? 0));
    const near = squares.filter((f) => {
      const [lon, lat] = f.geometry.coordinates[0]?.[0] ?? [0, 0];
      return main && Math.hypot((lon - main.lon) * Math.cos((lat * Math.PI) / 180), lat - main.lat) * 111.32 < 5;
    });
    const rings = (near.length > 0 ? near : squares).flatMap((f) => f.geometry.coordinates[0] ?? []);
    if (rings.length > 0) this.map.fitBounds(boundsOf(rings), { padding: 24, maxZoom: 14.5, animate: false });
  }

  remove(): void {
    this.map.remove();
  }
}
