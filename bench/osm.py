"""An OpenStreetMap extract becomes a town: read, cut into links, stored in SQLite."""

import os
import pathlib
import re
import statistics
import subprocess
import sys

from tools import PROGRAM, fresh_sqlite, ms, program, quiet, ratios, short, timed

FOLDER = pathlib.Path(os.environ.get("TK_SHARED_DATA", "../shared/data")) / "network"
EXTRACT, BOX, HIGHWAYS = "oslo-east-filtered.osm.pbf", "10,59,12,61", 14_382
ROUNDS = 5


def compare(table, missing):
    path = FOLDER / EXTRACT
    table.section(f"An OpenStreetMap extract: {EXTRACT}",
                  "Ours starts the program, reads, cuts the streets into links and stores the town in SQLite; the peers "
                  "only read and count the highways.")
    if not path.exists():
        missing.add(f"{EXTRACT} (so the import)")
        return
    ours, dry, memory = [], [], []
    peers = {"pyosmium": by_pyosmium, "osmium-tool": by_osmium_tool}
    theirs = {name: [] for name in peers}
    for round in range(ROUNDS + 1):
        _, url = fresh_sqlite("osm.db")
        add_oslo(url)
        stored, used = imported(url, path)
        read, _ = imported(url, path, "--dry-run")
        for name in list(peers):
            try:
                ns, found = timed(lambda: peers[name](path))
            except (ImportError, FileNotFoundError):
                missing.add(name)
                del peers[name]
                continue
            if found != HIGHWAYS:
                raise SystemExit(f"{name} counts {found} highways")
            if round:
                theirs[name].append(ns)
        if round:
            ours.append(stored)
            dry.append(read)
            memory.append(used)
    table.row("imported and stored", ms(ours), "", [], "≤ 2 s", statistics.median(ours) <= 2e9)
    table.row("most memory of the import", f"{short(statistics.median(memory) / 1e6)} MB", "", [])
    for name in peers:
        table.row(f"read without storing, against {name}", ms(dry), ms(theirs[name]), ratios(theirs[name], dry))


def add_oslo(url):
    program("municipality", "add", "--database-url", url, "--code", "oslo", "--name", "Oslo", f"--bbox={BOX}")


def imported(url, path, *more):
    """Nanoseconds, and bytes of memory at most."""
    line = ["import", "osm", str(path), "--database-url", url, "--municipality", "oslo", *more]
    # A process of its own in between: what a child is said to have used at most begins with what its parent had.
    between = "import resource, subprocess, sys, time\n" \
              "started = time.perf_counter_ns()\n" \
              "done = subprocess.run(sys.argv[1:], stdout=sys.stderr)\n" \
              "print(time.perf_counter_ns() - started, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n" \
              "sys.exit(done.returncode)"
    done = subprocess.run([sys.executable, "-c", between, PROGRAM, *line], capture_output=True, text=True, env=quiet())
    status, said = done.returncode, done.stderr
    if status or not re.search(rf"\b{HIGHWAYS} highways", said):
        raise SystemExit(f"the import says: {said}")
    taken, kilobytes = map(int, done.stdout.split())
    return taken, kilobytes * 1024


def by_pyosmium(path):
    import osmium
    return sum(1 for _ in osmium.FileProcessor(path, osmium.osm.WAY).with_filter(osmium.filter.KeyFilter("highway")))


def by_osmium_tool(path):
    kept = subprocess.run(["osmium", "tags-filter", "-R", "-f", "opl", "--no-progress", path, "w/highway"],
                          capture_output=True, check=True)
    return kept.stdout.count(b"\nw") + kept.stdout.startswith(b"w")
