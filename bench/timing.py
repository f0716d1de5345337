"""Does the time of an answer tell whether there is such an account, or such a link? `python3 bench/timing.py`

Two kinds of question are asked in turn, in an order drawn for each pair. The figure is how often an answer of the first kind
took longer than one of the second (the area under the curve of Mann and Whitney): 0.5 is what chance gives.
"""

import base64
import hmac
import json
import math
import random
import struct
import tempfile
import time
import urllib.error
import urllib.request

from tools import PROGRAM, STAFF, program, serving

LOGINS, TRIES, LINKS = 40, 9, 3000


def ask(url, method="GET", body=None, **headers):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"content-type": "application/json", **headers}, method=method)
    begun = time.perf_counter_ns()
    try:
        with urllib.request.urlopen(request) as answer:
            status, said = answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        status, said = refused.code, refused.read()
    return time.perf_counter_ns() - begun, status, said


def in_turn(first, second):
    """Nanoseconds of both kinds, asked in pairs."""
    taken = ([], [])
    for pair in zip(first, second):
        for kind in random.sample((0, 1), 2):
            taken[kind].append(pair[kind]())
    return taken


def longer(first, second):
    """How often the first took longer, and how far chance alone strays from one half in 95 of 100."""
    n, m = len(first), len(second)
    ranked = sorted([(ns, 0) for ns in first] + [(ns, 1) for ns in second])
    ranks = sum(rank for rank, (_, kind) in enumerate(ranked, 1) if kind == 0)
    return (ranks - n * (n + 1) / 2) / (n * m), 1.96 * math.sqrt((n + m + 1) / (12 * n * m))


def say(what, taken):
    share, chance = longer(*taken)
    verdict = "nothing above chance" if abs(share - 0.5) <= chance else "above chance"
    print(f"| {what} | {len(taken[0])} | {share:.3f} | ± {chance:.3f} | {verdict} |", flush=True)


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
            print(f"{PROGRAM}\n\n| the first against the second | pairs | the first took longer | chance | so |\n|---|---|---|---|---|")
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


main()
