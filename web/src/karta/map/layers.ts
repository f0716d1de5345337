/** What is drawn, and how: one list from the ground up to the names. */
import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import type { Palette } from './palette.ts';

export const FONT = ['Source Sans 3 Regular'];
export const FONT_BOLD = ['Source Sans 3 SemiBold'];

type Expression = ExpressionSpecification;
const expression = (of: unknown): Expression => of as Expression;
const kind = ['coalesce', ['get', 'kind'], ''];
const streetClass = ['coalesce', ['get', 'class'], ''];
const structure = ['coalesce', ['get', 'structure'], 'ground'];
const name = expression(['coalesce', ['get', 'name'], '']);
const oneOf = (value: unknown, ...words: string[]): Expression => expression(['in', value, ['literal', words]]);
const all = (...conditions: unknown[]): Expression => expression(['all', ...conditions]);
const not = (condition: unknown): Expression => expression(['!', condition]);
const is = (value: unknown, word: string): Expression => expression(['==', value, word]);

const isPath = oneOf(streetClass, 'path', 'footway', 'cycleway', 'track', 'bridleway', 'steps');
const isMajor = oneOf(streetClass, 'motorway', 'trunk', 'primary');
const isUnderpass = is(structure, 'underpass');
const isBridge = is(structure, 'bridge');
const onGround = all(not(isUnderpass), not(isBridge));

/** Width in pixels of a carriageway, plus so much on both sides together. */
function width(extra: number): Expression {
  const by = (motorway: number, primary: number, secondary: number, tertiary: number, street: number, service: number): unknown => [
    'match', streetClass,
    ['motorway', 'trunk'], motorway + extra, 'primary', primary + extra, 'secondary', secondary + extra,
    'tertiary', tertiary + extra, ['service'], service + extra, street + extra,
  ];
  return expression(['interpolate', ['exponential', 1.5], ['zoom'],
    7, by(1, 0.7, 0.4, 0.4, 0.3, 0.2), 10, by(1.8, 1.4, 1, 0.8, 0.5, 0.3), 12, by(2.6, 2.2, 1.8, 1.4, 0.8, 0.5),
    14, by(5, 4.6, 4, 3.4, 2.6, 1.4), 16, by(13, 12, 11, 9.5, 8, 4), 18, by(34, 32, 30, 26, 22, 11)]);
}

const casing = expression(['interpolate', ['linear'], ['zoom'], 11, 0, 12, 1]);
const pathWidth = expression(['interpolate', ['exponential', 1.4], ['zoom'], 13, 0.7, 15, 1.3, 18, 4]);
const pathOpacity = expression(['interpolate', ['linear'], ['zoom'], 13, 0.45, 15.5, 1]);
const text = (p: Palette, color: keyof Palette = 'text', halo = 1.5) => ({ 'text-color': p[color], 'text-halo-color': p.halo, 'text-halo-width': halo });
const town = { source: 'town' } as const;
const street = { ...town, 'source-layer': 'street', type: 'line' } as const;
const round = { 'line-cap': 'round', 'line-join': 'round' } as const;

function ground(p: Palette): LayerSpecification[] {
  const land = ['match', kind,
    'forest', p.forest, 'park', p.park, ['meadow', 'farmland'], p.meadow, 'residential', p.residential,
    ['industrial', 'commercial'], p.industrial, 'cemetery', p.cemetery, 'sports', p.sports, 'school', p.school,
    'wetland', p.wetland, 'sand', p.sand, 'rock', p.rock, 'pedestrian', p.pedestrian, p.land];
  const surface = oneOf(['geometry-type'], 'Polygon', 'MultiPolygon');
  return [
    { id: 'land', type: 'background', paint: { 'background-color': p.land } },
    { id: 'land-use', type: 'fill', ...town, 'source-layer': 'land', filter: surface, paint: { 'fill-color': expression(land), 'fill-antialias': false } },
    { id: 'water', type: 'fill', ...town, 'source-layer': 'water', filter: surface, paint: { 'fill-color': p.water } },
    { id: 'stream', type: 'line', ...town, 'source-layer': 'water', filter: not(surface), paint: { 'line-color': p.water, 'line-width': expression(['interpolate', ['linear'], ['zoom'], 12, 0.8, 18, 4]) } },
    { id: 'building', type: 'fill', ...town, 'source-layer': 'building', minzoom: 13, paint: { 'fill-color': p.building, 'fill-outline-color': p.buildingEdge, 'fill-opacity': expression(['interpolate', ['linear'], ['zoom'], 13, 0.5, 15, 1]) } },
    { id: 'railway', type: 'line', ...town, 'source-layer': 'railway', paint: { 'line-color': p.rail, 'line-width': expression(['interpolate', ['linear'], ['zoom'], 9, 0.7, 14, 1.6, 18, 4]) } },
    { id: 'railway-gap', type: 'line', ...town, 'source-layer': 'railway', minzoom: 14, filter: oneOf(kind, 'rail', ''), paint: { 'line-color': p.railGap, 'line-width': expression(['interpolate', ['linear'], ['zoom'], 14, 0.9, 18, 2.6]), 'line-dasharray': [5, 5] } },
  ];
}

