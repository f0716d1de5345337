"""Times the program beside its peers, in turn, and writes one table. Started by bench/run."""

import datetime
import importlib.metadata
import os
import pathlib
import platform
import subprocess
import sys
import time

import checks
import density
import ground
import heat
import ingest
import osm
import planners
import season
import tiles
import walks
import windows
from tools import FULL, WORK, Own, Table

SEED = 1_273
ROWS = 10_000_000


def main(own_side):
    begun, load = time.perf_counter(), os.getloadavg()[0]
    table, missing = Table(), set()
    postgres, postgis = connect(missing)
    own = Own(own_side)
    parts = os.environ.get("BENCH_ONLY", "ingest,public,heat,windows,density,season,osm,ground,tiles,checks,walks,planners").split(",")
    if "ingest" in parts:
        ingest.compare(table, postgres)
    if "public" in parts:
        heat.everybody(table, own)
    if {"heat", "windows", "density"} & set(parts):
        rows = int(os.environ.get("BENCH_ROWS", ROWS))
        made = own.ask("generate", folder=str(WORK / "rows"), rows=rows, seed=SEED)
        if "windows" in parts:
            windows.compare(table, own)
        if "heat" in parts:
            heat.compare(table, own, made, postgres if postgis else None, missing)
        if "density" in parts:
            density.compare(table, own, missing)
    if "season" in parts:
        season.compare(table, own)
    if "osm" in parts:
        osm.compare(table, missing)
    if "ground" in parts:
        ground.compare(table, own, missing)
    if "tiles" in parts:
        tiles.compare(table, postgres if postgis else None, missing)
    if "checks" in parts:
        checks.compare(table, missing)
    if "walks" in parts:
        walks.compare(table, missing)
    if "planners" in parts:
        planners.compare(table)
    own.close()
    stamp = f"Run on {datetime.date.today()} at {commit()}, load {load:.1f} before the start."
    table.write("bench/results.md", head(missing, time.perf_counter() - begun), stamp)
    print("\nbench/results.md")


def connect(missing):
    """A connection to the temporary PostgreSQL, and whether it has PostGIS."""
    try:
        import psycopg
    except ImportError:
        missing.add("psycopg (so PostgreSQL and PostGIS too)")
        return None, False
    postgres = psycopg.connect(os.environ["TK_TEST_POSTGRES_URL"], autocommit=True)
    try:
        postgres.execute("CREATE EXTENSION IF NOT EXISTS postgis")
        return postgres, True
    except psycopg.Error:
        missing.add("PostGIS")
        return postgres, False


def commit():
    said = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
    return said or "no commit"


def head(missing, seconds):
    model = [line.split(":")[1].strip() for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines()
             if line.startswith("model name")]
    memory = int(pathlib.Path("/proc/meminfo").read_text().split()[1]) / 1e6
    versions = []
    for peer in ("duckdb", "polars", "KDEpy", "scikit-learn", "scipy", "libkdv", "osmium", "pyvrp"):
        try:
            versions.append(f"{peer} {importlib.metadata.version(peer)}")
        except importlib.metadata.PackageNotFoundError:
            missing.add(peer)
    postgres = subprocess.run(["psql", "--version"], capture_output=True, text=True).stdout.split()[2:3]
    import sqlite3
    versions += [f"SQLite {sqlite3.sqlite_version}", *(f"PostgreSQL {version}" for version in postgres)]
    return "\n".join([
        "# Speed beside peers",
        "",
        f"Made by `make bench` in {seconds / 60:.0f} minutes (the last run)"
        + ("" if FULL else "; `BENCH_FULL=1 make bench` takes ten million rows over HTTP and in PostGIS too")
        + "; `BENCH_ONLY=ingest make bench` runs a part (ingest, public, windows, heat, density, season, osm, ground, tiles, checks, walks, planners) and keeps the others.",
        "",
        f"{os.cpu_count()} × {model[0] if model else platform.machine()}, {memory:.0f} GB: only ratios "
        f"within one run mean something, and those of disk and processor only on a quiet machine. {', '.join(versions)}. Rows are made from the seed {SEED}.",
        "",
        "Peers are timed in turn with ours (A B A B); a ratio above 1 means that ours is that many times faster. Goals are "
        "judged by the median.",
        *([] if not missing else ["", f"Missing on this machine: {', '.join(sorted(missing))}."]),
    ])


if __name__ == "__main__":
    main(sys.argv[1])
