/** What every map of ours shares: MapLibre with its own worker file, our font, our tiles, a calm style. */
import { staying } from '../lib/municipality.ts';
import type { Feature } from 'geojson';
import 'maplibre-gl/dist/maplibre-gl.css';
import { Map, NavigationControl, ScaleControl, setWorkerUrl, type GeoJSONSource, type MapOptions, type StyleSpecification } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import regular from '@fontsource/source-sans-3/files/source-sans-3-latin-400-normal.woff2?url';
import semibold from '@fontsource/source-sans-3/files/source-sans-3-latin-600-normal.woff2?url';
import { mapWords } from '../i18n/maplibre.ts';
import type { Town } from '../lib/types.ts';
import { under, type Background } from './map/background.ts';
import { layers, OVER_ANOTHER_MAP } from './map/layers.ts';
import { night, palette } from './map/palette.ts';

export { FONT_BOLD } from './map/layers.ts';

setWorkerUrl(workerUrl); // required in version 6 under a bundler; without it `load` never comes

type TileJson = { tiles?: string[]; minzoom?: number; maxzoom?: number; basemap?: Background };
type Tiles = { tiles: string[]; minzoom: number; maxzoom: number };

/** Tile templates must be absolute, and must be ours whatever name the server knows itself by. */
async function townTiles(): Promise<{ own: Tiles; background: Background }> {
  const answer = await fetch(staying('/tiles/town.json')).then((r) => (r.ok ? (r.json() as Promise<TileJson>) : null), () => null);
  const paths = answer?.tiles?.map((t) => t.replace(/^https?:\/\/[^/]+/, '')) ?? [staying('/tiles/town/{z}/{x}/{y}.mvt')];
  return {
    own: { tiles: paths.map((p) => location.origin + p), minzoom: answer?.minzoom ?? 0, maxzoom: answer?.maxzoom ?? 14 },
    background: answer?.basemap ?? { kind: 'own' },
  };
}

async function baseStyle(): Promise<StyleSpecification> {
  const { own, background } = await townTiles();
  const other = await under(background);
  const drawn = layers(palette());
  const at = (id: string) => drawn.findIndex((layer) => layer.id === id);
  if (other) {
    for (const layer of drawn) {
      if (!OVER_ANOTHER_MAP.has(layer.id)) Object.assign(layer, { layout: { ...('layout' in layer ? layer.layout : {}), visibility: 'none' } });
    }
    drawn.splice(at('street-name'), 0, ...other.names);
    drawn.splice(at('path'), 0, ...other.below);
  }
  return {
    version: 8,
    'font-faces': {
      'Source Sans 3 Regular': location.origin + regular,
      'Source Sans 3 SemiBold': location.origin + semibold,
    },
    sources: { town: { type: 'vector', ...own }, ...(other ? { under: other.source } : {}) },
    layers: drawn,
  };
}

/** Paints, and paints anew when the visitor's night begins or ends. */
export function painted(map: Map, paint: () => void): void {
  paint();
  night.addEventListener('change', paint);
  map.once('remove', () => night.removeEventListener('change', paint));
}

/** Gives a source of the map other data. */
export function setFeatures(map: Map, source: string, features: Feature[]): void {
  if (window.__tk) window.__tk.idle = false;
  void map.getSource<GeoJSONSource>(source)?.setData({ type: 'FeatureCollection', features });
}

export const still = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

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
    maxZoom: 18, minZoom: 6, fadeDuration: still() ? 0 : 200, cooperativeGestures: true,
    bounds: town.municipality.bbox, fitBoundsOptions: { padding: 24 }, ...options,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  if (options.interactive !== false) {
    map.addControl(new NavigationControl({ showCompass: false }), 'bottom-right');
    map.addControl(new ScaleControl({ maxWidth: 120 }), 'bottom-left');
  }
  const seen = { map, idle: false };
  window.__tk = seen;
  map.on('dataloading', () => { seen.idle = false; });
  map.on('movestart', () => { seen.idle = false; });
  map.on('idle', () => { seen.idle = true; });
  await new Promise<void>((resolve) => { map.once('load', () => resolve()); });
  painted(map, () => {
    for (const layer of layers(palette())) {
      for (const [name, value] of Object.entries(layer.paint ?? {})) map.setPaintProperty(layer.id, name as never, value as never);
    }
  });
  return map;
}
