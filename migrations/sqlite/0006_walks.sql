-- Walks and what was seen on them. Heads are counted; nobody is named.
CREATE TABLE walk (
    municipality  TEXT NOT NULL REFERENCES municipality (code),
    id            TEXT NOT NULL,
    kind          TEXT NOT NULL,                 -- citizen_walk, safety_audit_walk
    title         TEXT NOT NULL,
    state         TEXT NOT NULL,                 -- planned, prepared, walked, followed_up, renewed, cancelled
    starts_at     BIGINT NOT NULL,
    minutes       BIGINT NOT NULL,
    locality      TEXT,
    stops         TEXT NOT NULL,                 -- JSON: places with what to look at
    way           TEXT NOT NULL,                 -- JSON: positions in degrees
    steps         TEXT NOT NULL,                 -- JSON: what was done when, with headcounts
    follows       TEXT,                          -- the walk it repeats
    made_at       BIGINT NOT NULL,
    changed_at    BIGINT NOT NULL,
    PRIMARY KEY (municipality, id)
);

CREATE TABLE walk_seen (
    municipality  TEXT NOT NULL,
    id            TEXT NOT NULL,                 -- made on the phone: the same one sent again is the same row
    walk          TEXT NOT NULL,
    stop          BIGINT,
    lon           DOUBLE PRECISION NOT NULL,
    lat           DOUBLE PRECISION NOT NULL,
    accuracy_m    DOUBLE PRECISION,
    placed_by     TEXT NOT NULL,                 -- gps, stop, map
    seen_at       BIGINT NOT NULL,
    causes        TEXT NOT NULL,                 -- JSON
    remedy_kind   TEXT,
    severity      BIGINT,
    safe          BIGINT,                        -- 1 very unsafe to 6 very safe
    light         TEXT,                          -- day, dark
    words         TEXT,
    report_id     TEXT,
    remedy_id     TEXT,
    received_at   BIGINT NOT NULL,
    PRIMARY KEY (municipality, id),
    FOREIGN KEY (municipality, walk) REFERENCES walk (municipality, id) ON DELETE CASCADE
);
CREATE INDEX walk_seen_by_walk ON walk_seen (municipality, walk, seen_at);
