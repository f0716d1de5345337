import type { ExpressionSpecification, Map, MapOptions } from 'maplibre-gl';
import { createMap, painted, setFeatures, still } from '../karta/base.ts';
import { Numbers } from '../karta/map/numbers.ts';
import { palette } from '../karta/map/palette.ts';
import { boundsOf } from '../lib/legend.ts';
import { outerEdges } from '../lib/outer.ts';
import type { GiStar, SpotFeature, Spots, Town } from '../lib/types.ts';

const EMPTY = { type: 'FeatureCollection' as const, features: [] };
const CHOSEN: ExpressionSpecification = ['boolean', ['feature-state', 'chosen'], false];
const SURE: ExpressionSpecification = ['==', ['get', 'class'], 'clearly_more'];
/** Lines are as wide as streets; an area is outlined. */
const wide = (extra: number) => ['interpolate', ['linear'], ['zoom'], 9, 2 + extra / 2, 13, 4 + extra, 16, 8 + extra, 18, 14 + extra] as unknown as ExpressionSpecification;
const isLine: ExpressionSpecification = ['all', ['==', ['geometry-type'], 'LineString'], ['!', ['has', 'edge']]];
const isEdge: ExpressionSpecification = ['has', 'edge'];
const isArea: ExpressionSpecification = ['==', ['geometry-type'], 'Polygon'];

const points = (f: SpotFeature): [number, number][] =>
  (f.geometry.type === 'MultiLineString' ? f.geometry.coordinates.flat() : f.geometry.coordinates.flat(2));

const plain = ({ properties: { rank, class: klass } }: SpotFeature) => ({ rank, class: klass });

/** Streets as they are; squares as areas, and their outline as lines. */
function drawn(f: SpotFeature) {
  const own = { type: 'Feature' as const, id: f.id, properties: plain(f), geometry: f.geometry };
  if (f.geometry.type === 'MultiLineString') return [own];
  const edge = { type: 'MultiLineString' as const, coordinates: outerEdges(f.geometry.coordinates.flat()) };
  return [own, { ...own, properties: { ...own.properties, edge: true }, geometry: edge }];
}

/** The map of places that stand out: their streets or squares outlined, each with its number. It is given data and tells what was chosen. */
export class SpotMap {
  readonly map: Map;
  readonly #numbers: Numbers;
  #spots: Spots | null = null;
  #chosen: number | null = null;
  private constructor(map: Map) {
    this.map = map;
    this.#numbers = new Numbers(map);
  }

  static async create(box: HTMLElement, town: Town, pick: (rank: number | null) => void, options: Partial<MapOptions> = {}): Promise<SpotMap> {
    const map = await createMap(box, town, options);
    map.addSource('grey', { type: 'geojson', data: EMPTY });
    map.addLayer({ id: 'grey-area', type: 'fill', source: 'grey', paint: { 'fill-color': '#808080', 'fill-opacity': 0.35, 'fill-antialias': false } }, 'path');
    map.addSource('spots', { type: 'geojson', data: EMPTY });
    map.addLayer({ id: 'spots-area', type: 'fill', source: 'spots', filter: isArea, paint: { 'fill-antialias': false, 'fill-opacity': ['case', SURE, 0.28, 0.14] } }, 'path');
    map.addLayer({ id: 'spots-casing', type: 'line', source: 'spots', filter: isLine, layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-width': ['interpolate', ['linear'], ['zoom'], 9, ['case', CHOSEN, 9, 4], 13, ['case', CHOSEN, 13, 7], 16, ['case', CHOSEN, 19, 12], 18, ['case', CHOSEN, 26, 18]] } }, 'street-name');
    map.addLayer({ id: 'spots-line', type: 'line', source: 'spots', filter: ['all', isLine, SURE], layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-width': wide(0) } }, 'street-name');
    map.addLayer({ id: 'spots-line-perhaps', type: 'line', source: 'spots', filter: ['all', isLine, ['!', SURE]], paint: { 'line-width': wide(-1), 'line-dasharray': [1.6, 1] } }, 'street-name');
    map.addLayer({ id: 'spots-edge', type: 'line', source: 'spots', filter: ['all', isEdge, SURE], layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-width': ['case', CHOSEN, 6, 3] } }, 'street-name');
    map.addLayer({ id: 'spots-edge-perhaps', type: 'line', source: 'spots', filter: ['all', isEdge, ['!', SURE]], paint: { 'line-width': ['case', CHOSEN, 5, 2], 'line-dasharray': [2.5, 1.5] } }, 'street-name');
    const made = new SpotMap(map);
    map.on('click', (event) => pick(made.#rankAt(event.point)));
    map.on('mousemove', (event) => { map.getCanvas().style.cursor = made.#rankAt(event.point) === null ? '' : 'pointer'; });
    painted(map, () => {
      const { spot, perhaps, figureHalo } = palette();
      const of = (sure: string, other: string): ExpressionSpecification => ['case', SURE, sure, other];
      map.setPaintProperty('spots-area', 'fill-color', of(spot, perhaps));
      map.setPaintProperty('spots-casing', 'line-color', figureHalo);
      for (const layer of ['spots-line', 'spots-edge']) map.setPaintProperty(layer, 'line-color', spot);
      for (const layer of ['spots-line-perhaps', 'spots-edge-perhaps']) map.setPaintProperty(layer, 'line-color', perhaps);
    });
    return made;
  }

  setData(spots: Spots): void {
    this.choose(null);
    this.#spots = spots;
    setFeatures(this.map, 'spots', spots.features.flatMap(drawn));
    this.#numbers.set(spots.features.map((f) => ({ at: f.properties.at, text: String(f.id), kind: f.properties.class })));
  }

  /** Squares of another method: seen, but not as ours. */
  setGrey(features: GiStar['features']): void {
    setFeatures(this.map, 'grey', features);
  }

  /** A number under the pointer, else a street or square within a finger's width. */
  #rankAt(point: { x: number; y: number }): number | null {
    const number = this.#numbers.under(point);
    if (number !== null) return this.#spots?.features[number]?.id ?? null;
    const [hit] = this.map.queryRenderedFeatures([[point.x - 8, point.y - 8], [point.x + 8, point.y + 8]], { layers: ['spots-area', 'spots-casing'] });
    return hit ? Number(hit.properties['rank']) : null;
  }

  choose(rank: number | null): void {
    if (this.#chosen !== null) this.map.setFeatureState({ source: 'spots', id: this.#chosen }, { chosen: false });
    this.#chosen = rank;
    if (rank !== null) this.map.setFeatureState({ source: 'spots', id: rank }, { chosen: true });
    const at = this.#spots?.features.findIndex((f) => f.id === rank) ?? -1;
    this.#numbers.choose(at < 0 ? null : at);
  }

  /** Moves to one place, near enough to see its surroundings. */
  show(rank: number): void {
    const spot = this.#spots?.features.find((f) => f.id === rank);
    if (!spot) return;
    this.choose(rank);
    this.map.fitBounds(boundsOf(points(spot)), { padding: 70, maxZoom: 16, animate: !still() });
  }

  showAll(): void {
    const all = (this.#spots?.features ?? []).flatMap(points);
    if (all.length > 0) this.map.fitBounds(boundsOf(all), { padding: 50, maxZoom: 15, animate: false });
  }

  remove(): void {
    this.map.remove();
  }
}
