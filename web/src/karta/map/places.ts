/** The layers of places with their inhabitants: classes, grey where nobody knows, hatched where it is silent. */
import type { ExpressionSpecification, GeoJSONSource, Map } from 'maplibre-gl';
import { count, decimal } from '../../i18n/index.ts';
import { t } from '../../i18n/rates.ts';
import { insidePoint } from '../../lib/inside.ts';
import { lookOf } from '../../lib/rates.ts';
import type { PlaceFeature, Rates } from '../../lib/types.ts';
import { FONT_BOLD } from './layers.ts';
import { palette } from './palette.ts';

const EMPTY = { type: 'FeatureCollection' as const, features: [] };
const CHOSEN: ExpressionSpecification = ['boolean', ['feature-state', 'chosen'], false];
const HATCH = 'silent';

/** Slanting lines two pixels wide on a square that repeats. */
function hatch(): { width: number; height: number; data: Uint8Array } {
  const side = 24;
  const data = new Uint8Array(side * side * 4);
  const [r, g, b] = [1, 3, 5].map((i) => Number.parseInt(palette().cellEdge.slice(i, i + 2), 16));
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const away = (x + y) % side;
      if (away < 4) data.set([r!, g!, b!, 190], (y * side + x) * 4);
    }
  }
  return { width: side, height: side, data };
}

export function addPlaces(map: Map): void {
  map.addSource('places', { type: 'geojson', data: EMPTY, promoteId: 'id' });
  map.addSource('place-figures', { type: 'geojson', data: EMPTY });
  map.addImage(HATCH, hatch(), { pixelRatio: 2 });
  map.addLayer({ id: 'places', type: 'fill', source: 'places', paint: { 'fill-color': '#ccc', 'fill-opacity': ['match', ['get', 'look'], 'few', 0, 'unknown', 0.5, 0.78] } }, 'path');
  map.addLayer({ id: 'places-silent', type: 'fill', source: 'places', filter: ['get', 'silent'], paint: { 'fill-pattern': HATCH } }, 'path');
  map.addLayer({ id: 'places-line', type: 'line', source: 'places', layout: { 'line-join': 'round' }, paint: {
    'line-color': palette().cellEdge,
    'line-width': ['interpolate', ['linear'], ['zoom'], 8, ['case', CHOSEN, 4, ['get', 'silent'], 1.6, 0.6], 13, ['case', CHOSEN, 4.5, ['get', 'silent'], 3, 1.3]],
  } }, 'street-name');
  map.addLayer({ id: 'places-n', type: 'symbol', source: 'place-figures', layout: {
    'text-field': ['get', 'figure'], 'text-font': FONT_BOLD, 'text-size': 13, 'text-line-height': 1.1, 'symbol-sort-key': ['-', 0, ['get', 'importance']],
  }, paint: { 'text-color': palette().figure, 'text-halo-color': palette().figureHalo, 'text-halo-width': 1.8 } });
}

export function fillPlaces(map: Map, rates: Rates | null): void {
  const features = (rates?.features ?? []).map((f) => ({ ...f, properties: { ...f.properties, look: lookOf(f) } }));
  void map.getSource<GeoJSONSource>('places')?.setData({ type: 'FeatureCollection', features });
  const k = rates?.parameters.k ?? 0;
  void map.getSource<GeoJSONSource>('place-figures')?.setData({
    type: 'FeatureCollection',
    features: (rates?.features ?? []).flatMap((f) => {
      const at = insidePoint(f);
      const importance = (f.properties.silent ? 1e6 : 0) + (f.properties.rate ?? 0);
      return at ? [{ type: 'Feature' as const, geometry: { type: 'Point' as const, coordinates: at }, properties: { figure: figure(f, k), importance } }] : [];
    }),
  });
}

export function paintPlaces(map: Map, classes: unknown[]): void {
  const p = palette();
  if (classes.length > 0) {
    map.setPaintProperty('places', 'fill-color', ['match', ['coalesce', ['get', 'class'], 0], ...classes, p.unknown] as unknown as ExpressionSpecification);
  }
  map.setPaintProperty('places-line', 'line-color', p.cellEdge);
  map.setPaintProperty('places-n', 'text-color', p.figure);
  map.setPaintProperty('places-n', 'text-halo-color', p.figureHalo);
  map.updateImage(HATCH, hatch());
}

/** What stands in a place on the map. */
function figure({ properties: p }: PlaceFeature, k: number): string {
  if (p.rate === null) {
    if (p.why_no_rate === 'too_few') return `< ${count(k)}`;
    return p.why_no_rate === 'nobody_lives_there' ? t.mapNobody : t.mapUnknown;
  }
  return p.silent ? `${decimal(p.rate)}\n${t.mapSilent}` : decimal(p.rate);
}
