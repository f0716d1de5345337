-- What was promised, what is planned about places, and what was done. Nothing here is about a person.
-- Days are ISO 8601 text (2026-11-22), because they are days of the municipality and not instants.
CREATE TABLE pledge (
    municipality  TEXT NOT NULL REFERENCES municipality (code),
    id            TEXT NOT NULL,                 -- a short word, as in an address
    position      BIGINT NOT NULL,               -- in which order they are shown
    sv            TEXT NOT NULL,
    en            TEXT NOT NULL,
    owner         TEXT NOT NULL,                 -- an organisation
    target        BIGINT,                        -- missing: told, not counted
    unit          TEXT,
    period        TEXT,                          -- month, quarter, year
    evidence      TEXT NOT NULL,                 -- JSON: the kinds of deeds and remedies that keep it
    since         TEXT NOT NULL,
    until         TEXT,
    source        TEXT,
    PRIMARY KEY (municipality, id)
);

CREATE TABLE remedy (
    municipality  TEXT NOT NULL REFERENCES municipality (code),
    id            TEXT NOT NULL,
    kind          TEXT NOT NULL,
    place         TEXT NOT NULL,                 -- a GeoJSON geometry in degrees
    place_name    TEXT NOT NULL,
    locality      TEXT,
    owner         TEXT NOT NULL,                 -- an organisation
    due           TEXT,
    cost          BIGINT,                        -- whole units of the municipality's currency
    state         TEXT NOT NULL,                 -- proposed, decided, started, done, dropped
    reason        TEXT,                          -- why it was dropped
    sentence_sv   TEXT,                          -- what everybody may read
    sentence_en   TEXT,
    origin_kind   TEXT,                          -- report, hotspot, walk, plan
    origin_id     TEXT,
    selected_from TEXT,                          -- the days whose reports chose the place
    selected_to   TEXT,
    started_on    TEXT,
    done_on       TEXT,
    made_at       BIGINT NOT NULL,
    changed_at    BIGINT NOT NULL,
    PRIMARY KEY (municipality, id)
);

-- Everything that was done, of every kind: it is what pledges are held against.
CREATE TABLE deed (
    municipality  TEXT NOT NULL REFERENCES municipality (code),
    id            TEXT NOT NULL,
    kind          TEXT NOT NULL,                 -- traffic_check, citizen_walk, safety_audit_walk, remedy, course, …
    started_at    BIGINT NOT NULL,
    minutes       BIGINT,
    locality      TEXT,
    place_name    TEXT,
    lon           DOUBLE PRECISION,
    lat           DOUBLE PRECISION,
    counts        TEXT NOT NULL,                 -- JSON: fixed words to numbers
    source_kind   TEXT,                          -- plan, walk, remedy
    source_id     TEXT,
    recorded_at   BIGINT NOT NULL,
    PRIMARY KEY (municipality, id)
);
CREATE INDEX deed_by_time ON deed (municipality, started_at);
