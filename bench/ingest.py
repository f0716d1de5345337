"""Durable reports over HTTP against the plain engines: one commit a row, and commits of as many rows as clients."""

import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import time
import urllib.request

from tools import (FULL, STAFF, WORK, durable, fresh_sqlite, add_osby, per_second, ratios, said, serving, short,
                   start_wrk)

CLIENTS = (1, 8, 32)
ROUNDS = 5 if FULL else 3
SECONDS = 2
COLUMNS = ("municipality, id, reference, category, causes, lon, lat, accuracy_m, place_source, placed, moment_from, "
           "severity, text, channel, received_at, told_at, token_hash, state, revision")
TEXT = "Lampan vid gångvägen är trasig och det är mörkt hela vägen hem."


def compare(table, postgres):
    table.section("Durable reports over HTTP", f"`POST /api/v1/reports`, validated, on disk before the answer; rounds of "
                  f"{SECONDS} s in turn with the peer. The peer writes the same row and the same key into the same "
                  "tables, without HTTP or validation. Sender, server and peers share the machine's cores.")
    path, url = fresh_sqlite("ingest.db")
    engine(table, "SQLite", url, lambda: count_sqlite(path), sqlite_peer, goal=4)
    where_a_sync_takes_time(table)
    if postgres:
        postgres.execute("DROP DATABASE IF EXISTS ours WITH (FORCE)")
        postgres.execute("DROP DATABASE IF EXISTS plain WITH (FORCE)")
        postgres.execute("CREATE DATABASE ours")
        url = os.environ["TK_TEST_POSTGRES_URL"].rsplit("/", 1)[0]
        add_osby(f"{url}/ours")
        postgres.execute("CREATE DATABASE plain TEMPLATE ours")
        count = lambda: count_postgres(f"{url}/ours")
        engine(table, "PostgreSQL", f"{url}/ours", count, lambda: PostgresPeer(f"{url}/plain"), goal=2)


def where_a_sync_takes_time(table):
    """The same, both with a millisecond more for each sync: what this machine's disk answers at once, most do not."""
    library = (WORK / "slow_sync.so").resolve()
    if subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-o", library, "bench/slow_sync.c"]).returncode:
        raise SystemExit("a C compiler is needed: apt-get install gcc")
    slower = {"LD_PRELOAD": str(library)}
    ours, one = [], []
    _, url = fresh_sqlite("ingest_slow.db")
    with serving(url, more=slower) as server:
        for round in range(ROUNDS):
            ours.append(tell(server, 32, f"8{round}")["rate"])
            peer = subprocess.run([sys.executable, __file__, "one-by-one"], env=os.environ | slower, capture_output=True, text=True)
            if peer.returncode:
                raise SystemExit(peer.stderr)
            one.append(float(peer.stdout))
    against = ratios(ours, one)
    table.row("SQLite, 32 clients, against one row a commit, where a sync takes a millisecond more", per_second(ours),
              per_second(one), against, "≥ 4 at 32", statistics.median(against) >= 4)


def engine(table, name, url, count, peer, goal):
    peer = peer()
    with serving(url) as server:
        told = 0
        for clients in CLIENTS:
            ours, one, group = [], [], []
            for round in range(ROUNDS):
                answer = tell(server, clients, f"{clients}{round}")
                told += answer["answered"] - answer["refused"]
                if answer["refused"]:
                    raise SystemExit(f"{answer['refused']} reports were refused")
                ours.append(answer)
                one.append(peer.one_by_one(clients, SECONDS))
                group.append(peer.grouped(clients, SECONDS))
            rates = [answer["rate"] for answer in ours]
            against_one, against_group = ratios(rates, one), ratios(rates, group)
            met = statistics.median(against_one) >= goal if clients == 32 else None
            table.row(f"{name}, {clients} clients, against one row a commit" + peer.connections(clients), per_second(rates),
                      per_second(one), against_one, f"≥ {goal} at 32" if clients == 32 else "", met)
            if clients > 1:
                table.row(f"{name}, {clients} clients, against commits of {clients}", per_second(rates), per_second(group),
                          against_group)
            p50, p99 = (statistics.median(a[key] for a in ours) for key in ("p50_ms", "p99_ms"))
            table.row(f"{name}, {clients} clients, waiting: p50 and p99", f"{short(p50)} and {short(p99)} ms", "", [],
                      "p99 ≤ 20 ms" if clients == 32 else "", p99 <= 20 if clients == 32 else None)
            if clients == 32:
                table.row(f"{name} alone, without HTTP: commits of 32 (ours) against one row a commit", per_second(group),
                          per_second(one), ratios(group, one))
                told += at_most(table, name, server, peer)
        # Whoever was still waiting when wrk stopped may have been stored without being counted by it.
        stored, under_way = count(), sum(CLIENTS) * ROUNDS + 32
        if not told <= stored <= told + under_way:
            raise SystemExit(f"{told} reports were answered, but {stored} are stored")
        table.row(f"{name}: every answered report is stored", f"{told:,} answered, {stored:,} stored", "", [],
                  "none missing", True)
        reads(table, name, server)
    peer.close()


