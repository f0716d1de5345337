-- Plans somebody kept: what was asked of the planner, and what it said. Staff only.
CREATE TABLE plan (
    municipality  TEXT NOT NULL REFERENCES municipality (code),
    id            TEXT NOT NULL,
    kind          TEXT NOT NULL,                 -- checks, walks, lighting
    period        TEXT NOT NULL,                 -- the month (2026-12), day or year it is for
    title         TEXT NOT NULL,
    state         TEXT NOT NULL,                 -- draft, decided; one decided plan of a kind and period
    question      TEXT NOT NULL,                 -- JSON, as it was posted to the planner
    answer        TEXT NOT NULL,                 -- JSON, as the planner gave it
    made_at       BIGINT NOT NULL,
    changed_at    BIGINT NOT NULL,
    PRIMARY KEY (municipality, id)
);
CREATE INDEX plan_by_period ON plan (municipality, kind, period);
CREATE UNIQUE INDEX plan_decided ON plan (municipality, kind, period) WHERE state = 'decided';
