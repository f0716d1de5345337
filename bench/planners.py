"""From pressing the button to a plan: what staff wait for, in the invented Osby."""

import datetime
import json
import statistics
import time
import urllib.request

from tools import STAFF, WORK, serving, short

ROUNDS = 3


def compare(table):
    table.section("What staff wait for a plan",
                  f"The invented Osby with its 900 reports, over HTTP, asked again until the answer is whole; {ROUNDS} questions that were "
                  "never asked before, then the last of them once more.")
    today = datetime.date.today()
    month = (today.replace(day=1) + datetime.timedelta(days=32)).strftime("%Y-%m")
    week = [{"weekdays": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from": 14, "to": 24}]
    # An evening that is dark whenever the bench is run.
    november = datetime.date(today.year + 1, 11, 12).isoformat()
    questions = {
        "a month of 15 checks": ("checks", lambda nth: {"month": month, "quota": 15, "hours": week, "seed": nth + 1}),
        "three walks of 75 minutes": ("walks", lambda nth: {"start": [13.9974, 56.3796], "minutes": 75, "date": november, "seed": nth + 1}),
        "light and sight": ("lighting", lambda nth: {"spacing_m": 35 + nth}),
    }
    path = WORK / "planners.db"
    for end in ("", "-wal", "-shm"):
        (path.parent / f"{path.name}{end}").unlink(missing_ok=True)
    with serving(f"sqlite://{path}", "demo") as server:
        for what, (planner, question) in questions.items():
            address = f"{server.url}/api/v1/plans/{planner}"
            waited = [answered(address, question(nth))[0] for nth in range(ROUNDS)]
            again, plan = answered(address, question(ROUNDS - 1))
            table.row(what, f"{short(statistics.median(waited))} s, at most {short(max(waited))} s", "", [], "≤ 60 s", max(waited) <= 60)
            table.row(f"{what}, asked again", f"{short(again * 1_000)} ms", "", [])
            if planner == "checks":
                quality = plan["quality"]
                table.row(f"{what}: share of the best plan it keeps on average", f"{quality['expected_share']:.3f}", "", [], "≥ 0.9",
                          quality["expected_share"] >= 0.9)
                table.row(f"{what}: entropy of place and hour", f"{quality['entropy']:.3f}", "", [], "≥ 0.85", quality["entropy"] >= 0.85)
                table.row(f"{what}: what the best may lack to the optimum", f"{100 * quality['gap']:.2f} %", "", [], "≤ 3 %", quality["gap"] <= 0.03)


def answered(address, question):
    """Seconds until the answer is whole, and the answer."""
    begun = time.perf_counter()
    while True:
        asked = urllib.request.Request(address, json.dumps(question).encode(), {
            "Authorization": f"Bearer {STAFF}", "Content-Type": "application/json"})
        with urllib.request.urlopen(asked) as answer:
            if answer.status == 200:
                return time.perf_counter() - begun, json.load(answer)
        time.sleep(0.02)
