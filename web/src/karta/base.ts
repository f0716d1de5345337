/** What every map of ours shares: MapLibre with its own worker file, our font, our tiles, a calm style. */
import { staying } from '../lib/municipality.ts';
import 'maplibre-gl/dist/maplibre-gl.css';
import { Map, setWorkerUrl, type MapOptions, type StyleSpecification } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import regular from '@fontsource/source-sans-3/files/source-sans-3-latin-400-normal.woff2?url';
import semibold from '@fontsource/source-sans-3/files/source-sans-3-latin-600-normal.woff2?url';
import { mapWords } from '../i18n/maplibre.ts';
import type { Town } from '../lib/types.ts';

setWorkerUrl(workerUrl); // required in version 6 under a bundler; without it `load` never comes

const C = {
  land: '#f4f3ee', outside: '#dfe4e4', border: '#4f6468', casing: '#cfccc2', road: '#ffffff', path: '#b9b4a6',
  text: '#33413f', quiet: '#5d6a68', halo: '#ffffff', lamp: '#b58a1b', out: '#a31621',
} as const;
const FONT = ['Source Sans 3 Regular'];
export const FONT_BOLD = ['Source Sans 3 SemiBold'];

type TileJson = { tiles?: string[]; minzoom?: number; maxzoom?: number };

/** Tile templates must be absolute, and must be ours whatever name the server knows itself by. */
async function townTiles(): Promise<{ tiles: string[]; minzoom: number; maxzoom: number }> {
  const answer = await fetch(staying('/tiles/town.json')).then((r) => (r.ok ? (r.json() as Promise<TileJson>) : null), () => null);
  const paths = answer?.tiles?.map((t) => t.replace(/^https?:\/\/[^/]+/, '')) ?? [staying('/tiles/town/{z}/{x}/{y}.mvt')];
  return { tiles: paths.map((p) => location.origin + p), minzoom: answer?.minzoom ?? 0, maxzoom: answer?.maxzoom ?? 14 };
}

async function baseStyle(): Promise<StyleSpecification> {
  const minor = ['path', 'footway', 'cycleway', 'track', 'pedestrian', 'steps'];
  const isPath = ['in', ['coalesce', ['get', 'class'], ''], ['literal', minor]] as const;
  const width = (extra: number): unknown => ['interpolate', ['exponential', 1.5], ['zoom'], 10, 0.4 + extra * 0.3, 13, 1.6 + extra, 16, 7 + extra * 1.5, 18, 16 + extra * 2];
  return {
    version: 8,
    'font-faces': {
      'Source Sans 3 Regular': location.origin + regular,
      'Source Sans 3 SemiBold': location.origin + semibold,
    },
    sources: { town: { type: 'vector', ...(await townTiles()) } },
    layers: [
      { id: 'land', type: 'background', paint: { 'background-color': C.land } },
      { id: 'path', type: 'line', source: 'town', 'source-layer': 'street', filter: isPath, minzoom: 12, paint: { 'line-color': C.path, 'line-width': ['interpolate', ['linear'], ['zoom'], 12, 0.6, 16, 2.5], 'line-dasharray': [2, 1.5] } },
      { id: 'street-casing', type: 'line', source: 'town', 'source-layer': 'street', filter: ['!', isPath], layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': C.casing, 'line-width': width(1.4) } },
      { id: 'street', type: 'line', source: 'town', 'source-layer': 'street', filter: ['!', isPath], layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': C.road, 'line-width': width(0) } },
      { id: 'outside', type: 'fill', source: 'town', 'source-layer': 'outside', paint: { 'fill-color': C.outside, 'fill-opacity': 0.75 } },
      { id: 'border', type: 'line', source: 'town', 'source-layer': 'border', paint: { 'line-color': C.border, 'line-width': 1.6, 'line-dasharray': [4, 2] } },
      { id: 'lamp', type: 'circle', source: 'town', 'source-layer': 'lamp', minzoom: 15, paint: { 'circle-radius': ['interpolate', ['linear'], ['zoom'], 15, 1.6, 18, 4], 'circle-color': ['match', ['get', 'state'], 'out', C.out, C.lamp], 'circle-opacity': 0.8 } },
      { id: 'street-name', type: 'symbol', source: 'town', 'source-layer': 'street', minzoom: 14, layout: { 'symbol-placement': 'line', 'text-field': ['coalesce', ['get', 'name'], ''], 'text-font': FONT, 'text-size': 12 }, paint: { 'text-color': C.text, 'text-halo-color': C.halo, 'text-halo-width': 1.5 } },
      { id: 'landmark', type: 'symbol', source: 'town', 'source-layer': 'landmark', minzoom: 14.5, layout: { 'text-field': ['coalesce', ['get', 'name'], ''], 'text-font': FONT, 'text-size': 12, 'text-max-width': 8 }, paint: { 'text-color': C.quiet, 'text-halo-color': C.halo, 'text-halo-width': 1.5 } },
      { id: 'locality', type: 'symbol', source: 'town', 'source-layer': 'locality', layout: { 'text-field': ['get', 'name'], 'text-font': FONT_BOLD, 'text-variable-anchor': ['center', 'bottom', 'top', 'left', 'right'], 'text-radial-offset': 0.9, 'text-size': ['interpolate', ['linear'], ['coalesce', ['get', 'population'], 0], 0, 13, 8000, 17] }, paint: { 'text-color': C.text, 'text-halo-color': C.halo, 'text-halo-width': 2 } },
    ] as StyleSpecification['layers'],
  };
}

declare global {
  interface Window {
    /** For the browser tests: the map, and whether it has drawn everything it was given. */
    __tk?: { map: Map; idle: boolean };
  }
}

/** Throws (GPUInitializationError) where the browser has no WebGL: the caller shows the list instead. */
export async function createMap(container: HTMLElement, town: Town, options: Partial<MapOptions>): Promise<Map> {
  const style = await baseStyle();
  const map = new Map({
    container, style, locale: mapWords, attributionControl: false, dragRotate: false, pitchWithRotate: false,
    maxZoom: 18, minZoom: 6, fadeDuration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 200,
    bounds: town.municipality.bbox, fitBoundsOptions: { padding: 24 }, ...options,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  const seen = { map, idle: false };
  window.__tk = seen;
  map.on('dataloading', () => { seen.idle = false; });
  map.on('movestart', () => { seen.idle = false; });
  map.on('idle', () => { seen.idle = true; });
  await new Promise<void>((resolve) => { map.once('load', () => resolve()); });
  return map;
}
