"""Tiles of a city at zoom 14, over HTTP, against PostGIS's ST_AsMVT of the very same tables."""

import math
import os
import pathlib
import urllib.request

from tools import ms, program, ratios, serving, short, timed

ZOOM, ROUNDS = 14, 5
#: Extracts of OpenStreetMap, where this machine has them; see tests/support/data.rs.
EXTRACTS = pathlib.Path(os.environ.get("TK_SHARED_DATA", "../shared/data")) / "network"
CITIES = {
    "Helsinki centre": ("helsinki-centre.osm.pbf", (24.925, 60.155, 24.965, 60.185)),
    "Oslo east": ("oslo-east-filtered.osm.pbf", (10.70, 59.85, 10.98, 60.00)),
}

#: The same layers, classes and reach; no generalising, no joining of streets.
TILE = """
WITH tile AS (SELECT ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS box, ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => 0.03125) AS reach),
streets AS (SELECT ST_AsMVT(q, 'street') AS part FROM (
    SELECT ST_AsMVTGeom(geom, box, 4096, 128) AS geom, class, name, structure, lit FROM bench_street, tile WHERE geom && reach) q),
features AS (SELECT string_agg(part, ''::bytea) AS part FROM (SELECT ST_AsMVT(q, layer) AS part FROM (
    SELECT layer, ST_AsMVTGeom(geom, box, 4096, 128) AS geom, kind, name FROM bench_feature, tile
    WHERE geom && reach AND layer IN ('land', 'water', 'building', 'railway', 'landmark', 'locality')) q GROUP BY layer) parts)
SELECT streets.part || COALESCE(features.part, ''::bytea) FROM streets, features
"""


def compare(table, postgres, missing):
    for city, (file, box) in CITIES.items():
        if not (EXTRACTS / file).exists():
            missing.add(f"the extract {file}")
            continue
        one_city(table, postgres, city, str(EXTRACTS / file), box)


def one_city(table, postgres, city, extract, box):
    import tempfile
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite://{folder}/tiles.db"
        program("municipality", "add", "--database-url", url, "--code", "tiles", "--name", city,
                "--bbox=" + ",".join(map(str, box)))
        taken, _ = timed(lambda: program("import", "osm", extract, "--database-url", url, "--municipality", "tiles"))
        cities_tiles = list(tiles_of(box))
        cold, warm, sizes = [], [], []
        for _ in range(ROUNDS):
            with serving(url) as server:
                server_tile(server, cities_tiles[0], 0)  # the ground is prepared once, for the whole city
                fresh = [timed(lambda: server_tile(server, tile)) for tile in cities_tiles]
                again = [timed(lambda: server_tile(server, tile)) for tile in cities_tiles]
            cold.append([ns for ns, _ in fresh])
            warm.append([ns for ns, _ in again])
            sizes = [len(body) for _, body in fresh]
        theirs = postgis(postgres, url, folder, cities_tiles) if postgres else None
    table.section(f"Tiles of zoom {ZOOM}, {city}",
                  f"{len(cities_tiles)} tiles over HTTP, imported in {taken / 1e9:.1f} s; cold is after a start, warm the second time. "
                  "The peer reads the same tables, indexed, in one statement a tile, without generalising.")
    mean = lambda rounds: [sum(ns) / len(ns) for ns in rounds]
    peer = (ms(theirs), ratios(theirs, mean(cold)), ratios(theirs, mean(warm))) if theirs else ("", [], [])
    worst = sorted(max(ns) for ns in cold)[ROUNDS // 2]
    table.row("a tile, cold, mean" + (", against PostGIS" if theirs else ""), ms(mean(cold)), peer[0], peer[1])
    table.row("the slowest tile, cold", ms([worst]), "", [], "≤ 10 ms", worst <= 10e6)
    table.row("a tile, warm, mean" + (", against PostGIS" if theirs else ""), ms(mean(warm)), peer[0], peer[2])
    table.row("the largest tile, uncompressed", f"{short(max(sizes) / 1e3)} kB", "", [], "≤ 200 kB", max(sizes) <= 200_000)


def tiles_of(box):
    west, south, east, north = box
    side = 1 << ZOOM
    column = lambda lon: int((lon + 180) / 360 * side)
    row = lambda lat: int((0.5 - math.asinh(math.tan(math.radians(lat))) / (2 * math.pi)) * side)
    return ((x, y) for x in range(column(west), column(east) + 1) for y in range(row(north), row(south) + 1))


def server_tile(server, at, zoom=ZOOM):
    x, y = at if zoom else (0, 0)
    return urllib.request.urlopen(f"{server.url}/tiles/town/{zoom}/{x}/{y}.mvt").read()


def postgis(postgres, url, folder, tiles):
    """Nanoseconds of a tile, one number a round."""
    import sqlite3
    connection = postgres
    own = sqlite3.connect(url.removeprefix("sqlite://"))
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_street, bench_feature")
        cursor.execute("CREATE TABLE bench_street (class text, name text, structure text, lit text, wkb bytea)")
        cursor.execute("CREATE TABLE bench_feature (layer text, kind text, name text, wkb bytea)")
        cursor.executemany("INSERT INTO bench_street VALUES (%s, %s, %s, %s, %s)",
                           own.execute("SELECT class, name, structure, lit, geometry FROM street_link").fetchall())
        cursor.executemany("INSERT INTO bench_feature VALUES (%s, %s, %s, %s)",
                           own.execute("SELECT layer, kind, name, geometry FROM town_feature").fetchall())
        for name in ("bench_street", "bench_feature"):
            cursor.execute(f"ALTER TABLE {name} ADD COLUMN geom geometry")
            cursor.execute(f"UPDATE {name} SET geom = ST_Transform(ST_SetSRID(ST_GeomFromWKB(wkb), 4326), 3857)")
            cursor.execute(f"CREATE INDEX ON {name} USING gist (geom)")
            cursor.execute(f"ANALYZE {name}")
        rounds = []
        for _ in range(ROUNDS + 1):
            ns, _ = timed(lambda: [cursor.execute(TILE, {"z": ZOOM, "x": x, "y": y}).fetchone() for x, y in tiles])
            rounds.append(ns / len(tiles))
    return rounds[1:]
