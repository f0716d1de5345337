/** Another map under the town's own layers: the municipality's PMTiles file or a raster service, both through our server. */
import { addProtocol, type LayerSpecification, type SourceSpecification } from 'maplibre-gl';
import { FONT, FONT_BOLD } from './layers.ts';
import { night } from './palette.ts';

export type Background =
  | { kind: 'own' }
  | { kind: 'pmtiles'; url: string }
  | { kind: 'raster'; tiles: string[]; maxzoom: number };

type Under = { source: SourceSpecification; below: LayerSpecification[]; names: LayerSpecification[] };

/** The map and its layers, those with names apart: they lie over the squares. */
export async function under(background: Background): Promise<Under | null> {
  if (background.kind === 'raster') {
    const tiles = background.tiles.map((path) => location.origin + path);
    return {
      source: { type: 'raster', tiles, tileSize: 256, maxzoom: background.maxzoom },
      below: [{ id: 'under', type: 'raster', source: 'under', paint: { 'raster-saturation': -0.4 } }],
      names: [],
    };
  }
  if (background.kind === 'pmtiles') return protomaps(location.origin + background.url);
  return null;
}

async function protomaps(url: string): Promise<Under> {
  const [{ Protocol }, { layers, namedFlavor }] = await Promise.all([import('pmtiles'), import('@protomaps/basemaps')]);
  addProtocol('pmtiles', new Protocol().tile);
  const styled = layers('under', namedFlavor(night.matches ? 'dark' : 'light'), { lang: 'sv' }) as LayerSpecification[];
  // Its ids and ours are words for the same things.
  const drawn = styled.filter((layer) => layer.type !== 'background').flatMap(withOurFont).map((layer) => ({ ...layer, id: `under-${layer.id}` }));
  return {
    source: { type: 'vector', url: `pmtiles://${url}` },
    below: drawn.filter((layer) => layer.type !== 'symbol'),
    names: drawn.filter((layer) => layer.type === 'symbol'),
  };
}

/** Its names in our letters; its pictures, which we do not have, are left out. */
function withOurFont(layer: LayerSpecification): LayerSpecification[] {
  if (layer.type !== 'symbol') return [layer];
  if (!layer.layout?.['text-field']) return [];
  const { 'icon-image': _image, 'icon-size': _size, ...layout } = layer.layout;
  const bold = JSON.stringify(layout['text-font'] ?? '').includes('Medium');
  return [{ ...layer, layout: { ...layout, 'text-font': bold ? FONT_BOLD : FONT } }];
}