def at_most(table, name, server, peer):
    """What a report takes of the processors, in the server, in the engine beside it and in the sender: all of them have
    to share the same ones."""
    before, beside, sent = server.processor_s(), peer.processor_s(), resource.getrusage(resource.RUSAGE_CHILDREN)
    answer = tell(server, 32, "7")
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    each = lambda seconds: seconds / answer["answered"] * 1e6
    ours, engine = each(server.processor_s() - before), each(peer.processor_s() - beside)
    wrk = each(spent.ru_utime + spent.ru_stime - sent.ru_utime - sent.ru_stime)
    beside = f" ({engine:.0f} in {name})" if engine else ""
    table.row(f"{name}, 32 clients: processor time of a report in the server{beside}, and of its sender",
              f"{ours + engine:.0f} µs", f"{wrk:.0f} µs", [])
    table.row(f"{name}, 32 clients: what {os.cpu_count()} processors that do nothing else can do at most",
              f"{os.cpu_count() / (ours + engine + wrk) * 1e6:,.0f}/s", "", [])
    return answer["answered"]


def tell(server, clients, run, seconds=SECONDS):
    return said(start_wrk(server.url, "ingest.lua", clients, seconds, run))


def reads(table, name, server):
    """What one client waits for, while nothing and while everything is told: no work at all, the public map, and staff
    heat, which is counted anew for each revision and has a line on disk in the sealed log before it is answered."""
    heat = server.url + "/api/v1/heat?cell=250&bbox=13.98,56.37,14.02,56.39"
    staff = [f"Authorization: Bearer {STAFF}"]
    asked = {"no work (/health/live)": (server.url + "/health/live", []),
             "public heat": (server.url + "/api/v1/heat?cell=1000", []), "staff heat": (heat, staff)}
    ask = lambda url, headers: said(start_wrk(url, "ask.lua", 1, SECONDS, headers=headers))["p50_ms"]
    for n, (what, (url, headers)) in enumerate(asked.items()):
        idle, busy = [], []
        for round in range(ROUNDS):
            idle.append(ask(url, headers))
            telling = start_wrk(server.url, "ingest.lua", 32, SECONDS + 1, f"9{n}{round}")
            time.sleep(0.5)
            busy.append(ask(url, headers))
            said(telling)
        against = ratios(idle, busy)
        goal = what != "no work (/health/live)"
        table.row(f"{name}: p50 of {what} while 32 clients tell (ours) against idle (peer)",
                  f"{short(statistics.median(busy))} ms", f"{short(statistics.median(idle))} ms", against,
                  "≥ 0.5" if goal else "", statistics.median(against) >= 0.5 if goal else None)
    waits = []
    telling = start_wrk(server.url, "ingest.lua", 32, 5, "99")
    time.sleep(1)
    for n in range(5):
        waits.append(seen_after(server, n))
    said(telling)
    table.row(f"{name}: a report is on the staff map after (under full ingest, longest of 5)", f"{max(waits):.2f} s", "",
              [], "≤ 1 s", max(waits) <= 1)


def seen_after(server, n):
    """Seconds from the answer until the one report of a kind nobody else tells is counted."""
    def total():
        request = urllib.request.Request(server.url + "/api/v1/heat?cell=2000&category=better_now",
                                         headers={"Authorization": f"Bearer {STAFF}"})
        return json.load(urllib.request.urlopen(request))["totals"]["n_reports"]["total"]
    before = total()
    body = {"category": "better_now", "place": {"geometry": {"type": "Point", "coordinates": [13.99, 56.38]},
                                                "source": "map"}}
    request = urllib.request.Request(server.url + "/api/v1/reports", json.dumps(body).encode(),
                                     {"Content-Type": "application/json", "Idempotency-Key": f"seen-{time.time_ns()}-{n}"})
    urllib.request.urlopen(request).read()
    told = time.perf_counter()
    while total() == before:
        if time.perf_counter() - told > 30:
            raise SystemExit("a report did not come on the map within 30 s")
    return time.perf_counter() - told