/** `path` and `street-name` are known to who lays squares between: below the first, below the second. */
function streets(p: Palette): LayerSpecification[] {
  const color = expression(['case', isMajor, p.major, p.road]);
  const edge = expression(['case', isMajor, p.majorCasing, p.casing]);
  const steps = is(streetClass, 'steps');
  return [
    { id: 'path', ...street, filter: all(isPath, not(isUnderpass), not(steps)), minzoom: 13, layout: { 'line-join': 'round' }, paint: { 'line-color': p.path, 'line-width': pathWidth, 'line-dasharray': [3, 1.2], 'line-opacity': pathOpacity } },
    { id: 'steps', ...street, filter: all(steps, not(isUnderpass)), minzoom: 14, paint: { 'line-color': p.path, 'line-width': expression(['interpolate', ['exponential', 1.4], ['zoom'], 14, 2, 18, 8]), 'line-dasharray': [0.35, 0.35] } },
    { id: 'underpass', ...street, filter: all(isUnderpass, not(isPath)), paint: { 'line-color': p.underpass, 'line-width': width(0), 'line-opacity': 0.35 } },
    { id: 'underpass-edge', ...street, filter: all(isUnderpass, not(isPath)), minzoom: 13, paint: { 'line-color': p.underpass, 'line-width': 1, 'line-gap-width': width(0), 'line-dasharray': [3, 2] } },
    { id: 'underpass-path', ...street, filter: all(isUnderpass, isPath), minzoom: 14, paint: { 'line-color': p.underpass, 'line-width': 1, 'line-gap-width': expression(['interpolate', ['linear'], ['zoom'], 14, 1.5, 18, 7]), 'line-dasharray': [2, 1.5] } },
    { id: 'street-casing', ...street, filter: all(not(isPath), onGround), minzoom: 11, layout: round, paint: { 'line-color': edge, 'line-width': width(1.6), 'line-opacity': casing } },
    // From afar a road is one thin line, and white on pale land would be none.
    { id: 'street-far', ...street, filter: all(not(isPath), not(isUnderpass)), maxzoom: 12, layout: round, paint: { 'line-color': p.majorCasing, 'line-width': width(0), 'line-opacity': expression(['interpolate', ['linear'], ['zoom'], 11, 1, 12, 0]) } },
    { id: 'street', ...street, filter: all(not(isPath), onGround), minzoom: 11, layout: round, paint: { 'line-color': color, 'line-width': width(0), 'line-opacity': casing } },
    { id: 'bridge-edge', ...street, filter: all(isBridge, not(isPath)), minzoom: 13, layout: { 'line-join': 'round' }, paint: { 'line-color': p.bridge, 'line-width': width(2.4) } },
    { id: 'bridge', ...street, filter: all(isBridge, not(isPath)), minzoom: 11, layout: { 'line-join': 'round' }, paint: { 'line-color': color, 'line-width': width(0), 'line-opacity': casing } },
    { id: 'bridge-path', ...street, filter: all(isBridge, isPath), minzoom: 14, paint: { 'line-color': p.bridge, 'line-width': 1, 'line-gap-width': expression(['interpolate', ['linear'], ['zoom'], 14, 2, 18, 7]) } },
    { id: 'crossing', type: 'circle', ...town, 'source-layer': 'crossing', minzoom: 16.5, paint: { 'circle-radius': 2.5, 'circle-color': p.road, 'circle-stroke-color': p.crossing, 'circle-stroke-width': 1.2 } },
  ];
}

function marks(p: Palette): LayerSpecification[] {
  // A park is green all over; small shops come last.
  const dotted = expression(['step', ['zoom'], not(oneOf(kind, 'park', 'shop', 'place', 'other', 'parking')), 16.5, not(is(kind, 'park'))]);
  return [
    { id: 'outside', type: 'fill', ...town, 'source-layer': 'outside', paint: { 'fill-color': p.outside, 'fill-opacity': 0.72 } },
    { id: 'border', type: 'line', ...town, 'source-layer': 'border', paint: { 'line-color': p.border, 'line-width': 1.6, 'line-dasharray': [4, 2] } },
    { id: 'lamp', type: 'circle', ...town, 'source-layer': 'lamp', minzoom: 15.5, paint: { 'circle-radius': expression(['interpolate', ['linear'], ['zoom'], 15.5, 1.2, 18, 3.4]), 'circle-color': expression(['match', ['coalesce', ['get', 'state'], ''], 'out', p.out, p.lamp]), 'circle-opacity': 0.85 } },
    { id: 'landmark-dot', type: 'circle', ...town, 'source-layer': 'landmark', minzoom: 15, filter: dotted, paint: { 'circle-radius': expression(['interpolate', ['linear'], ['zoom'], 15, 1.8, 18, 3.5]), 'circle-color': expression(['match', kind, ['bus_stop', 'station'], p.stop, p.quiet]), 'circle-stroke-color': p.halo, 'circle-stroke-width': 1 } },
  ];
}

