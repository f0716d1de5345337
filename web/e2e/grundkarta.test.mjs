/** The basemap: our tiles read by Mapbox's own decoder, the map by day and by night, and somebody else's map below. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { classifyRings, VectorTile } from '@mapbox/vector-tile';
import { PbfReader, PbfWriter } from 'pbf';
import { DESK, mapIdle, startBrowser } from './browser.mjs';
import { getJson, startServer } from './server.mjs';

let server;
let browser;
before(async () => { [server, browser] = await Promise.all([startServer(), startBrowser()]); });
after(async () => { await browser?.stop(); await server?.stop(); });

const [LON, LAT] = [13.9974, 56.3796];
function tileAt(z) {
  const n = 2 ** z;
  const sin = Math.sin((LAT * Math.PI) / 180);
  return { z, x: Math.floor(((LON + 180) / 360) * n), y: Math.floor((0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * n) };
}
async function read({ z, x, y }) {
  const answer = await fetch(`${server.url}/tiles/town/${z}/${x}/${y}.mvt`);
  assert.equal(answer.status, 200);
  return new VectorTile(new PbfReader(new Uint8Array(await answer.arrayBuffer()))).layers;
}

test('every tile is sound for another reader: version, extent, reach, winding, known layers and fields', async () => {
  const described = await getJson(`${server.url}/tiles/town.json`);
  const known = new Map(described.vector_layers.map((l) => [l.id, new Set(Object.keys(l.fields))]));
  let n = 0;
  for (let z = 6; z <= described.maxzoom; z += 1) {
    const at = tileAt(z);
    for (const [dx, dy] of [[0, 0], [1, 0], [0, 1]]) {
      const layers = await read({ z, x: at.x + dx, y: at.y + dy });
      for (const [id, layer] of Object.entries(layers)) {
        assert.ok(known.has(id), `layer ${id}`);
        assert.deepEqual([layer.version, layer.extent], [2, 4096]);
        for (let i = 0; i < layer.length; i += 1) {
          n += 1;
          const feature = layer.feature(i);
          for (const field of Object.keys(feature.properties)) assert.ok(known.get(id)?.has(field) || field === 'invented', `${id}.${field}`);
          const parts = feature.loadGeometry();
          assert.ok(parts.length > 0);
          for (const p of parts.flat()) assert.ok(Math.min(p.x, p.y) >= -128 && Math.max(p.x, p.y) <= 4224, `${id} ${z} ${p.x},${p.y}`);
          if (feature.type === 3) {
            const polygons = classifyRings(parts);
            assert.equal(polygons.flat().length, parts.length, 'every ring has its place');
            for (const polygon of polygons) assert.ok(area(polygon[0]) > 0 && polygon.slice(1).every((hole) => area(hole) < 0), `${id} at zoom ${z} is wound the wrong way`);
          }
        }
      }
    }
  }
  assert.ok(n > 100, String(n));
});

/** Twice the area; clockwise on the screen is positive. */
function area(ring) {
  let sum = 0;
  for (let i = 1; i < ring.length; i += 1) sum += ring[i - 1].x * ring[i].y - ring[i].x * ring[i - 1].y;
  return sum;
}

const rendered = (page, layer) => page.evaluate((id) => globalThis.__tk.map.queryRenderedFeatures({ layers: [id] }).map((f) => f.properties.name), layer);
const paint = (page, layer, name) => page.evaluate(([id, n]) => globalThis.__tk.map.getPaintProperty(id, n), [layer, name]);

for (const colorScheme of ['light', 'dark']) {
  test(`streets and places carry their names, ${colorScheme}`, () => browser.withPage(server.url, async (page) => {
    await page.goto(`${server.url}/karta#karta=16/${LAT}/${LON}`);
    await mapIdle(page);
    const streets = await rendered(page, 'street-name');
    assert.ok(new Set(streets).size >= 3, streets.join());
    assert.ok((await rendered(page, 'landmark')).length > 0);
  }, { viewport: DESK, colorScheme }));
}