def count_sqlite(path):
    plain = durable(path)
    return plain.execute("SELECT count(*) FROM report").fetchone()[0]


class SqlitePeer:
    """Python's sqlite3 on the same tables; SQLite has one writer, so more clients would only wait for each other."""

    def __init__(self):
        self.path, _ = fresh_sqlite("plain.db")
        self.database = durable(self.path)

    def rows(self, n):
        now = time.time_ns() // 1000
        for _ in range(n):
            noise = os.urandom(64)
            yield noise, ("1273", noise[:16], "K7M-2QF", "unsafe_place", "poor_lighting", 13.98 + noise[0] / 1e4,
                          56.37 + noise[1] / 1e4, 15.0, "gps", True, now, 3, TEXT, "web", now, now, noise[32:], "received", now)

    def commit(self, n):
        execute = self.database.execute
        execute("BEGIN IMMEDIATE")
        for noise, row in self.rows(n):
            key = execute(f"INSERT INTO report ({COLUMNS}) VALUES ({','.join('?' * 19)})", row).lastrowid
            execute("INSERT INTO idempotency VALUES (?,?,?,?)", (noise[:32], noise[32:], key, row[10]))
        execute("COMMIT")

    def for_seconds(self, rows, seconds):
        done, begun = 0, time.perf_counter()
        while (taken := time.perf_counter() - begun) < seconds:
            self.commit(rows)
            done += rows
        return done / taken

    def one_by_one(self, clients, seconds):
        return self.for_seconds(1, seconds)

    def grouped(self, clients, seconds):
        return self.for_seconds(clients, seconds)

    def connections(self, clients):
        return ""

    def processor_s(self):
        """SQLite has no process of its own."""
        return 0.0

    def close(self):
        self.database.close()


sqlite_peer = SqlitePeer


def count_postgres(url):
    import psycopg
    with psycopg.connect(url) as plain:
        return plain.execute("SELECT count(*) FROM report").fetchone()[0]


class PostgresPeer:
    """pgbench: `clients` connections that each write one row a commit, or one that writes as many rows."""

    def __init__(self, url):
        self.url = url
        self.script = WORK / "insert.sql"
        self.script.write_text(f"""WITH told AS (INSERT INTO report ({COLUMNS})
SELECT '1273', gen_random_uuid(), 'K7M-2QF', 'unsafe_place', 'poor_lighting', 13.98 + random() / 100, 56.37 + random() / 100,
15.0, 'gps', true, 1790000000000000, 3, '{TEXT}', 'web', 1790000000000000, 1790000000000000,
sha256(random()::text::bytea), 'received', 1 FROM generate_series(1, :rows) RETURNING key, id)
INSERT INTO idempotency SELECT sha256(id::text::bytea), sha256(random()::text::bytea), key, 1790000000000000 FROM told;
""")

    def pgbench(self, connections, rows, seconds):
        import glob
        line = [(sorted(glob.glob("/usr/lib/postgresql/*/bin/pgbench")) or ["pgbench"])[-1], "-n", "-M", "prepared",
                "-c", connections, "-j", min(2, connections), "-T", seconds, "-D", f"rows={rows}", "-f", self.script, self.url]
        out = subprocess.run(list(map(str, line)), capture_output=True, text=True)
        if out.returncode:
            raise SystemExit(out.stderr)
        rate = [line for line in out.stdout.splitlines() if line.startswith("tps")][-1]
        return float(rate.split()[2]) * rows

    def one_by_one(self, clients, seconds):
        return self.pgbench(clients, 1, seconds)

    def grouped(self, clients, seconds):
        return self.pgbench(1, clients, seconds)

    def connections(self, clients):
        return f" on {clients} connections"

    def processor_s(self):
        """Of all processes of this PostgreSQL, those that have ended too."""
        import psycopg
        with psycopg.connect(self.url) as plain:
            folder = plain.execute("SHOW data_directory").fetchone()[0]
        first = pathlib.Path(folder, "postmaster.pid").read_text().split()[0]
        ticks = 0
        for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
            try:
                process, rest = stat.parent.name, stat.read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue  # It ended meanwhile.
            if process == first:
                ticks += sum(map(int, rest[11:15]))
            elif rest[1] == first:
                ticks += sum(map(int, rest[11:13]))
        return ticks / os.sysconf("SC_CLK_TCK")

    def close(self):
        pass


if __name__ == "__main__":
    peer = SqlitePeer()
    print(peer.one_by_one(1, SECONDS))
    peer.close()
