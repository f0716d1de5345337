"""How good the walks on OPLib-like instances can be: an upper bound by HiGHS with cuts against tours apart from the depot.

python3 -m venv venv && venv/bin/pip install highspy==1.15.1 scipy==1.17.1
venv/bin/python tests/oracle/orienteering_bound.py FOLDER   # writes the generated instances of docs/plan.md there
venv/bin/python tests/oracle/orienteering_bound.py FILE.oplib...

Linear relaxation of the orienteering problem on the whole graph: every place passed has two ways, the ways are no longer
than the limit, and what leaves a set without the depot is at least twice what is passed of any place in it (cuts found by
maximum flow until none is violated).
"""
import math
import pathlib
import sys

import highspy
import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import breadth_first_order, maximum_flow


def read(path):
    section, limit, where, score = "", 0, {}, {}
    for line in open(path):
        words = line.split()
        if words[0] == "COST_LIMIT":
            limit = int(words[2])
        elif words[0].endswith("_SECTION"):
            section = words[0]
        elif section == "NODE_COORD_SECTION":
            where[int(words[0])] = (float(words[1]), float(words[2]))
        elif section == "NODE_SCORE_SECTION":
            score[int(words[0])] = float(words[1])
    nodes = sorted(where)
    return [where[i] for i in nodes], [score[i] for i in nodes], limit


def bound(path):
    where, score, limit = read(path)
    n = len(where)
    way = lambda a, b: int(math.hypot(a[0] - b[0], a[1] - b[1]) + 0.5)
    edges = [(i, j) for i in range(n) for j in range(i + 1, n)]
    number = {edge: n + k for k, edge in enumerate(edges)}
    h = highspy.Highs()
    h.setOptionValue("output_flag", False)
    inf = highspy.kHighsInf
    for i in range(n):
        h.addVar(1.0 if i == 0 else 0.0, 1.0)
        h.changeColCost(i, -score[i])
    for _ in edges:
        h.addVar(0.0, 1.0)
    h.addRow(-inf, limit, len(edges), np.arange(n, n + len(edges)), np.array([way(where[i], where[j]) for i, j in edges], float))
    for i in range(n):
        at = [number[min(i, j), max(i, j)] for j in range(n) if j != i]
        h.addRow(0, 0, n, np.array(at + [i]), np.array([1.0] * (n - 1) + [-2.0]))
    while True:
        h.run()
        x = np.array(h.getSolution().col_value)
        capacity = np.round(x[n:] * 1e6).astype(np.int32)
        used = [(edge, c) for edge, c in zip(edges, capacity) if c > 0]
        rows = [i for (i, j), _ in used] + [j for (i, j), _ in used]
        columns = [j for (i, j), _ in used] + [i for (i, j), _ in used]
        graph = csr_matrix(([c for _, c in used] * 2, (rows, columns)), shape=(n, n), dtype=np.int32)
        cuts = set()
        for i in range(1, n):
            if x[i] < 0.01:
                continue
            flow = maximum_flow(graph, 0, i)
            if flow.flow_value < 2e6 * x[i] - 2e4:
                left = graph - flow.flow
                left.data[left.data < 0] = 0
                left.eliminate_zeros()
                side = frozenset(range(n)) - frozenset(breadth_first_order(left, 0, return_predecessors=False).tolist())
                cuts.add((side, max(side, key=lambda k: x[k])))
        if not cuts:
            return -h.getInfo().objective_function_value
        for side, best in cuts:
            out = [number[min(i, j), max(i, j)] for i in side for j in range(n) if j not in side]
            h.addRow(0, inf, len(out) + 1, np.array(out + [best]), np.array([1.0] * len(out) + [-2.0]))


# Nodes and seed: half of a short tour through all nodes (guided local search of OR-Tools 9.15, 20 s), rounded up.
BUDGETS = {(100, 1): 3952, (100, 2): 4110, (200, 1): 5549, (200, 2): 5474, (400, 1): 8764, (400, 2): 7859}


def write(folder):
    for (n, seed), budget in BUDGETS.items():
        state, drawn = seed, []
        for _ in range(2 * n):
            state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
            drawn.append((state >> 33) % 1000)
        where = list(zip(drawn[::2], drawn[1::2]))
        ways = [int(math.hypot(x - where[0][0], y - where[0][1]) + 0.5) for x, y in where]
        for generation, score in enumerate(
            (lambda i: 1, lambda i: 1 + (7141 * (i - 1) + 73) % 100, lambda i: 1 + 99 * ways[i - 1] // max(ways)), 1
        ):
            lines = ["TYPE : OP", f"DIMENSION : {n}", f"COST_LIMIT : {budget}", "EDGE_WEIGHT_TYPE : EUC_2D"]
            lines += ["NODE_COORD_SECTION"] + [f"{i} {x} {y}" for i, (x, y) in enumerate(where, 1)]
            lines += ["NODE_SCORE_SECTION"] + [f"{i} {score(i)}" for i in range(1, n + 1)]
            lines += ["DEPOT_SECTION", "1", "-1", "EOF", ""]
            (folder / f"n{n}-s{seed}-gen{generation}.oplib").write_text("\n".join(lines))


if pathlib.Path(sys.argv[1]).is_dir():
    write(pathlib.Path(sys.argv[1]))
    sys.exit()
for path in sys.argv[1:]:
    print(path, f"at most {bound(path):.3f}", flush=True)
