"""The nearest street of a million places, and places found by their names among a hundred thousand."""

import json
import os
import pathlib
import random
import sqlite3
import statistics

from tools import WORK, ms, ratios, short, timed

FOLDER = pathlib.Path(os.environ.get("TK_SHARED_DATA", "../shared/data")) / "network"
EXTRACT, BOX = "oslo-east-filtered.osm.pbf", [10, 59, 12, 61]
PLACES, NAMES, SEARCHES, ROUNDS, LIMIT_M = 1_000_000, 100_000, 200, 5, 60.0


def compare(table, own, missing):
    nearest(table, own, missing)
    names(table, own)


def nearest(table, own, missing):
    if not (FOLDER / EXTRACT).exists():
        missing.add(f"{EXTRACT} (so the nearest streets)")
        return
    lines, places = WORK / "streets.json", WORK / "places.f64"
    links = own.ask("streets", file=str(FOLDER / EXTRACT), box=BOX, lines=str(lines), places=str(places),
                    n_places=PLACES, seed=1)["links"]
    table.section(f"The nearest street of {PLACES:,} places",
                  f"{links:,} links of Oslo east; a street counts within {LIMIT_M:.0f} m. The peer is GEOS through shapely, "
                  "on one thread; both find as many streets, and the same sum of distances.")
    peer = by_shapely(lines, places, missing)
    two, one, theirs = [], [], []
    for round in range(ROUNDS + 1):
        mine = own.ask("nearest", threads=2)
        alone = own.ask("nearest", threads=1)
        if peer:
            ns, (within, metres) = timed(peer)
            if abs(within - mine["within"]) > 3 or abs(metres - mine["metres"]) > 200:
                raise SystemExit(f"nearest: not the same answer: {mine}, {within}, {metres}")
        if round:
            two.append(mine["ns"])
            one.append(alone["ns"])
            theirs += [ns] if peer else []
    shown = (ms(theirs), ratios(theirs, two)) if peer else ("", [])
    table.row(f"two threads ({mine['within']:,} have one)", ms(two), *shown, "seconds", statistics.median(two) < 5e9)
    shown = (ms(theirs), ratios(theirs, one)) if peer else ("", [])
    table.row("one thread", ms(one), *shown)


def by_shapely(lines, places, missing):
    try:
        import numpy
        import shapely
    except ImportError:
        missing.add("shapely")
        return None
    tree = shapely.STRtree([shapely.LineString(line) for line in json.loads(lines.read_text())])
    points = shapely.points(numpy.fromfile(places).reshape(-1, 2))

    def nearest():
        _, metres = tree.query_nearest(points, max_distance=LIMIT_M, return_distance=True, all_matches=False)
        return len(metres), float(metres.sum())

    return nearest


def names(table, own):
    written = WORK / "names.txt"
    made = own.ask("names", n=NAMES, seed=2, write=str(written))["ns"]
    known = written.read_text().split("\n")
    search = sqlite3.connect(":memory:")
    search.execute("CREATE VIRTUAL TABLE place USING fts5(name, prefix='2 3 4', tokenize='unicode61 remove_diacritics 2')")
    search.executemany("INSERT INTO place VALUES (?)", [(name,) for name in known])
    table.section(f"Places by name among {NAMES:,}",
                  f"Ten nearest answers to {SEARCHES} searches of each kind; ours is made in {made / 1e6:.0f} ms. The peer is "
                  "SQLite's FTS5 with prefixes, which forgives no slip and sorts by its rank.")
    dice = random.Random(3)
    kinds = {
        "the first four letters": lambda name: name.split()[-1][:4],
        "the whole name": lambda name: name,
        "the whole name with one slip": lambda name: slipped(name, dice),
    }
    for kind, typed in kinds.items():
        words = [typed(dice.choice(known)).lower() for _ in range(SEARCHES)]
        ours, theirs, longest = [], [], []

        def by_fts():
            n = 0
            for word in words:
                asked = " ".join(f'"{part}"*' for part in word.split())
                n += bool(search.execute("SELECT name FROM place WHERE place MATCH ? ORDER BY rank LIMIT 10", (asked,)).fetchall())
            return n

        for round in range(ROUNDS + 1):
            mine = own.ask("search", words=words)
            ns, found = timed(by_fts)
            if mine["found"] < SEARCHES:
                raise SystemExit(f"names: {SEARCHES - mine['found']} searches found nothing ({kind})")
            if round:
                ours.append(mine["ns"] / SEARCHES)
                theirs.append(ns / SEARCHES)
                longest.append(mine["longest_ns"])
        us = lambda ns: f"{short(statistics.median(ns) / 1e3)} µs"
        table.row(f"{kind} (SQLite finds {found} of {SEARCHES})", us(ours), us(theirs), ratios(theirs, ours))
        table.row(f"{kind}: the longest", us(longest), "", [], "≤ 5 ms", statistics.median(longest) <= 5e6)


def slipped(name, dice):
    """One letter changed for another, not the first."""
    at = dice.randrange(1, len(name))
    return name[:at] + ("x" if name[at] != "x" else "y") + name[at + 1:] if name[at] != " " else name
