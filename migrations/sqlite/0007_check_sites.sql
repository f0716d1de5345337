-- Places for traffic checks that staff added or forbade. Where the town itself has a place, the id is the planner's.
CREATE TABLE check_site (
    municipality  TEXT NOT NULL REFERENCES municipality (code),
    id            TEXT NOT NULL,
    name          TEXT,
    lon           DOUBLE PRECISION NOT NULL,
    lat           DOUBLE PRECISION NOT NULL,
    state         TEXT NOT NULL,                 -- added, forbidden
    changed_at    BIGINT NOT NULL,
    PRIMARY KEY (municipality, id)
);
