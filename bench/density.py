"""The density, exact, against kernel density estimators from PyPI on the same points and pixels."""

import math
import os
import pathlib
import statistics
import subprocess
import time

from tools import WORK, ms, ratios, short, timed

ROWS, ROUNDS = 1_000_000, 5
#: Far from the origin, as national coordinates are.
WEST, SOUTH = 430_000.0, 6_230_000.0
#: Columns, rows, metres a pixel, pixels of radius; the goal against KDEpy.
QUESTIONS = ((1280, 960, 31.25, 20, 4), (1280, 960, 31.25, 100, 1), (512, 512, 78.125, 20, 1), (512, 512, 78.125, 100, 1))
#: Pixels at which every answer is compared with a plain sum.
PROBES = 300


def compare(table, own, missing):
    table.section(
        f"Density of {ROWS:,} points",
        "Epanechnikov's kernel. Ours is exact, on two threads and on one; every answer is compared with the plain sum over the "
        f"neighbors that SciPy's cKDTree finds, at {PROBES} pixels. KDEpy's FFT bins the points first and uses one thread; its error is "
        "against ours. The 40 km square of the points is laid over the raster, flattened where that is not square.")
    for columns, rows, pixel, radius, goal in QUESTIONS:
        against_kdepy(table, own, missing, columns, rows, pixel, radius, goal)
    against_libkdv(table, own, missing)
    against_scikit_learn(table, own, missing)
    atlanta(table, own)


def points(n, columns, rows, pixel):
    """Laid over the raster, none beyond the middles of its outermost pixels: KDEpy wants it so."""
    import numpy
    x, y = (numpy.fromfile(WORK / "rows" / f"{name}.f32", "<f4", n).astype(float) for name in "xy")
    x, y = x * (columns * pixel / 40_000), y * (rows * pixel / 40_000)
    within = (x > pixel) & (x < (columns - 1) * pixel) & (y > pixel) & (y < (rows - 1) * pixel)
    return numpy.stack([x[within], y[within]], axis=1)


def give(own, xy, west=WEST, south=SOUTH):
    (xy[:, 0] + west).tofile(WORK / "density_e.f64")
    (xy[:, 1] + south).tofile(WORK / "density_n.f64")
    own.ask("places", e=str(WORK / "density_e.f64"), n=str(WORK / "density_n.f64"))


def asked(own, columns, rows, pixel, bandwidth, threads, corner=(WEST, SOUTH), **more):
    return own.ask("density", south_west=list(corner), pixel_m=pixel, columns=columns, rows=rows, bandwidth_m=bandwidth,
                   threads=threads, **more)


def values(own, columns, rows, pixel, bandwidth, corner=(WEST, SOUTH)):
    import numpy
    path = WORK / "density.f64"
    asked(own, columns, rows, pixel, bandwidth, 2, corner, write=str(path))
    return numpy.fromfile(path, "<f8").reshape(rows, columns)


