"""Counting into cells, in process and over HTTP, against the same question in SQL on the same rows."""

import datetime
import http.client
import json
import random
import sqlite3
import statistics
import urllib.parse
import zoneinfo

from tools import FULL, STAFF, WORK, add_box, durable, fresh_sqlite, ms, no_database, ratios, said, serving, short, start_wrk, timed

SIZES = (10_000, 1_000_000, 10_000_000)
#: The slower peers and a server with its database stop here, unless everything is asked for.
MOST_SLOW = 10_000_000 if FULL else 1_000_000
ROUNDS = 7
CATEGORIES = ("unsafe_place", "nuisance_driving", "speeding", "safe_place", "better_now")
STOCKHOLM = zoneinfo.ZoneInfo("Europe/Stockholm")
YEAR = [int(datetime.datetime(year, 1, 1, tzinfo=STOCKHOLM).timestamp()) for year in (2024, 2025)]
EVENINGS = [day * 24 + hour for day in (4, 5) for hour in (21, 22, 23)]


def questions(district):
    everywhere = {"categories": [], "period": None, "hours": [], "bounds": None}
    year = {"categories": [0], "period": YEAR}
    return {
        "whole": everywhere,
        "whole, category + year": everywhere | year,
        "whole, category + year + hours": everywhere | year | {"hours": EVENINGS},
        "district": everywhere | {"bounds": district},
        "district, category + year": everywhere | year | {"bounds": district},
    }


def where(question):
    """The conditions in SQL on what is no place."""
    parts = []
    if question["categories"]:
        parts.append("category = 0")
    if question["period"]:
        parts.append(f"t >= {YEAR[0]} AND t < {YEAR[1]}")
    if question["hours"]:
        parts.append(f"hour IN ({', '.join(map(str, EVENINGS))})")
    return parts


def in_square(question, made):
    """The bounds in metres from the corner of the square, as x and y are."""
    if not question["bounds"]:
        return None
    west, south = made["west_south_m"]
    w, s, e, n = question["bounds"]
    return w - west, s - south, e - west, n - south


def counted(rows):
    cells, n, check = rows
    return int(cells), int(n or 0), int(check or 0)


class Duck:
    """Rows sorted by time, as they would have been told."""

    name = "DuckDB"

    def __init__(self, columns):
        import duckdb
        self.duck = duckdb.connect()
        self.duck.execute("SET threads = 2")
        self.duck.register("told", {name: columns[name] for name in ("x", "y", "t", "category", "hour")})
        self.duck.execute("CREATE TABLE o AS SELECT * FROM told ORDER BY t")
        self.duck.unregister("told")

    def count(self, question, size, made):
        parts = where(question)
        if square := in_square(question, made):
            w, s, e, n = square
            parts.append(f"x >= {w} AND x < {e} AND y >= {s} AND y < {n}")
        sql = (f"SELECT count(*), sum(c), sum(c * (i * 1000 + j)) FROM (SELECT floor(x / {size})::INTEGER i, "
               f"floor(y / {size})::INTEGER j, count(*) c FROM o {'WHERE ' + ' AND '.join(parts) if parts else ''} GROUP BY i, j)")
        taken, rows = timed(lambda: self.duck.execute(sql).fetchone())
        return taken, counted(rows)


class Polars:
    name = "polars"

    def __init__(self, columns):
        import polars
        self.pl = polars
        self.rows = polars.DataFrame({name: columns[name] for name in ("x", "y", "t", "category", "hour")})

    def count(self, question, size, made):
        pl, rows = self.pl, self.rows.lazy()
        if question["categories"]:
            rows = rows.filter(pl.col("category") == 0)
        if question["period"]:
            rows = rows.filter((pl.col("t") >= YEAR[0]) & (pl.col("t") < YEAR[1]))
        if question["hours"]:
            rows = rows.filter(pl.col("hour").is_in(EVENINGS))
        if square := in_square(question, made):
            w, s, e, n = square
            rows = rows.filter((pl.col("x") >= w) & (pl.col("x") < e) & (pl.col("y") >= s) & (pl.col("y") < n))
        place = (pl.col("x") / size).cast(pl.Int32) * 1000 + (pl.col("y") / size).cast(pl.Int32)
        taken, cells = timed(lambda: rows.group_by(place.alias("place")).len().collect())
        n = cells["len"].cast(pl.Int64)
        return taken, (len(cells), n.sum(), (n * cells["place"]).sum())


