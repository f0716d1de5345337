"""Optima of the covering cases in covering.rs by HiGHS (scipy.optimize.milp) and CBC (pulp).

python3 -m venv venv && venv/bin/pip install scipy==1.17.1 pulp==3.3.2 && venv/bin/python tests/oracle/covering.py
"""
import csv
import math
import pathlib
import time

import numpy as np
import pulp
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_matrix


class Chance:
    def __init__(self, seed):
        self.state = seed

    def below(self, n):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % n


def instance(seed):
    """Half the demand in a town of 1.2 km, half over 24 km; a third of the sites in town. Metres and weights are whole."""
    chance = Chance(seed)

    def somewhere(in_town):
        side, edge = (1200, 11400) if in_town else (24000, 0)
        return edge + chance.below(side), edge + chance.below(side)

    places = [somewhere(i < 200) + (1 + chance.below(20),) for i in range(400)]
    sites = [somewhere(i < 40) for i in range(120)]
    return places, sites


def shares(places, sites, decay):
    def share(d):
        if decay:
            return 0.5 ** (d / 900) if d <= 2400 else 0.0
        return 1.0 if d <= 1500 else 0.0

    return [[share(math.hypot(p[0] - s[0], p[1] - s[1])) for s in sites] for p in places]


def close(sites):
    return [
        (a, b)
        for a in range(len(sites))
        for b in range(a + 1, len(sites))
        if math.hypot(sites[a][0] - sites[b][0], sites[a][1] - sites[b][1]) < 1000
    ]


def highs(weights, a, pairs, n_sites, p):
    n = len(weights)
    cost = np.concatenate([np.zeros(n_sites), -np.array(weights, float)])
    rows = lil_matrix((n + len(pairs) + 1, n_sites + n))
    low, high = np.full(n + len(pairs) + 1, -np.inf), np.zeros(n + len(pairs) + 1)
    for i in range(n):
        rows[i, n_sites + i] = 1
        for j in range(n_sites):
            if a[i][j] > 0:
                rows[i, j] = -a[i][j]
    for k, (one, other) in enumerate(pairs):
        rows[n + k, one] = rows[n + k, other] = 1
        high[n + k] = 1
    rows[n + len(pairs), :n_sites] = 1
    low[-1] = high[-1] = p
    whole = np.concatenate([np.ones(n_sites), np.zeros(n)])
    solved = milp(cost, constraints=LinearConstraint(rows.tocsr(), low, high), integrality=whole, bounds=Bounds(0, 1),
                  options={"mip_rel_gap": 0})
    assert solved.status == 0
    return -solved.fun


def cbc(weights, a, pairs, n_sites, p):
    problem = pulp.LpProblem("cover", pulp.LpMaximize)
    x = [pulp.LpVariable(f"x{j}", cat="Binary") for j in range(n_sites)]
    y = [pulp.LpVariable(f"y{i}", 0, 1) for i in range(len(weights))]
    problem += pulp.lpSum(w * v for w, v in zip(weights, y))
    for i, v in enumerate(y):
        problem += v <= pulp.lpSum(a[i][j] * x[j] for j in range(n_sites) if a[i][j] > 0)
    for one, other in pairs:
        problem += x[one] + x[other] <= 1
    problem += pulp.lpSum(x) == p
    problem.solve(pulp.PULP_CBC_CMD(msg=0, gapRel=0))
    assert pulp.LpStatus[problem.status] == "Optimal"
    return pulp.value(problem.objective)


folder = pathlib.Path(__file__).parent / "../../../shared/data/oracle"
with open(folder / "SF_network_distance_candidateStore_16_censusTract_205_new.csv") as file:
    lines = list(csv.DictReader(file))
stores = sorted({line["name"] for line in lines})
tracts = {line["DestinationName"]: float(line["demand"]) for line in lines}
way = {(line["DestinationName"], line["name"]): float(line["distance"]) for line in lines}
for radius, p in ((5000, 4), (3000, 4), (3000, 8), (2000, 8)):
    a = [[1.0 if way[tract, store] <= radius else 0.0 for store in stores] for tract in tracts]
    args = (list(tracts.values()), a, [], len(stores), p)
    print(f"San Francisco {radius} m, {p} stores: HiGHS {highs(*args):.3f} CBC {cbc(*args):.3f}", flush=True)

for decay in (False, True):
    for seed in range(1, 9):
        places, sites = instance(seed)
        a, pairs, weights = shares(places, sites, decay), close(sites), [p[2] for p in places]
        began = time.perf_counter()
        by_highs = highs(weights, a, pairs, len(sites), 15)
        between = time.perf_counter()
        by_cbc = cbc(weights, a, pairs, len(sites), 15)
        done = time.perf_counter()
        print(f"decay {decay} seed {seed}: HiGHS {by_highs:.6f} ({between - began:.2f} s) "
              f"CBC {by_cbc:.6f} ({done - between:.2f} s)", flush=True)