function names(p: Palette): LayerSpecification[] {
  const places = ['match', kind, 'city', 0, 'town', 1, 'village', 2, 'suburb', 3, 'hamlet', 4, 5];
  const size = (city: number, town_: number, village: number, rest: number): unknown => [
    'match', kind, 'city', city, 'town', town_, ['village', 'suburb'], village, '',
    ['interpolate', ['linear'], ['coalesce', ['get', 'population'], 0], 0, rest, 8000, town_], rest];
  const wide = expression(['step', ['zoom'], oneOf(streetClass, 'motorway', 'trunk', 'primary', 'secondary', 'tertiary'), 14, not(oneOf(streetClass, 'service', 'footway', 'path', 'steps', 'track', 'cycleway')), 16, true]);
  const often = oneOf(kind, 'underpass', 'bus_stop');
  const near = expression(['step', ['zoom'], oneOf(kind, 'station', 'school', 'library', 'sports_ground', 'square', 'swimming_place', 'park'), 15.5, all(not(often), not(oneOf(kind, 'shop', 'parking', 'playground', 'care', 'place', 'other'))), 16.5, not(often)]);
  return [
    { id: 'street-name', type: 'symbol', ...town, 'source-layer': 'street', minzoom: 12.5, filter: wide, layout: { 'symbol-placement': 'line', 'symbol-spacing': 320, 'text-field': name, 'text-font': FONT, 'text-size': expression(['interpolate', ['linear'], ['zoom'], 13, 11, 18, 14]), 'text-max-angle': 35, 'text-padding': 4 }, paint: text(p) },
    { id: 'stream-name', type: 'symbol', ...town, 'source-layer': 'water', minzoom: 14, layout: { 'symbol-placement': 'line', 'text-field': name, 'text-font': FONT, 'text-size': 11.5 }, paint: text(p, 'waterText', 1.2) },
    { id: 'water-name', type: 'symbol', ...town, 'source-layer': 'name', filter: is(['get', 'layer'], 'water'), layout: { 'text-field': name, 'text-font': FONT, 'text-size': 12.5, 'text-max-width': 7 }, paint: text(p, 'waterText', 1.2) },
    { id: 'land-name', type: 'symbol', ...town, 'source-layer': 'name', minzoom: 13, filter: all(is(['get', 'layer'], 'land'), oneOf(kind, 'park', 'forest', 'cemetery', 'sports', 'wetland', 'meadow')), layout: { 'text-field': name, 'text-font': FONT, 'text-size': 12, 'text-max-width': 7, 'text-padding': 6 }, paint: text(p, 'parkText', 1.3) },
    // A station has a stop of the same name at every kerb, and an underpass the name of the street above: only near, far
    // apart, and after everything else.
    { id: 'often-named', type: 'symbol', ...town, 'source-layer': 'landmark', minzoom: 16.2, filter: often, layout: { 'text-field': name, 'text-font': FONT, 'text-size': 11.5, 'text-max-width': 8, 'text-anchor': 'top', 'text-offset': [0, 0.45], 'text-padding': 36 }, paint: { ...text(p, 'quiet'), 'text-color': expression(['match', kind, 'underpass', p.text, p.quiet]) } },
    { id: 'landmark', type: 'symbol', ...town, 'source-layer': 'landmark', minzoom: 14.5, filter: near, layout: { 'text-field': name, 'text-font': FONT, 'text-size': 12, 'text-max-width': 8, 'text-anchor': 'top', 'text-offset': [0, 0.45], 'text-padding': 3 }, paint: { ...text(p, 'quiet'), 'text-color': expression(['match', kind, 'park', p.parkText, p.quiet]) } },
    { id: 'locality', type: 'symbol', ...town, 'source-layer': 'locality', filter: expression(['step', ['zoom'], true, 15, not(oneOf(kind, 'city', 'town'))]), layout: {
      'text-field': name, 'text-font': FONT_BOLD, 'text-variable-anchor': ['center', 'bottom', 'top', 'left', 'right'], 'text-radial-offset': 0.9, 'text-max-width': 8,
      'symbol-sort-key': expression(['-', ['*', 1e7, places], ['coalesce', ['get', 'population'], 0]]),
      'text-size': expression(['interpolate', ['linear'], ['zoom'], 8, size(17, 14, 12, 13), 13, size(22, 18, 14.5, 13)]),
    }, paint: text(p, 'text', 2) },
  ];
}

export const layers = (p: Palette): LayerSpecification[] => [...ground(p), ...streets(p), ...marks(p), ...names(p)];

/** What stays of the town when another map lies under it. */
export const OVER_ANOTHER_MAP: ReadonlySet<string> = new Set(['land', 'outside', 'border', 'lamp', 'landmark-dot']);