class PostGis:
    """Rows that lie in the order of their place on disk, with a GiST index on it and a B-tree on the time."""

    name = "PostGIS"

    def __init__(self, columns, database, order):
        self.database = database
        database.execute("DROP TABLE IF EXISTS o")
        database.execute("CREATE UNLOGGED TABLE raw (x float8, y float8, t int, category int2, hour int2)")
        with database.cursor().copy("COPY raw FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(["float8", "float8", "int4", "int2", "int2"])
            for part in range(0, len(order), 100_000):
                rows = order[part:part + 100_000]
                lists = [columns["e_cm"][rows] / 100.0, columns["n_cm"][rows] / 100.0, columns["t"][rows],
                         columns["category"][rows], columns["hour"][rows]]
                for row in zip(*(column.tolist() for column in lists)):
                    copy.write_row(row)
        database.execute("CREATE TABLE o AS SELECT ST_SetSRID(ST_MakePoint(x, y), 3006) AS place, t, category, hour FROM raw")
        database.execute("DROP TABLE raw")
        database.execute("CREATE INDEX ON o USING gist (place)")
        database.execute("CREATE INDEX ON o (category, t)")
        database.execute("VACUUM ANALYZE o")
        database.execute("SET max_parallel_workers_per_gather = 2")
        database.execute("SET work_mem = '256MB'")

    def count(self, question, size, made):
        west, south = made["west_south_m"]
        parts = where(question)
        if question["bounds"]:
            w, s, e, n = question["bounds"]
            # && finds by boxes in single precision, half a metre coarse here; the rest says exactly.
            parts.append(f"place && ST_MakeEnvelope({w}, {s}, {e}, {n}, 3006) AND ST_X(place) >= {w} AND ST_X(place) < {e} "
                         f"AND ST_Y(place) >= {s} AND ST_Y(place) < {n}")
        sql = (f"SELECT count(*), sum(c), sum(c * (i * 1000 + j)) FROM (SELECT floor((ST_X(place) - {west}) / {size})::int i, "
               f"floor((ST_Y(place) - {south}) / {size})::int j, count(*) c FROM o "
               f"{'WHERE ' + ' AND '.join(parts) if parts else ''} GROUP BY 1, 2) cells")
        taken, rows = timed(lambda: self.database.execute(sql).fetchone())
        return taken, counted(rows)


def peers(columns, n, database, missing):
    found = []
    for make in (lambda: Duck(columns), lambda: Polars(columns)):
        try:
            found.append(make())
        except ImportError as error:
            missing.add(error.name)
    if database and n <= MOST_SLOW:
        found.append(PostGis(columns, database, along_a_curve(columns, n)))
    return found


def along_a_curve(columns, n):
    """Rows by the interleaved bits of their place: what CLUSTER on a geohash would give."""
    import numpy
    x, y = ((columns[name][:n] * (65_535 / 40_000)).astype("u8") for name in ("x", "y"))
    def spread(v):
        for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
            v = (v | v << numpy.uint64(shift)) & numpy.uint64(mask)
        return v
    return numpy.argsort(spread(x) | spread(y) << numpy.uint64(1), kind="stable")


def read(n):
    import numpy
    types = {"e_cm": "i32", "n_cm": "i32", "x": "f32", "y": "f32", "lon": "f64", "lat": "f64", "t": "i32", "category": "u8",
             "hour": "u8"}
    dtype = {"i32": "<i4", "f32": "<f4", "f64": "<f8", "u8": "u1"}
    return {name: numpy.fromfile(WORK / "rows" / f"{name}.{kind}", dtype[kind], n) for name, kind in types.items()}


def compare(table, own, made, database, missing):
    growth = {}
    for n in (n for n in SIZES if n <= made["rows"]):
        columns = read(n)
        loaded = own.ask("load", folder=str(WORK / "rows"), rows=n)
        found = peers(columns, n, database, missing)
        in_process(table, own, made, n, found, growth)
        memory(table, n, loaded)
        if n <= MOST_SLOW:
            over_http(table, own, made, n, columns, found)
        del columns, found
    table.section("Growth", "Median of ours in process, and how many times that of ten or a hundred times fewer rows: no step "
                  "above the growth of the rows times its logarithm, the district by its answer.")
    for question, by_n in growth.items():
        sizes = sorted(by_n)
        steps = [f"×{short(by_n[b] / by_n[a])} from {a:,} to {b:,}" for a, b in zip(sizes, sizes[1:])]
        table.row(question, "; ".join(f"{short(by_n[n] / 1e6)} ms" for n in sizes), "; ".join(steps), [])


GOALS = {"plain scan": 1 / 1.5, "polars": 2, "DuckDB": 6, "PostGIS": 280}


def in_process(table, own, made, n, found, growth):
    table.section(f"Counting {n:,} rows into cells of 250 m, in process",
                  "The index against a loop over plain columns on two threads, and the same question in SQL on the same rows "
                  "(DuckDB's sorted by time, PostGIS's by place). Every timed answer has the same cells and sums.")
    rows = {}
    for name, question in questions(made["district_m"]).items():
        ours, floor, theirs, expected = [], [], {peer.name: [] for peer in found}, None
        for round in range(ROUNDS + 1):
            answers = []
            mine = own.ask("cells", size_m=250, **question)
            plain = own.ask("scan", size_m=250, **question)
            answers += [(mine["cells"], mine["rows"], mine["check"]), (plain["cells"], plain["rows"], plain["check"])]
            taken = {}
            for peer in found:
                if peer.name == "PostGIS" and round > 3:
                    continue
                taken[peer.name], answer = peer.count(question, 250, made)
                answers.append(answer)
            if len(set(answers)) != 1:
                raise SystemExit(f"{name}, {n}: not the same answer: {answers}")
            if round == 0:
                continue  # The first warms everybody's caches.
            ours.append(mine["ns"])
            floor.append(plain["ns"])
            for peer, ns in taken.items():
                theirs[peer].append(ns)
        growth.setdefault(name, {})[n] = statistics.median(ours)
        for peer, taken in {"plain scan": floor, **theirs}.items():
            against = ratios(taken, ours)
            goal = GOALS[peer] if n == 10_000_000 and name == "whole" else None
            met = statistics.median(against) >= goal if goal else None
            table.row(f"{name}, against {peer}", ms(ours), ms(taken), against, f"≥ {short(goal)}" if goal else "", met)


def memory(table, n, loaded):
    each = loaded["bytes"] / n
    table.row("memory of the index, per observation", f"{each:.1f} bytes", "", [], "≤ 40", each <= 40 if n >= 1_000_000 else None)
    met = loaded["ns"] <= 300e6 if n == 1_000_000 else None
    table.row("rebuilding the index from observations", ms([loaded["ns"]]), "", [], "≤ 300 ms" if n == 1_000_000 else "", met)


def fill(path, columns, n):
    """Writes the rows as stored reports, all published and imported, in one transaction."""
    database = durable(path)
    for pragma in ("synchronous = OFF", "foreign_keys = OFF", "cache_size = -500000"):
        database.execute(f"PRAGMA {pragma}")
    noise = random.Random(n)
    lists = zip(*(columns[name].tolist() for name in ("lon", "lat", "t", "category")))
    def rows():
        for key, (lon, lat, t, category) in enumerate(lists, 1):
            id = noise.getrandbits(128).to_bytes(16, "big")
            yield (key, "0001", id, "K7M-2QF", CATEGORIES[category], "", lon, lat, "gps", True, t * 1_000_000, "web",
                   t * 1_000_000, t * 1_000_000, id, "received", 24_311, key)
    later = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = 'report'")
    later = later.fetchall()
    database.execute("BEGIN")
    for name, _ in later:
        database.execute(f"DROP INDEX {name}")
    database.executemany("INSERT INTO report (key, municipality, id, reference, category, causes, lon, lat, place_source, placed, "
                         "moment_from, channel, received_at, told_at, token_hash, state, published_month, revision) "
                         "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", rows())
    for _, sql in later:
        database.execute(sql)
    database.execute("UPDATE change_counter SET value = ?", (n,))
    this_month = datetime.date.today().year * 12 + datetime.date.today().month - 1
    database.execute("UPDATE municipality SET published_through = ?", (this_month - 1,))
    database.execute("COMMIT")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


def read_plainly(path):
    """Every column the index needs, read by the plain engine: what a start cannot do without."""
    rows = sqlite3.connect(path).execute("SELECT key, municipality, revision, category, causes, lon, lat, geometry, moment_from, "
                                         "moment_to, hours, severity, channel, state, placed FROM report ORDER BY revision")
    return sum(1 for _ in rows)


#: The whole at the size a map of it takes by itself, and at the finest that is asked in process.
OVER_HTTP = (("whole", 1000), ("whole", 250), ("whole, category + year", 1000), ("district", 250),
             ("district, category + year", 250))


def over_http(table, own, made, n, columns, found):
    west, south = made["west_south_m"]
    box = own.ask("box")["degrees"]
    path, url = fresh_sqlite("rows.db")
    add_box(url, box)
    taken, _ = timed(lambda: fill(path, columns, n))
    table.section(f"{n:,} rows served from SQLite",
                  f"Filling the database took {taken / 1e9:.0f} s. Heat over HTTP is asked, counted, written as GeoJSON and read; "
                  "the peer only answers the bare query with three sums.")
    starts, plain = [], []
    for _ in range(3):
        with serving(url) as server:
            starts.append(server.started_s * 1e9)
            resident, most = server.resident(), server.resident("VmHWM")
        ns, rows = timed(lambda: read_plainly(path))
        assert rows == n
        plain.append(ns)
    table.row("from start to the first answer, against Python's sqlite3 reading the columns", ms(starts), ms(plain),
              ratios(plain, starts), "≤ 5 s" if n == 1_000_000 else "", statistics.median(starts) < 5e9 if n == 1_000_000 else None)
    table.row("memory of the whole server after the start (and at most)", f"{resident / 1e6:.0f} MB ({most / 1e6:.0f})", "", [],
              "≤ 1 GB at 10⁷" if n == 10_000_000 else "", most <= 1e9 if n == 10_000_000 else None)
    with serving(url) as server:
        for name, size in OVER_HTTP:
            heat_over_http(table, server, made, n, found, name, size)
        known_answers(table, own, server, made)


def address(question, size, made):
    asked = {"cell": size, "category": ",".join(CATEGORIES[c] for c in question["categories"] or range(5))}
    if question["period"]:
        asked |= {"from": "2024-01", "to": "2024-12"}
    if question["bounds"]:
        asked["bbox"] = ",".join(map(str, made["district_deg"]))
    return "/api/v1/heat?" + urllib.parse.urlencode(asked, safe=",")


def heat_over_http(table, server, made, n, found, name, size):
    question = questions(made["district_m"])[name]
    connection = http.client.HTTPConnection(server.url.split("//")[1])
    path = address(question, size, made)
    peers = [peer for peer in found if peer.name in ("DuckDB", "PostGIS")]
    ours, packed, theirs = [], [], {peer.name: [] for peer in peers}
    def ask(**headers):
        connection.request("GET", path, headers={"Authorization": f"Bearer {STAFF}", **headers})
        return connection.getresponse().read()
    for round in range(ROUNDS + 1):
        taken, body = timed(ask)
        smaller, sent = timed(lambda: ask(**{"Accept-Encoding": "br, gzip"}))
        answers = {summed(body, size, made)}
        rest = {}
        for peer in peers:
            rest[peer.name], answer = peer.count(question, size, made)
            answers.add(answer)
        if len(answers) != 1:
            raise SystemExit(f"{name}, {n}: not the same answer over HTTP: {answers}")
        if round == 0:
            continue
        ours.append(taken)
        packed.append(smaller)
        for peer, ns in rest.items():
            theirs[peer].append(ns)
    goals = {"DuckDB": 20 if name == "district" else 2, "PostGIS": 100} if name in ("whole", "district") else {}
    for peer, taken in theirs.items():
        against = ratios(taken, ours)
        goal = goals.get(peer) if n == 10_000_000 and (name, size) != ("whole", 250) else None
        met = statistics.median(against) >= goal if goal else None
        table.row(f"{name}, {size} m, {short(len(body) / 1e3)} kB, against {peer}", ms(ours), ms(taken), against,
                  f"≥ {goal}" if goal else "", met)
    table.row(f"{name}, {size} m, the same compressed to {short(len(sent) / 1e3)} kB", ms(packed), "", [])


def summed(body, size, made):
    west, south = made["west_south_m"]
    cells = json.loads(body)["features"]
    check = n = 0
    for cell in cells:
        _, e, north = cell["id"].split("-")
        reports = cell["properties"]["n_reports"]
        n += reports
        check += reports * ((int(e) - west) // size * 1000 + (int(north) - south) // size)
    return len(cells), n, check


def known_answers(table, own, server, made):
    """A question asked again by staff (each reading is a line of the sealed log, on disk before the answer) and by everybody."""
    asked_again(table, own, server, address(questions(made["district_m"])["whole"], 1000, made), STAFF, "whole")


def everybody(table, own):
    """The public map of the invented town: it is never logged, and changes once a month."""
    table.section("The public map asked again", "Of the demo, by eight clients in turn with as many bytes from bare axum.")
    with serving(f"sqlite://{no_database('public.db')}", "demo") as server:
        asked_again(table, own, server, "/api/v1/heat?cell=1000", None, "public")


def asked_again(table, own, server, path, token, name):
    """By its ETag, and without one."""
    connection = http.client.HTTPConnection(server.url.split("//")[1])
    staff = [f"Authorization: Bearer {token}"] if token else []
    def ask(**headers):
        connection.request("GET", path, headers=dict(line.split(": ") for line in staff) | headers)
        response = connection.getresponse()
        return len(response.read()), response.headers["ETag"]
    (size, tag), (packed, _) = ask(), ask(**{"Accept-Encoding": "br"})
    hello = {bytes: f"http://127.0.0.1:{own.ask('serve', bytes=bytes)['port']}/" for bytes in (16, size, packed)}
    kinds = {"live": (server.url + "/health/live", []), "tag": (server.url + path, [*staff, f"If-None-Match: {tag}"]),
             "whole": (server.url + path, staff), "packed": (server.url + path, [*staff, "Accept-Encoding: br"]),
             **{bytes: (url, []) for bytes, url in hello.items()}}
    rates = {kind: [] for kind in kinds}
    for _ in range(3):
        for kind, (url, headers) in kinds.items():
            answer = said(start_wrk(url, "ask.lua", 8, 2, headers=headers))
            if answer["refused"]:
                raise SystemExit(f"{answer['refused']} of the answers to {url} were no answers")
            rates[kind].append(answer["rate"])
    median = lambda kind: f"{statistics.median(rates[kind]):,.0f}/s"
    for what, kind, floor in (("with its ETag (304)", "tag", 16), (f"without it ({short(size / 1e3)} kB)", "whole", size),
                              (f"without it, compressed ({short(packed / 1e3)} kB)", "packed", packed)):
        against = ratios(rates[kind], rates[floor])
        table.row(f"{name}, asked again {what}, 8 clients, against as many bytes from bare axum", median(kind), median(floor),
                  against, "≥ 0.5", statistics.median(against) >= 0.5)
    table.row("/health/live, 8 clients, against bare axum", median("live"), median(16), ratios(rates["live"], rates[16]))
