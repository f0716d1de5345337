"""Does the time of an answer tell whether there is such an account, such a link, or a new report? `python3 bench/timing.py`

Two kinds of question are asked in turn over one connection, in an order drawn for each pair. The figure is how often an answer of
the first kind took longer than one of the second (the area under the curve of Mann and Whitney): 0.5 is what chance gives, and
chance alone goes further from it than the third figure in one run of a hundred. The last figure says what the run could have
seen: a difference of so many microseconds would have been above chance in four runs of five. A run that sees less than it should
needs more pairs, or a quieter machine.
"""

import base64
import hmac
import http.client
import json
import math
import random
import struct
import tempfile
import time
import urllib.parse

from tools import PROGRAM, STAFF, program, serving

LOGINS, TRIES, LINKS, MAPS = 40, 25, 5000, 1000
#: The first answers of a kind are slower than the rest, and are not counted.
WARMING = 5
#: One run of a hundred; four runs of five.
RARE, POWER = 2.58, 0.84

CONNECTIONS = {}


def ask(url, method="GET", body=None, **headers):
    """Nanoseconds, status and body. A new connection each time would take longer than what is looked for."""
    address = urllib.parse.urlsplit(url)
    if address.netloc not in CONNECTIONS:
        CONNECTIONS[address.netloc] = http.client.HTTPConnection(address.netloc)
    connection = CONNECTIONS[address.netloc]
    data = None if body is None else json.dumps(body).encode()
    headers = {"content-type": "application/json", **headers}
    if connection.sock is None:
        connection.connect()
    begun = time.perf_counter_ns()
    connection.request(method, address.path, data, headers)
    answer = connection.getresponse()
    said = answer.read()
    return time.perf_counter_ns() - begun, answer.status, said


def in_turn(first, second):
    """Nanoseconds of both kinds, asked in pairs."""
    taken = ([], [])
    for kinds in zip(first[:WARMING], second):
        for kind in kinds:
            kind()
    for pair in zip(first, second):
        for kind in random.sample((0, 1), 2):
            taken[kind].append(pair[kind]())
    return taken


def share_longer(first, second):
    """How often the first took longer; what is equal counts half."""
    n, m = len(first), len(second)
    ranked = sorted([(ns, 0) for ns in first] + [(ns, 1) for ns in second])
    ranks, at = 0.0, 0
    while at < n + m:
        end = at
        while end < n + m and ranked[end][0] == ranked[at][0]:
            end += 1
        ranks += sum(kind == 0 for _, kind in ranked[at:end]) * (at + 1 + end) / 2
        at = end
    return (ranks - n * (n + 1) / 2) / (n * m)


def strays(first, second):
    """The standard deviation of that share where there is no difference."""
    n, m = len(first), len(second)
    return math.sqrt((n + m + 1) / (12 * n * m))


def seen_from(first, second):
    """Nanoseconds by which one kind would have to be slower to be above chance in four runs of five."""
    wanted = 0.5 + (RARE + POWER) * strays(first, second)
    low, high = 0, 10**9
    while high - low > 100:
        middle = (low + high) // 2
        if share_longer([ns + middle for ns in second], second) > wanted:
            high = middle
        else:
            low = middle
    return high


def say(what, taken):
    share, chance = share_longer(*taken), RARE * strays(*taken)
    verdict = "nothing above chance" if abs(share - 0.5) <= chance else "above chance"
    seen = f"{seen_from(*taken) / 1000:.0f} µs"
    print(f"| {what} | {len(taken[0])} | {share:.3f} | ± {chance:.3f} | {verdict} | {seen} |", flush=True)


def digits(secret):
    """RFC 6238: what the phone shows now."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), "sha1").digest()
    at = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[at:at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def accounts(server):
    """Accounts with a password and a phone."""
    for nth in range(LOGINS):
        draft = {"login": f"known{nth}", "name": "x", "roles": [{"role": "planner", "municipality": "1273"}]}
        _, status, said = ask(server.url + "/api/v1/accounts", "POST", draft, authorization=f"Bearer {STAFF}")
        assert status == 201, said
        invited = {"invitation": json.loads(said)["invitation"]}
        offered = json.loads(ask(server.url + "/api/v1/invitation", "POST", invited)[2])
        chosen = {**invited, "password": "fyra ord utan samband", "code": digits(offered["totp_secret"])}
        assert ask(server.url + "/api/v1/invitation/accept", "POST", chosen)[1] == 200


def main():
    random.seed(1)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite://{folder}/timing.db"
        program("municipality", "add", "--code", "1273", "--name", "Osby", "--bbox", "13.7,56.2,14.5,56.6",
                "--database-url", url)
        with serving(url) as server:
            accounts(server)
            def guess(login):
                body = {"login": login, "password": "gissning nummer ett", "code": "123456"}
                ns, status, _ = ask(server.url + "/api/v1/sign-in", "POST", body)
                assert status == 401, status
                return ns
            tries = [nth for nth in range(LOGINS) for _ in range(TRIES)]
            print(f"{PROGRAM}\n\n| the first against the second | pairs | the first took longer | chance | so | would have been seen |\n"
                  "|---|---|---|---|---|---|")
            say("signing in: an account that is there, and one that is not",
                in_turn([lambda n=n: guess(f"known{n}") for n in tries], [lambda n=n: guess(f"other{n}") for n in tries]))

            told = {"category": "unsafe_place", "place": {"geometry": {"type": "Point", "coordinates": [13.9974, 56.3796]}}}
            token = json.loads(ask(server.url + "/api/v1/reports", "POST", told)[2])["follow_up_token"]
            letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
            def follow(start):
                # Beside the first letters, which are a time, everything is drawn.
                guessed = start + "".join(random.choices(letters, k=43 - len(start)))
                ns, status, _ = ask(server.url + "/api/v1/follow-up", authorization=f"FollowUp {guessed}")
                assert status == 404, status
                return ns
            say("a wrong link of the microsecond of a report, and of no report's",
                in_turn([lambda: follow(token[:11])] * LINKS, [lambda: follow("AAZeLKu1AAC")] * LINKS))

            def look(after):
                assert ask(server.url + after, "POST", told)[1] in (200, 201)
                # What goes on in the house meanwhile is not what is asked: a server that works is slower for everybody.
                time.sleep(0.05)
                ns, status, _ = ask(server.url + "/api/v1/heat")
                assert status == 200, status
                return ns
            say("the public map after a report, and after one that was only checked",
                in_turn([lambda: look("/api/v1/reports")] * MAPS, [lambda: look("/api/v1/reports/check")] * MAPS))


main()
