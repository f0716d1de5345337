"""A walk through what matters most: the search beside PyVRP, on invented ground and on the sets of the literature."""

import json
import math
import pathlib
import random
import statistics
import time

from tools import WORK, program, short

SEEDS = (1, 2, 3)
PEER_S = 4.0
#: Their prizes are compared with the published ones by the tests; here only the time.
TSILIGIRIDES = pathlib.Path("../shared/data/orienteering")


def compare(table, missing):
    table.section("A walk within a budget of metres",
                  "Invented ground like OPLib's generations 2 and 3 (prizes by number, prizes by distance), a closed walk of half a tour's "
                  f"length; ours with its defaults and {len(SEEDS)} seeds, starting the program counted; PyVRP as a prize-collecting route "
                  f"with a longest way, {PEER_S:g} s each, modelling not counted. The optima are not known.")
    for kind, nodes in (("even", 200), ("clustered", 200), ("even", 400), ("clustered", 400)):
        for generation in (2, 3):
            file, instance = made(kind, nodes, generation)
            scores, seconds = [], []
            for seed in SEEDS:
                begun = time.perf_counter()
                scores.append(json.loads(program("plan", "orienteering", str(file), "--seed", str(seed), "--max-labels", "0"))["score"])
                seconds.append(time.perf_counter() - begun)
            theirs = pyvrp_score(instance, missing)
            table.row(f"{kind} ground, {nodes} places, generation {generation}: prize",
                      f"{min(scores):,.0f} – {max(scores):,.0f} in {short(statistics.median(seconds))} s",
                      f"{theirs:,.0f}" if theirs else "", [score / theirs for score in scores] if theirs else [],
                      "≤ 2 s", statistics.median(seconds) <= 2)
    sets = sorted(TSILIGIRIDES.glob("Tsiligirides_*/*.txt"))
    if not sets:
        missing.add("the problems of Tsiligirides")
        return
    seconds = []
    for file in sets:
        begun = time.perf_counter()
        program("plan", "orienteering", str(file), "--max-labels", "0")
        seconds.append(time.perf_counter() - begun)
    table.row(f"Tsiligirides, {len(sets)} problems, without the proof: longest", f"{short(max(seconds))} s", "", [],
              "≤ 0.2 s", max(seconds) <= 0.2)


def made(kind, nodes, generation):
    dice = random.Random(f"{kind} {nodes}")
    side = 2_000
    middles = [(dice.uniform(200, 1_800), dice.uniform(200, 1_800)) for _ in range(max(5, nodes // 30))]

    def somewhere():
        if kind == "even" or dice.random() < 0.15:
            return dice.randrange(1, side + 1), dice.randrange(1, side + 1)
        x, y = dice.choice(middles)
        return (int(min(side, max(0, dice.gauss(x, 60)))), int(min(side, max(0, dice.gauss(y, 60)))))

    places = [somewhere() for _ in range(nodes)]
    furthest = max(way(places[0], place) for place in places)
    prizes = [0] + [1 + (7_141 * nth + 73) % 100 if generation == 2 else 1 + int(99 * way(places[0], places[nth]) / furthest)
                    for nth in range(1, nodes)]
    budget = math.ceil(tour_length(places) / 2)
    lines = ["NAME : walk", "TYPE : OP", f"DIMENSION : {nodes}", f"COST_LIMIT : {budget}", "EDGE_WEIGHT_TYPE : EUC_2D", "NODE_COORD_SECTION",
             *(f"{nth + 1} {x} {y}" for nth, (x, y) in enumerate(places)), "NODE_SCORE_SECTION",
             *(f"{nth + 1} {prize}" for nth, prize in enumerate(prizes)), "DEPOT_SECTION", "1", "-1", "EOF"]
    file = WORK / f"walk-{kind}-{nodes}-{generation}.oplib"
    file.write_text("\n".join(lines) + "\n")
    return file, (places, prizes, budget)


def way(a, b):
    return int(math.hypot(a[0] - b[0], a[1] - b[1]) + 0.5)


def tour_length(places):
    """Of the tour along the nearest neighbours, a quarter above the shortest on most ground: only a budget is made of it."""
    left, at, length = set(range(1, len(places))), 0, 0
    while left:
        nearest = min(left, key=lambda other: way(places[at], places[other]))
        length += way(places[at], places[nearest])
        left.remove(nearest)
        at = nearest
    return (length + way(places[at], places[0])) * 0.8


def pyvrp_score(instance, missing):
    try:
        import pyvrp
        from pyvrp.stop import MaxRuntime
    except ImportError:
        missing.add("PyVRP")
        return None
    places, prizes, budget = instance
    # Much more than any way: the prize is what counts.
    weight = 10_000
    model = pyvrp.Model()
    stops = [model.add_location(*place) for place in places]
    depot = model.add_depot(stops[0])
    for stop, prize in zip(stops[1:], prizes[1:]):
        model.add_client(stop, prize=weight * prize, required=False)
    model.add_vehicle_type(1, max_distance=budget, start_depot=depot, end_depot=depot)
    for a, one in zip(stops, places):
        for b, other in zip(stops, places):
            model.add_edge(a, b, distance=way(one, other))
    found = model.solve(MaxRuntime(PEER_S), seed=1, display=False)
    return found.best.prizes() / weight if found.is_feasible() else None
