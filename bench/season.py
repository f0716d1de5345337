"""A year of reports worked through with everything a planner's page asks for, against the time a page may take."""

import statistics

from tools import ms

REPORTS, ROUNDS = 5_000, 5


def compare(table, own):
    table.section(f"A year of {REPORTS:,} reports worked through",
                  "2,304 squares of 250 m: density with its bandwidth chosen and its areas drawn, the hot-spot test with 999 maps of "
                  "chance, shrinkage, and the weekly alarm with 999 shuffled years. No peer does all of it in one program.")
    rounds = [own.ask("season", reports=REPORTS, seed=4) for _ in range(ROUNDS + 1)][1:]
    for name, words, goal in (("density", "density", None), ("maps", "999 maps of chance", 2e9), ("shrinkage", "shrinkage", None),
                              ("scan", "the weekly alarm", None)):
        times = [one[name] for one in rounds]
        table.row(words, ms(times), "", [], "≤ 2 s" if goal else "", statistics.median(times) <= goal if goal else None)
    whole = [sum(one.values()) for one in rounds]
    table.row("all of it", ms(whole), "", [], "≤ 5 s", statistics.median(whole) <= 5e9)
