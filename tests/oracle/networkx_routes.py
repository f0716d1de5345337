"""Shortest ways on a town drawn by a formula, by networkx: the golden numbers of tests/oracle/routes.rs.

Run with: python3 -m venv v && v/bin/pip install networkx==3.4.2 && v/bin/python tests/oracle/networkx_routes.py
"""
import math

import networkx as nx

N = 120
place = [((i * 37) % 101 * 10.0, (i * 53) % 97 * 10.0) for i in range(N)]
both, driven = nx.MultiGraph(), nx.MultiDiGraph()
for i in range(N):
    for j, step in enumerate((7 * i + 3, 11 * i + 5, i + 1)):
        a, b = i, step % N
        if a == b:
            continue
        metres = math.dist(place[a], place[b])
        both.add_edge(a, b, weight=metres)
        driven.add_edge(a, b, weight=metres)
        # Every third street of a junction is one-way, from its first to its second end.
        if j != 2:
            driven.add_edge(b, a, weight=metres)
for name, graph in (("walked", both), ("driven", driven)):
    for start, limit in ((0, 900.0), (17, 1500.0), (64, 2500.0)):
        found = nx.single_source_dijkstra_path_length(graph, start, cutoff=limit, weight="weight")
        far = max(found, key=lambda node: (found[node], node))
        print(f"({name!r}, {start}, {limit}, {len(found)}, {sum(found.values()):.9f}, {far}, {found[far]:.9f}),")
