"""Where to stand: the covering planner beside the list of the hottest places, the greedy choice and CBC."""

import csv
import json
import math
import random
import statistics
import subprocess
import time

from tools import PROGRAM, WORK, ms, ratios

INSTANCES, PLACES, SITES, QUOTA = 8, 400, 120, 15
RADIUS_M, APART_M = 1_500.0, 1_000.0


def compare(table, missing):
    table.section(f"{QUOTA} sites of {SITES} for {PLACES} demands",
                  f"{INSTANCES} invented towns like Osby: half of the demand in a centre of 1.2 km, half on roads over 24 km; a site meets "
                  f"everything within {RADIUS_M:,.0f} m, sites lie {APART_M:,.0f} m apart. Ours starts the program and reads a table; CBC "
                  "(PuLP) solves the same program of whole numbers, modelling not counted.")
    ours, theirs, shares = [], [], {"the 15 hottest": [], "greedy": [], "ours": []}
    proven = 0
    for seed in range(INSTANCES):
        town = made(seed)
        seconds, plan = planned(town)
        ours.append(seconds * 1e9)
        proven += plan["proven"]
        best = plan["value"]
        solved = cbc(town, missing)
        if solved:
            theirs.append(solved[0] * 1e9)
            if abs(solved[1] - plan["value"]) > 1e-6 * solved[1]:
                raise SystemExit(f"seed {seed}: CBC finds {solved[1]}, ours {plan['value']}")
        shares["ours"].append(plan["value"] / best)
        shares["greedy"].append(value(town, greedy(town)) / best)
        shares["the 15 hottest"].append(value(town, hottest(town)) / best)
    table.row("time to the proven best", ms(ours), ms(theirs) if theirs else "", ratios(ours, theirs) if theirs else [],
              "≤ 2 s", statistics.median(ours) <= 2e9)
    table.row("proven", f"{proven} of {INSTANCES}", "", [], "all", proven == INSTANCES)
    for name, all_shares in shares.items():
        table.row(f"share of the best: {name}", f"{min(all_shares):.3f} – {max(all_shares):.3f}", "", [])


def made(seed):
    dice = random.Random(1_273 + seed)

    def somewhere(nth):
        side = 1_200 if nth % 2 == 0 else 24_000
        return dice.uniform(-side / 2, side / 2), dice.uniform(-side / 2, side / 2)

    places = [(*somewhere(nth), round(math.exp(dice.gauss(0, 1)), 3)) for nth in range(PLACES)]
    return places, [somewhere(nth) for nth in range(SITES)]


def way(a, b):
    return math.hypot(a[0] - b[0], a[1] - b[1])


def too_close(sites):
    return [(i, j) for i in range(SITES) for j in range(i + 1, SITES) if way(sites[i], sites[j]) < APART_M]


def planned(town):
    places, sites = town
    path = WORK / "covering.csv"
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["site", "place", "distance_m", "demand"])
        for i, site in enumerate(sites):
            rows.writerows([i, p, round(way(site, place), 3), place[2]] for p, place in enumerate(places))
    apart = [word for i, j in too_close(sites) for word in ("--apart", f"{i},{j}")]
    begun = time.perf_counter()
    said = subprocess.run([PROGRAM, "plan", "covering", str(path), "-n", str(QUOTA), "--radius-m", str(RADIUS_M), *apart],
                          capture_output=True, text=True, check=True).stdout
    return time.perf_counter() - begun, json.loads(said)


def met_by(town):
    places, sites = town
    return [{p for p, place in enumerate(places) if round(way(site, place), 3) <= RADIUS_M} for site in sites]


def value(town, chosen):
    reach = met_by(town)
    met = set().union(*(reach[site] for site in chosen)) if chosen else set()
    return sum(town[0][place][2] for place in met)


def hottest(town):
    """The sites that meet most, each by itself: the list anybody would make. It keeps no distance."""
    places, _ = town
    alone = [sum(places[p][2] for p in met) for met in met_by(town)]
    return sorted(range(SITES), key=lambda site: -alone[site])[:QUOTA]


def greedy(town):
    places, sites = town
    reach, chosen, met = met_by(town), [], set()
    while len(chosen) < QUOTA:
        open_ = [s for s in range(SITES) if all(way(sites[s], sites[c]) >= APART_M for c in chosen) and s not in chosen]
        if not open_:
            break
        best = max(open_, key=lambda s: sum(places[p][2] for p in reach[s] - met))
        chosen.append(best)
        met |= reach[best]
    return chosen


def cbc(town, missing):
    try:
        import pulp
    except ImportError:
        missing.add("PuLP (so CBC)")
        return None
    places, sites = town
    reach = met_by(town)
    problem = pulp.LpProblem("covering", pulp.LpMaximize)
    stand = [pulp.LpVariable(f"x{i}", cat="Binary") for i in range(SITES)]
    met = [pulp.LpVariable(f"y{p}", 0, 1) for p in range(PLACES)]
    problem += pulp.lpSum(place[2] * y for place, y in zip(places, met))
    problem += pulp.lpSum(stand) == QUOTA
    for p, y in enumerate(met):
        problem += y <= pulp.lpSum(x for x, reached in zip(stand, reach) if p in reached)
    for i, j in too_close(sites):
        problem += stand[i] + stand[j] <= 1
    begun = time.perf_counter()
    problem.solve(pulp.PULP_CBC_CMD(msg=False, gapRel=0))
    return time.perf_counter() - begun, pulp.value(problem.objective)
