import type { ExpressionSpecification, Map, MapOptions } from 'maplibre-gl';
import { cut } from '../lib/cut.ts';
import { outline } from '../lib/inside.ts';
import { boundsOf, labelPoint } from '../lib/legend.ts';
import { isRates, type Heat, type Shown, type StreetHeat, type Town } from '../lib/types.ts';
import { createMap, FONT_BOLD, painted, setFeatures, still } from './base.ts';
import { classColor, palette } from './map/palette.ts';
import { addPlaces, fillPlaces, paintPlaces } from './map/places.ts';
import { reportsText } from './words.ts';

/** From farther off the figures would lie on each other. */
const NUMBERS_FROM = 11.5;
const EMPTY = { type: 'FeatureCollection' as const, features: [] };
const OPACITY = 0.78;
/** Squares so large that they only say "somewhere here" must not hide the map. */
const FILL: ExpressionSpecification = ['step', ['get', 'size_m'], OPACITY, 1000, 0.62, 4000, 0.4, 16_000, 0.22];

const CHOSEN: ExpressionSpecification = ['boolean', ['feature-state', 'chosen'], false];

/** How wide a street is drawn at each zoom; `extra` is the edge around it, on both sides. */
const wide = (extra: unknown) => ['interpolate', ['linear'], ['zoom'], 9, ['+', 1.2, ['/', extra, 3]], 13, ['+', 3.4, extra], 16, ['+', 8, extra], 18, ['+', 15, extra]] as unknown as ExpressionSpecification;

/** Streets are thin: a finger's width around the pointer counts. */
const near = (map: Map, p: { x: number; y: number }) =>
  map.queryRenderedFeatures([[p.x - 8, p.y - 8], [p.x + 8, p.y + 8]], { layers: ['streets'] });

/** Nothing is shown outside the municipality. */
const isOutside = (map: Map, p: { x: number; y: number }): boolean => map.queryRenderedFeatures([p.x, p.y], { layers: ['outside'] }).length > 0;

type Line = { id: string; sizeM: number; points: [number, number][] };

const lines = (heat: Shown | null): Line[] => {
  if (!heat) return [];
  if (isRates(heat)) return heat.features.map((f) => ({ id: f.id, sizeM: 0, points: outline(f) }));
  if (heat.unit === 'link') return heat.features.map((f) => ({ id: f.id, sizeM: 0, points: f.geometry.coordinates }));
  return heat.features.map((f) => ({ id: f.id, sizeM: f.properties.size_m, points: f.geometry.coordinates[0] ?? [] }));
};

const sourceOf = (heat: Shown | null): string => {
  if (heat && isRates(heat)) return 'places';
  return heat?.unit === 'link' ? 'streets' : 'cells';
};

/** The map of squares, of streets and of places with their inhabitants. Knows nothing of the page: it is given data and tells what was chosen. */
export class CellMap {
  readonly map: Map;
  readonly #town: Town;
  #heat: Shown | null = null;
  #chosen: string | null = null;
  #numbered = '';
  private constructor(map: Map, town: Town) {
    this.map = map;
    this.#town = town;
  }