test('the map follows the night without being made anew, and the squares with it', () => browser.withPage(server.url, async (page) => {
  await page.goto(`${server.url}/karta#karta=14/${LAT}/${LON}`);
  await mapIdle(page);
  const colors = async () => [await paint(page, 'land', 'background-color'), await paint(page, 'cells', 'fill-color'), await paint(page, 'cells-line', 'line-color')];
  const day = await colors();
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await page.waitForFunction((before) => globalThis.__tk.map.getPaintProperty('land', 'background-color') !== before, day[0]);
  const night = await colors();
  for (const [i, color] of day.entries()) assert.notDeepEqual(color, night[i]);
  const swatch = await page.locator('.legend-classes .swatch-5').first().evaluate((e) => getComputedStyle(e).fill);
  const [r, g, b] = swatch.match(/\d+/g).map(Number);
  assert.ok(JSON.stringify(night[1]).includes(`#${((r << 16) | (g << 8) | b).toString(16)}`), `the legend has the colour of the map: ${swatch}`);
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await page.waitForFunction((before) => globalThis.__tk.map.getPaintProperty('land', 'background-color') === before, day[0]);
  assert.deepEqual(await colors(), day);
}, { viewport: DESK, colorScheme: 'light' }));

// One grey point, enlarged to a whole tile.
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==', 'base64');

test('a raster service lies under the town and hears only from our server', async () => {
  const asked = [];
  const service = createServer((request, response) => {
    asked.push(request.headers['user-agent']);
    response.writeHead(200, { 'Content-Type': 'image/png' }).end(PNG);
  });
  await new Promise((resolve) => { service.listen(0, '127.0.0.1', resolve); });
  const template = `http://127.0.0.1:${service.address().port}/{z}/{x}/{y}.png`;
  const over = await startServer(['--basemap', `raster:${template}`, '--basemap-attribution', '© Kartverket i testet']);
  try {
    await browser.withPage(over.url, async (page) => {
      await page.goto(`${over.url}/karta#karta=14/${LAT}/${LON}`);
      await mapIdle(page);
      assert.ok(asked.length > 0 && asked.every((agent) => agent.startsWith('trygghetskartan/')), asked.join());
      assert.equal(await page.evaluate(() => globalThis.__tk.map.getLayoutProperty('street', 'visibility')), 'none');
      assert.ok((await rendered(page, 'cells')).length > 0, 'squares lie on it');
      assert.match(await page.textContent('body'), /© Kartverket i testet/);
    }, { viewport: DESK });
  } finally {
    await over.stop();
    service.close();
  }
});

/** A PMTiles file (version 3) of one tile that holds land from edge to edge. */
function smallestPmTiles() {
  const writer = new PbfWriter();
  writer.writeMessage(3, (_, layer) => {
    layer.writeVarintField(15, 2);
    layer.writeStringField(1, 'earth');
    layer.writeStringField(3, 'kind');
    layer.writeMessage(4, (__, value) => value.writeStringField(1, 'earth'), null);
    layer.writeVarintField(5, 4096);
    layer.writeMessage(2, (__, feature) => {
      feature.writePackedVarint(2, [0, 0]);
      feature.writeVarintField(3, 3);
      feature.writePackedVarint(4, [9, 0, 0, 26, 8192, 0, 0, 8192, 8191, 0, 15]);
    }, null);
  }, null);
  const tile = Buffer.from(writer.finish());
  const length = [];
  for (let rest = tile.length; rest > 0; rest >>= 7) length.push((rest & 127) | (rest > 127 ? 128 : 0));
  const directory = Buffer.from([1, 0, 1, ...length, 1]);
  const metadata = Buffer.from('{}');
  const header = Buffer.alloc(127);
  header.write('PMTiles', 0);
  header[7] = 3;
  const offsets = [127, directory.length, 127 + directory.length, metadata.length, 0, 0, 127 + directory.length + metadata.length, tile.length, 1, 1, 1];
  for (const [i, offset] of offsets.entries()) header.writeBigUInt64LE(BigInt(offset), 8 + i * 8);
  header.set([1, 1, 1, 1, 0, 0], 96);
  for (const [i, edge] of [-180e7, -85e7, 180e7, 85e7].entries()) header.writeInt32LE(edge, 102 + i * 4);
  return Buffer.concat([header, directory, metadata, tile]);
}

test('a PMTiles file lies under the town', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tk-pmtiles-'));
  const file = join(folder, 'small.pmtiles');
  await writeFile(file, smallestPmTiles());
  const over = await startServer(['--basemap', `pmtiles:${file}`]);
  try {
    await browser.withPage(over.url, async (page) => {
      await page.goto(`${over.url}/karta#karta=14/${LAT}/${LON}`);
      await mapIdle(page);
      assert.ok((await rendered(page, 'under-earth')).length > 0, 'the land of the file is drawn');
      assert.equal(await page.evaluate(() => globalThis.__tk.map.getLayoutProperty('street', 'visibility')), 'none');
      assert.ok((await rendered(page, 'cells')).length > 0, 'squares lie on it');
    }, { viewport: DESK });
  } finally {
    await over.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
