"""What every comparison uses: the program and its own side as processes, wrk, and the table."""

import contextlib
import json
import os
import pathlib
import re
import sqlite3
import statistics
import subprocess
import time
import urllib.request

WORK = pathlib.Path("bench-data")
#: Another build can be compared with the last one.
PROGRAM = os.environ.get("BENCH_PROGRAM", "target/release/trygghetskarta")
STAFF = "bench-staff-token"
FULL = os.environ.get("BENCH_FULL") == "1"


class Own:
    """bench/peers: one question a line, one answer a line."""

    def __init__(self, path):
        self.process = subprocess.Popen([path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, what, **question):
        self.process.stdin.write(json.dumps({"ask": what, **question}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        answer = json.loads(line) if line else {"error": "the process ended"}
        if "error" in answer:
            raise SystemExit(f"{what}: {answer['error']}")
        return answer

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Table:
    """Rows of the result, written at the end and printed as they come."""

    def __init__(self):
        self.sections = []

    def section(self, title, note=""):
        self.sections.append((title, note, []))
        print(f"\n## {title}\n{note}", flush=True)

    def row(self, what, ours, peer, ratios, goal="", met=None):
        """`ratios`: one per round, ours against the peer, so turned that more is better."""
        spread = ""
        if ratios:
            spread = f"{short(min(ratios))} – **{short(statistics.median(ratios))}** – {short(max(ratios))}"
        line = (what, ours, peer, spread, goal, {None: "", True: "yes", False: "**no**"}[met])
        self.sections[-1][2].append(line)
        print(" | ".join(line), flush=True)

    def write(self, path, head, stamp):
        """Sections that were not run this time stay as they were, each with the day and the commit it was run at."""
        path = pathlib.Path(path)
        kept = dict(part.split("\n", 1) for part in path.read_text().split("\n## ")[1:]) if path.exists() else {}
        order = list(kept)
        for title, note, rows in self.sections:
            lines = ["", *([note, ""] if note else []), stamp, ""]
            lines += ["| what | ours | peer | ours against the peer: min – **median** – max | goal | met |", "|---|---|---|---|---|---|"]
            lines += ["| " + " | ".join(row) + " |" for row in rows]
            kept[title] = "\n".join(lines) + "\n"
            order += [] if title in order else [title]
        path.write_text(head + "\n" + "".join(f"\n## {title}\n{kept[title].rstrip()}\n" for title in order))


def short(number):
    """Three digits that mean something."""
    if number >= 100:
        return f"{number:,.0f}"
    return f"{number:.3g}"


def ms(nanoseconds):
    return f"{short(statistics.median(nanoseconds) / 1e6)} ms"


def per_second(rates):
    return f"{statistics.median(rates):,.0f}/s"


def ratios(numerators, denominators):
    return [a / b for a, b in zip(numerators, denominators)]


def timed(work):
    started = time.perf_counter_ns()
    answer = work()
    return time.perf_counter_ns() - started, answer


def program(*arguments):
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, env=quiet())
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout


def quiet():
    """The program's own defaults, whatever the caller has set."""
    return {name: value for name, value in os.environ.items() if not name.startswith("TK_")}


#: All load comes from one address here, and speed is to be measured and not the limits.
UNLIMITED = {f"TK_{limit}": "0" for limit in (
    "REPORTS_PER_HOUR", "CHECKS_PER_HOUR", "READS_PER_MINUTE", "PROOF_OF_WORK_BITS", "SIGN_INS_PER_HOUR", "FOLLOW_UPS_PER_HOUR",
    "MOST_CONNECTIONS_PER_NETWORK")}


class Serving:
    """The program, serving a database; `started_s` is how long it took until it answered."""

    def __init__(self, url, command="serve", more=None):
        self.log = open(WORK / "server.log", "w")
        begun = time.perf_counter()
        self.process = subprocess.Popen(
            [PROGRAM, command, "--listen", "127.0.0.1:0", "--database-url", url, "--staff-token", STAFF],
            stdout=subprocess.PIPE, stderr=self.log, text=True,
            env=quiet() | UNLIMITED | (more or {}))
        line = self.process.stdout.readline()
        found = re.search(r"http://\S+", line)
        if not found:
            raise SystemExit(f"the server did not start; see {WORK}/server.log")
        self.url = found[0]
        urllib.request.urlopen(self.url + "/health/ready").read()
        self.started_s = time.perf_counter() - begun

    def resident(self, field="VmRSS"):
        """Bytes of memory; `VmHWM` is the most it ever was."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"{field}:\s+(\d+)", status)[1]) * 1024

    def processor_s(self):
        """Seconds of processor time until now, its own and the kernel's for it."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self):
        self.process.terminate()
        self.process.wait()
        self.log.close()


@contextlib.contextmanager
def serving(url, command="serve", more=None):
    server = Serving(url, command, more)
    try:
        yield server
    finally:
        server.close()


def start_wrk(url, script, clients, seconds, *arguments, headers=()):
    line = ["wrk", f"-t{min(2, clients)}", f"-c{clients}", f"-d{seconds}s", "--timeout", "30s", "-s", f"bench/{script}"]
    for header in headers:
        line += ["-H", header]
    return subprocess.Popen([*line, url, "--", *map(str, arguments)], stdout=subprocess.PIPE, text=True)


def said(wrk):
    """What the script said when wrk was done."""
    out, _ = wrk.communicate()
    answer = json.loads([line for line in out.splitlines() if line.startswith("{")][-1])
    answer["rate"] = answer["answered"] / answer["seconds"]
    return answer


def fresh_sqlite(name):
    """A database with the tables and one municipality, and its address."""
    path = no_database(name)
    url = f"sqlite://{path}"
    add_osby(url)
    return path, url


def no_database(name):
    """Where one can be made."""
    path = WORK / name
    for end in ("", "-wal", "-shm"):
        pathlib.Path(f"{path}{end}").unlink(missing_ok=True)
    return path


def add_osby(url):
    program("municipality", "add", "--database-url", url, "--code", "1273", "--name", "Osby",
            "--border", "geodata/osby_border.geojson")


def add_box(url, degrees):
    program("municipality", "add", "--database-url", url, "--code", "0001", "--name", "Box",
            "--bbox=" + ",".join(map(str, degrees)))


def durable(path):
    """A plain connection with the same promise as ours: on disk before a commit is answered."""
    plain = sqlite3.connect(path, isolation_level=None)
    plain.execute("PRAGMA journal_mode = WAL")
    plain.execute("PRAGMA synchronous = FULL")
    plain.execute("PRAGMA foreign_keys = ON")
    return plain
