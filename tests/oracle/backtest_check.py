"""One back-test done again without this program: numpy, pandas, pyproj, scipy and scikit-learn.

pip install numpy pandas pyproj scipy scikit-learn, then
python3 tests/oracle/backtest_check.py FILE.csv 300 quarterly 90 keep|collapse
beside
trygghetskarta backtest --input FILE.csv --bandwidth 300 --half-life never --origins quarterly --test-days 90
"""
import sys

import numpy as np
import pandas as pd
from pyproj import Transformer
from scipy.spatial import cKDTree
from sklearn.neighbors import KernelDensity

CELL, AROUND, PART, SHARES = 150, 500.0, 50.0, (0.01, 0.05)


def collapsed(rows: pd.DataFrame) -> pd.DataFrame:
    """Within 50 m and 30 days of the first report of one still open: the same."""
    rows = rows.sort_values("day", kind="stable").reset_index(drop=True)
    xy, day = rows[["e", "n"]].to_numpy(), rows.day.to_numpy()
    tree = cKDTree(xy)
    is_first = np.zeros(len(rows), bool)
    for i in range(len(rows)):
        near = [j for j in tree.query_ball_point(xy[i], 50.0) if j < i and is_first[j] and day[i] - day[j] <= 30]
        is_first[i] = not near
    return rows[is_first].reset_index(drop=True)


def pai(score, size, came, share):
    """Cells of one score are taken in part."""
    density = score / size
    order = np.argsort(-density, kind="stable")
    room, caught, at = share * size.sum(), 0.0, 0
    while room > 1e-9 and at < len(order):
        to = at
        while to < len(order) and density[order[to]] == density[order[at]]:
            to += 1
        group = order[at:to]
        part = min(1.0, room / size[group].sum())
        caught += part * came[group].sum()
        room -= size[group].sum()
        at = to
    return caught / came.sum() / share


def main() -> None:
    name, bandwidth, every, test_days, duplicates = sys.argv[1:6]
    bandwidth, test_days = float(bandwidth), int(test_days)
    rows = pd.read_csv(name, parse_dates=["time"])
    lon, lat = np.sort(rows.lon)[len(rows) // 2], np.sort(rows.lat)[len(rows) // 2]
    zone = int((lon + 180) // 6) + 1
    to_metres = Transformer.from_crs(4326, 32600 + zone, always_xy=True)
    rows["e"], rows["n"] = to_metres.transform(rows.lon.to_numpy(), rows.lat.to_numpy())
    rows["day"] = (rows.time.dt.normalize() - pd.Timestamp("1970-01-01")).dt.days
    first, end = rows.day.min(), rows.day.max() + 1
    n_all = len(rows)
    rows = collapsed(rows) if duplicates == "collapse" else rows.sort_values("day", kind="stable")

    column, row = np.floor(rows.e / CELL).astype(int), np.floor(rows.n / CELL).astype(int)
    tree = cKDTree(rows[["e", "n"]].to_numpy())
    grid = np.stack(np.meshgrid(np.arange(column.min() - 5, column.max() + 6), np.arange(row.min() - 5, row.max() + 6)), -1)
    grid = grid.reshape(-1, 2)
    near = tree.query((grid + 0.5) * CELL)[0] <= AROUND
    grid = grid[near]
    number = {tuple(cell): i for i, cell in enumerate(grid)}
    unit = np.array([number[cell] for cell in zip(column, row)])
    size = np.full(len(grid), float(CELL * CELL))
    steps = (np.arange(CELL // int(PART)) + 0.5) * PART
    parts = np.array([[c * CELL + de, r * CELL + dn] for c, r in grid for dn in steps for de in steps])

    def smooth(points):
        """The sum of the kernel over points, over the parts of each cell."""
        density = np.exp(KernelDensity(kernel="epanechnikov", bandwidth=bandwidth, rtol=0).fit(points).score_samples(parts))
        return (density * len(points)).reshape(len(grid), -1).sum(1)

    ground = smooth(parts)
    months = 3 if every == "quarterly" else 1
    found = {}
    day = rows.day.to_numpy()
    for at in pd.date_range("1970-01-01", pd.Timestamp("1970-01-01") + pd.Timedelta(days=int(end)), freq="MS"):
        today = (at - pd.Timestamp("1970-01-01")).days
        if (at.month - 1) % months or today < first + 90 or today + test_days > end:
            continue
        past, test = day < today, (day >= today) & (day < today + test_days)
        count = lambda which: np.bincount(unit[which], minlength=len(grid)).astype(float)
        mean = smooth(rows[["e", "n"]].to_numpy()[past]) / ground * (CELL // int(PART)) ** 2
        counts = count(past)
        squares, excess = (mean**2).sum(), ((counts - mean) ** 2 - mean)[mean > 0].sum()
        shape = 1e6 if excess * 1e6 <= squares else squares / excess
        shrunk = np.where(mean > 0, (shape + counts) * mean / (shape + mean), 0.0)
        rankings = {"counts": counts, "recent": count(past & (day >= today - 90)), "uniform": size, "kernel": mean,
                    "shrunk": shrunk, "foresight": count(test)}
        for label, score in rankings.items():
            found.setdefault(label, []).append([pai(score, size, count(test), share) for share in SHARES])
    print(f"{n_all} reports, {n_all - len(rows)} duplicates, {len(grid)} squares, {len(found['counts'])} origins")
    for label, values in found.items():
        values = np.array(values)
        paired = np.array(found["shrunk"]) - values
        error = paired.std(0, ddof=1) / np.sqrt(len(values))
        print(f"{label:10}", *(f"PAI {100 * s:g} % {m:.4f}  shrunk − this {p:+.4f} ± {e:.4f} |"
                               for s, m, p, e in zip(SHARES, values.mean(0), paired.mean(0), error)))


if __name__ == "__main__":
    main()