  static async create(box: HTMLElement, town: Town, pick: (id: string | null) => void, options: Partial<MapOptions> = {}): Promise<CellMap> {
    const map = await createMap(box, town, { hash: 'karta', ...options });
    map.addSource('numbers', { type: 'geojson', data: EMPTY });
    map.addSource('cut', { type: 'geojson', data: EMPTY, promoteId: 'id' });
    map.addSource('cells', { type: 'geojson', data: EMPTY, promoteId: 'id' });
    // The edges of small squares lie on those of large ones.
    const sort: ExpressionSpecification = ['-', 0, ['get', 'size_m']];
    // Each place once, and no seams between the parts of a square. What lies outside the border covers what sticks out.
    map.addLayer({ id: 'cells', type: 'fill', source: 'cut', paint: { 'fill-color': '#ccc', 'fill-opacity': FILL, 'fill-antialias': false } }, 'path');
    // From afar thousands of outlines would hide what they surround; the list says what they say.
    map.addLayer({ id: 'cells-line', type: 'line', source: 'cells', layout: { 'line-sort-key': sort }, paint: {
      'line-color': palette().cellEdge, // 3:1 and more against the land and the lighter classes
      'line-width': ['interpolate', ['linear'], ['zoom'], 8, ['case', CHOSEN, 4, ['step', ['get', 'size_m'], 0.2, 1000, 0.4, 4000, 0.9]], 13, ['case', CHOSEN, 4, 1.2]],
    } }, 'outside');
    map.addLayer({ id: 'cells-n', type: 'symbol', source: 'numbers', minzoom: NUMBERS_FROM, layout: {
      'text-field': ['get', 'figure'], 'text-font': FONT_BOLD, 'text-size': 13, 'symbol-sort-key': ['get', 'size_m'],
    }, paint: { 'text-color': palette().figure, 'text-halo-color': palette().figureHalo, 'text-halo-width': 1.6 } });
    addPlaces(map);
    map.addSource('found', { type: 'geojson', data: EMPTY });
    map.addLayer({ id: 'found', type: 'circle', source: 'found', paint: { 'circle-radius': 8, 'circle-color': palette().figureHalo, 'circle-stroke-color': palette().figure, 'circle-stroke-width': 3 } });
    map.addLayer({ id: 'found-name', type: 'symbol', source: 'found', layout: { 'text-field': ['get', 'name'], 'text-font': FONT_BOLD, 'text-size': 14, 'text-offset': [0, 1.1], 'text-anchor': 'top' }, paint: { 'text-color': palette().figure, 'text-halo-color': palette().figureHalo, 'text-halo-width': 2 } });
    map.addSource('streets', { type: 'geojson', data: EMPTY, promoteId: 'id' });
    // The heaviest on top, so that a side street does not hide the end of a main street.
    const order: ExpressionSpecification = ['get', 'per_100m_month'];
    const round = { 'line-cap': 'round', 'line-join': 'round', 'line-sort-key': order } as const;
    map.addLayer({ id: 'streets-casing', type: 'line', source: 'streets', layout: round, paint: { 'line-color': palette().cellEdge, 'line-width': wide(['case', CHOSEN, 5, 1.6]) } }, 'street-name');
    map.addLayer({ id: 'streets', type: 'line', source: 'streets', layout: round, paint: { 'line-color': '#ccc', 'line-width': wide(0) } }, 'street-name');
    map.on('click', (event) => {
      const street = near(map, event.point)[0];
      if (street) {
        pick(String(street.properties['id']));
        return;
      }
      const top = isOutside(map, event.point) ? undefined : map.queryRenderedFeatures(event.point, { layers: ['cells'] })[0];
      const place = map.queryRenderedFeatures(event.point, { layers: ['places'] })[0];
      pick(top || place ? String((top ?? place)?.properties['id']) : null);
    });
    map.on('mousemove', (event) => {
      const over = near(map, event.point).length + map.queryRenderedFeatures(event.point, { layers: ['cells', 'places'] }).length;
      map.getCanvas().style.cursor = over > 0 ? 'pointer' : '';
    });
    const cells = new CellMap(map, town);
    painted(map, () => cells.#repaint());
    map.on('moveend', () => cells.#number());
    map.on('idle', () => cells.#number());
    return cells;
  }

  setData(heat: Shown): void {
    this.choose(null);
    this.#heat = heat;
    this.#repaint();
    fillPlaces(this.map, isRates(heat) ? heat : null);
    this.#fill(isRates(heat) || heat.unit === 'link' ? null : heat);
    this.#draw(heat.unit === 'link' ? heat : null);
  }

  #draw(heat: StreetHeat | null): void {
    setFeatures(this.map, 'streets', heat?.features ?? []);
  }

  #fill(heat: Heat | null): void {
    if (!heat) {
      for (const source of ['cells', 'cut', 'numbers']) setFeatures(this.map, source, []);
      return;
    }
    setFeatures(this.map, 'cells', heat.features);
    setFeatures(this.map, 'cut', cut(heat.features));
    this.#numbered = '';
    this.#number();
  }

  /** Each figure where its square is to be seen: within the picture and the border. */
  #number(): void {
    const heat = this.#heat;
    if (!heat || isRates(heat) || heat.unit === 'link' || this.map.getZoom() < NUMBERS_FROM) return;
    const view = this.map.getBounds().toArray().flat() as [number, number, number, number];
    const hidden = (at: [number, number]) => isOutside(this.map, this.map.project(at));
    // Only the larger squares have anything lying on them: thousands of equal ones are not compared.
    const least = Math.min(...heat.features.map((f) => f.properties.size_m));
    const numbers = heat.features.flatMap((f) => {
      const at = f.properties.size_m === least ? labelPoint(f, []) : labelPoint(f, heat.features, view, hidden);
      return at ? [{ type: 'Feature' as const, geometry: { type: 'Point' as const, coordinates: at }, properties: { ...f.properties, figure: reportsText(f.properties) } }] : [];
    });
    const now = JSON.stringify(numbers.map((f) => [f.properties.id, f.geometry.coordinates]));
    if (now === this.#numbered) return;
    this.#numbered = now;
    setFeatures(this.map, 'numbers', numbers);
  }

  /** The colours of the hour; only the classes are the server's. */
  #repaint(): void {
    const p = palette();
    const classes = (this.#heat?.legend.classes ?? []).flatMap((c) => [c.class, classColor(c)]);
    if (classes.length > 0) {
      const colours = ['match', ['get', 'class'], ...classes, '#cccccc'] as unknown as ExpressionSpecification;
      this.map.setPaintProperty('cells', 'fill-color', colours);
      this.map.setPaintProperty('streets', 'line-color', colours);
    }
    paintPlaces(this.map, classes);
    this.map.setPaintProperty('streets-casing', 'line-color', p.cellEdge);
    this.map.setPaintProperty('cells-line', 'line-color', p.cellEdge);
    // Squares that reach over the border would else shine through what lies outside.
    this.map.setPaintProperty('outside', 'fill-opacity', 1);
    this.map.setPaintProperty('cells-n', 'text-color', p.figure);
    this.map.setPaintProperty('cells-n', 'text-halo-color', p.figureHalo);
  }

  choose(id: string | null): void {
    const source = sourceOf(this.#heat);
    if (this.#chosen !== null) this.map.setFeatureState({ source, id: this.#chosen }, { chosen: false });
    this.#chosen = this.#heat?.features.some((f) => f.id === id) ? id : null;
    if (this.#chosen !== null) this.map.setFeatureState({ source, id: this.#chosen }, { chosen: true });
  }

  /** Moves to one square or street, near enough to see its surroundings. */
  show(id: string): void {
    const line = lines(this.#heat).find((f) => f.id === id)?.points;
    if (!line) return;
    this.choose(id);
    this.map.fitBounds(boundsOf(line), { padding: 60, maxZoom: this.#heat?.unit === 'link' ? 16 : 15, animate: !still() });
  }

  /** Moves to a place found by its name and marks it. */
  goTo(place: { lon: number; lat: number; bbox: [number, number, number, number] | null; name: string }): void {
    setFeatures(this.map, 'found', [{ type: 'Feature', geometry: { type: 'Point', coordinates: [place.lon, place.lat] }, properties: { name: place.name } }]);
    const [w, s, e, n] = place.bbox ?? [place.lon, place.lat, place.lon, place.lat];
    this.map.fitBounds([w, s, e, n], { padding: 60, maxZoom: 15.5, animate: !still() });
  }

  /** The first view: what lies round the largest locality, else all that points at something. */
  showAll(): void {
    const small = lines(this.#heat).filter((f) => f.sizeM <= 1000);
    const [main] = this.#town.localities.toSorted((a, b) => (b.population ?? 0) - (a.population ?? 0));
    const around = small.filter((f) => {
      const [lon, lat] = f.points[0] ?? [0, 0];
      return main && Math.hypot((lon - main.lon) * Math.cos((lat * Math.PI) / 180), lat - main.lat) * 111.32 < 5;
    });
    const rings = (around.length > 0 ? around : small).flatMap((f) => f.points);
    if (rings.length > 0) this.map.fitBounds(boundsOf(rings), { padding: 24, maxZoom: 14.5, animate: false });
  }

  remove(): void {
    this.map.remove();
  }
}