def plain_sum_error(raster, xy, pixel, bandwidth):
    """The largest difference from the plain sum at some pixels, half of them where points are, as a share of the maximum."""
    import numpy
    from scipy.spatial import cKDTree
    rows, columns = raster.shape
    random, tree = numpy.random.default_rng(1), cKDTree(xy)
    anywhere = random.integers(0, [columns, rows], (PROBES // 2, 2))
    near = (xy[random.integers(0, len(xy), PROBES // 2)] / pixel).astype(int)
    worst = 0.0
    for column, row in numpy.vstack([anywhere, near]):
        middle = (numpy.array([column, row]) + 0.5) * pixel
        found = xy[tree.query_ball_point(middle, bandwidth)]
        bare = (1 - ((found - middle) ** 2).sum(axis=1) / bandwidth**2).clip(0).sum()
        worst = max(worst, abs(bare * 2e6 / math.pi / bandwidth**2 - raster[row, column]))
    return worst / raster.max()


def against_kdepy(table, own, missing, columns, rows, pixel, radius, goal):
    import numpy
    try:
        from KDEpy import FFTKDE
    except ImportError:
        missing.add("KDEpy")
        return
    xy, bandwidth = points(ROWS, columns, rows, pixel), radius * pixel
    give(own, xy)
    across, up = ((numpy.arange(count) + 0.5) * pixel for count in (columns, rows))
    grid = numpy.stack(numpy.meshgrid(across, up, indexing="ij"), axis=-1).reshape(-1, 2)
    # Its bandwidth is the deviation of the kernel in one dimension.
    work = lambda: FFTKDE(kernel="epa", bw=bandwidth / math.sqrt(5)).fit(xy).evaluate(grid)
    one, two, theirs, one_s, theirs_s = [], [], [], [], []
    for round in range(ROUNDS + 1):
        answers = [asked(own, columns, rows, pixel, bandwidth, 2)]
        before = cpu_s(own)
        answers.append(asked(own, columns, rows, pixel, bandwidth, 1))
        used, before = cpu_s(own) - before, time.process_time()
        ns, binned = timed(work)
        if answers[0]["sum"] != answers[1]["sum"]:
            raise SystemExit("one thread and two do not give the same density")
        if round:
            two.append(answers[0]["ns"])
            one.append(answers[1]["ns"])
            theirs.append(ns)
            one_s.append(used)
            theirs_s.append(time.process_time() - before)
    raster = values(own, columns, rows, pixel, bandwidth)
    error = plain_sum_error(raster, xy, pixel, bandwidth)
    binned = binned.reshape(columns, rows).T * len(xy) * 1e6
    off = abs(binned - raster).max() / raster.max()
    what = f"{columns} × {rows}, radius {radius} pixels"
    exact = f"; errors / maximum: {error:.0e}, KDEpy {off:.0e}"
    if error > 1e-9:
        raise SystemExit(f"{what}: the density is not exact: {error}")
    faster = ratios(theirs, two)
    table.row(f"{what}, two threads, against KDEpy's FFT{exact}", ms(two), ms(theirs), faster, f"≥ {goal}",
              statistics.median(faster) >= goal)
    table.row(f"{what}, one thread", ms(one), ms(theirs), ratios(theirs, one))
    seconds = lambda times: f"{short(statistics.median(times))} s"
    table.row(f"{what}, one thread, time of the processor", seconds(one_s), seconds(theirs_s), ratios(theirs_s, one_s))


def against_libkdv(table, own, missing):
    """One run: it takes long. It doubles the bandwidth it is given and says each value as a share of the maximum."""
    try:
        from libkdv import kdv
    except Exception as error:
        missing.add(f"libkdv ({error})")
        return
    columns, rows, pixel, radius = 512, 512, 78.125, 20
    xy, bandwidth = points(ROWS, columns, rows, pixel), radius * pixel
    give(own, xy)
    # It counts from the least coordinate, and puts its outermost pixels on the bounds, the northings first.
    low = xy.min(axis=0)
    (w, s), (e, n) = (pixel / 2 - low, [(columns - 0.5) * pixel, (rows - 0.5) * pixel] - low)
    theirs = kdv(xy, GPS=False, KDV_type="KDV", bound=[s, n, w, e], row_pixels=columns, col_pixels=rows,
                 bandwidth=bandwidth / 2, num_threads=2)
    ours = [asked(own, columns, rows, pixel, bandwidth, 2)["ns"] for _ in range(ROUNDS)]
    ns, result = timed(theirs.compute)
    raster = values(own, columns, rows, pixel, bandwidth)
    column = ((result["x"] / pixel).to_numpy()).astype(int)
    row = ((result["y"] / pixel).to_numpy()).astype(int)
    off = abs(result["val"].to_numpy() / result["val"].max() - raster[row, column] / raster.max()).max()
    faster = [ns / mine for mine in ours]
    table.row(f"{columns} × {rows}, radius {radius} pixels, two threads, against libkdv (once, two threads; its error / maximum: {off:.0e})",
              ms(ours), f"{short(ns / 1e9)} s", faster, "≥ 250", statistics.median(faster) >= 250)


def against_scikit_learn(table, own, missing):
    """Small: a million points in 512² pixels would take it minutes."""
    import numpy
    try:
        from sklearn.neighbors import KernelDensity
    except ImportError:
        missing.add("scikit-learn")
        return
    n, columns, rows, pixel, radius = 20_000, 128, 96, 312.5, 20
    xy, bandwidth = points(n, columns, rows, pixel), radius * pixel
    give(own, xy)
    across, up = numpy.meshgrid((numpy.arange(columns) + 0.5) * pixel, (numpy.arange(rows) + 0.5) * pixel)
    grid = numpy.stack([across.ravel(), up.ravel()], axis=1)
    theirs = KernelDensity(bandwidth=bandwidth, kernel="epanechnikov", atol=0, rtol=0).fit(xy)
    ours = [asked(own, columns, rows, pixel, bandwidth, 2)["ns"] for _ in range(ROUNDS)]
    ns, logs = timed(lambda: theirs.score_samples(grid))
    raster = values(own, columns, rows, pixel, bandwidth)
    off = abs(numpy.exp(logs).reshape(rows, columns) * len(xy) * 1e6 - raster).max() / raster.max()
    if off > 1e-9:
        raise SystemExit(f"scikit-learn gives another density: {off}")
    table.row(f"{n:,} points, {columns} × {rows}, radius {radius} pixels, two threads, against scikit-learn (exact, once; "
              f"difference / maximum: {off:.0e})", ms(ours), f"{short(ns / 1e9)} s", [ns / mine for mine in ours])


#: Longitude, latitude, metres, sums of the bare kernels: table A1 of the methods.
NINE = ((-84.39, 33.755, (250, 870.055779, 613.724830), (500, 3730.091986, 2578.362132), (1000, 9104.486900, 6816.991242)),
        (-84.45, 33.70, (250, 243.780695, 158.005549), (500, 521.504809, 415.222491), (1000, 1365.087977, 993.836764)),
        (-84.35, 33.85, (250, 66.880172, 44.506006), (500, 126.580643, 104.218222), (1000, 548.885069, 303.407079)))


def atlanta(table, own):
    """Processor seconds of one thread on real places, many of them told of more than once; and the nine known values."""
    import numpy
    fetched = subprocess.run(["bench/atlanta"], capture_output=True, text=True)
    if fetched.returncode:
        print("no Atlanta.csv:", fetched.stderr)
        return
    path = pathlib.Path(fetched.stdout.strip())
    degrees = numpy.loadtxt(path, delimiter=",", skiprows=1, usecols=(0, 1))
    metres = lambda lon, lat: numpy.stack([6_371_000 * numpy.radians(lon) * math.cos(math.radians(33.75)),
                                           6_371_000 * numpy.radians(lat)], axis=-1)
    xy = metres(degrees[:, 0], degrees[:, 1])
    low, high = xy.min(axis=0), xy.max(axis=0)
    give(own, xy, 0.0, 0.0)
    for columns, rows, goal in ((1280, 960, 0.6), (2560, 1920, 1.5)):
        pixel = max((high - low) / (columns, rows))
        taken = []
        for round in range(ROUNDS + 1):
            before = cpu_s(own)
            answer = asked(own, columns, rows, pixel, 2_000, 1, low.tolist())
            if round:
                taken.append(cpu_s(own) - before)
        table.row(f"Atlanta, {len(xy):,} points, {columns} × {rows}, radius 2 km ({2_000 / pixel:.0f} pixels), one thread",
                  f"{short(statistics.median(taken))} s of processor", "", [], f"≤ {goal} s", statistics.median(taken) <= goal)
    top = answer["sum"] / columns / rows * 10
    bands = [asked(own, 1280, 960, max((high - low) / (1280, 960)), 2_000, 2, low.tolist(),
                   breaks=[top * share for share in (0.01, 0.1, 0.2, 0.4, 0.8)]) for _ in range(ROUNDS)]
    table.row(f"Atlanta, five isobands of 1280 × 960, {bands[0]['bands_points']:,} points of outline, two threads",
              ms([answer["bands_ns"] for answer in bands]), "", [])
    worst = 0.0
    for lon, lat, *sums in NINE:
        corner = metres(lon, lat) - 5.0
        for b, *expected in sums:
            for quartic, value in zip((False, True), expected):
                found = asked(own, 1, 1, 10.0, b, 1, corner.tolist(), quartic=quartic)["first"]
                worst = max(worst, abs(found * math.pi * b * b / 1e6 / (3 if quartic else 2) - value))
    table.row(f"Atlanta, the known values of two kernels at three places and radii: largest difference {worst:.0e}", "", "", [],
              "≤ 1e-6", worst <= 1e-6)


def cpu_s(own):
    fields = pathlib.Path(f"/proc/{own.process.pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
