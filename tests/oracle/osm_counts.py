#!/usr/bin/env python3
"""Counts an OpenStreetMap extract with other people's code, for tests/oracle/osm.rs.

    pip install osmium==4.3.2 pyproj==3.7.2 networkx==3.6.1
    python tests/oracle/osm_counts.py ../shared/data/network/*.osm.pbf

osmium (libosmium) reads, pyproj (PROJ, Karney's geodesics on WGS 84) measures, networkx finds the connected parts.
Prints one line of Rust a file: highways, with maxspeed, with lit, lit=no, street lamps, streets, one-way streets,
links, kilometres, connected parts, kilometres of the longest part.
"""

import sys
from pathlib import Path

import networkx
import osmium
import pyproj

GEOD = pyproj.Geod(ellps="WGS84")
DRIVEN = {
    *(f"{road}{link}" for road in ("motorway", "trunk", "primary", "secondary", "tertiary") for link in ("", "_link")),
    *("unclassified", "road", "residential", "living_street", "service", "track"),
}
WALKED = {"pedestrian", "cycleway", "footway", "bridleway", "path", "steps"}
SHUT = {
    *("no", "private", "agricultural", "forestry", "use_sidepath", "emergency", "psv", "bus", "military", "delivery"),
    "discouraged",
}


def is_street(tags):
    return tags.get("highway") in DRIVEN | WALKED | {"busway"} and tags.get("area") != "yes"


def is_one_way(tags):
    """For cars: a street they may use, in one direction only."""
    exact = [tags[key] for key in ("motorcar", "motor_vehicle", "vehicle") if key in tags]
    if exact:
        is_open = exact[0] not in SHUT
    else:
        is_open = tags["highway"] in DRIVEN and tags.get("access") not in SHUT
    oneway = tags.get("oneway")
    implied = tags.get("junction") in ("roundabout", "circular") or tags["highway"] == "motorway"
    both = ("no", "false", "0", "reversible", "alternating")
    return is_open and (oneway in ("yes", "true", "1", "-1", "reverse") or (implied and oneway not in both))


def count(path):
    nodes, lamps, highways, maxspeed, lit, unlit, one_way = {}, 0, 0, 0, 0, 0, 0
    streets = []
    for element in osmium.FileProcessor(path):
        tags = element.tags
        if element.is_node():
            nodes[element.id] = (element.location.lon, element.location.lat)
            lamps += tags.get("highway") == "street_lamp"
        elif element.is_way() and "highway" in tags:
            highways += 1
            maxspeed += "maxspeed" in tags
            lit += "lit" in tags
            unlit += tags.get("lit") == "no"
            if is_street(tags):
                one_way += is_one_way(dict(tags))
                streets.append([node.ref for node in element.nodes])

    graph, runs = networkx.MultiGraph(), []
    for refs in streets:
        run = []
        for ref in refs + [None]:
            if ref in nodes:
                if not run or run[-1] != ref:
                    run.append(ref)
                continue
            if len(run) >= 2:
                runs.append(run)
            run = []
    km = 0.0
    uses = {}
    for run in runs:
        for place, ref in enumerate(run):
            uses[ref] = uses.get(ref, 0) + (2 if place in (0, len(run) - 1) else 1)
        for a, b in zip(run, run[1:]):
            length = GEOD.inv(*nodes[a], *nodes[b])[2] / 1000
            graph.add_edge(a, b, km=length)
            km += length
    links = sum(uses[ref] >= 2 for run in runs for ref in run[1:])
    parts = [graph.subgraph(part).size("km") for part in networkx.connected_components(graph)]
    return (highways, maxspeed, lit, unlit, lamps, len(streets), one_way, links, km, len(parts), max(parts))


for path in sys.argv[1:]:
    *whole, links, km, parts, longest = count(path)
    figures = ", ".join(map(str, whole))
    print(f'("{Path(path).name}", [{figures}, {links}, {parts}], {km:.3f}, {longest:.3f}),')
