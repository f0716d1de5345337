"""What lies in a window of about a thousand rows, against SQLite's R*Tree."""

import math
import sqlite3
import statistics

from heat import read
from tools import WORK, ms, ratios, short, timed

ROWS, WINDOWS, ROUNDS = 1_000_000, 200, 7


def compare(table, own):
    columns = read(ROWS)
    own.ask("load", folder=str(WORK / "rows"), rows=ROWS)
    tree = sqlite3.connect(":memory:")
    tree.execute("CREATE VIRTUAL TABLE o USING rtree_i32(key, w, e, s, n)")
    places = zip(columns["e_cm"].tolist(), columns["n_cm"].tolist())
    taken, _ = timed(lambda: tree.executemany("INSERT INTO o VALUES (?,?,?,?,?)",
                                              ((key, e, e, n, n) for key, (e, n) in enumerate(places, 1))))
    windows = own.ask("make_windows", windows=WINDOWS, rows=1_000)["windows"]
    cm = [(math.ceil(w * 100), math.floor(e * 100), math.ceil(s * 100), math.floor(n * 100)) for w, s, e, n in windows]
    def search():
        found = keys = 0
        for window in cm:
            n, sum = tree.execute("SELECT count(*), sum(key) FROM o WHERE w >= ? AND e <= ? AND s >= ? AND n <= ?", window).fetchone()
            found, keys = found + n, keys + (sum or 0)
        return found, keys
    ours, theirs = [], []
    for round in range(ROUNDS + 1):
        mine = own.ask("windows", windows=windows)
        ns, answer = timed(search)
        if answer != (mine["rows"], mine["check"]):
            raise SystemExit(f"windows: not the same answer: {mine}, {answer}")
        if round:
            ours.append(mine["ns"] / WINDOWS)
            theirs.append(ns / WINDOWS)
    table.section(f"Windows of about {mine['rows'] / WINDOWS:,.0f} of {ROWS:,} rows",
                  f"Keys summed by both; the R*Tree was filled in {taken / 1e9:.0f} s.")
    us = lambda ns: f"{short(statistics.median(ns) / 1e3)} µs"
    table.row("one window, against SQLite R*Tree", us(ours), us(theirs), ratios(theirs, ours), "≤ 12 µs",
              statistics.median(ours) <= 12_000)
