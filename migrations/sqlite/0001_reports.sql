CREATE TABLE municipality (
    code              TEXT PRIMARY KEY,
    name              TEXT NOT NULL,
    time_zone         TEXT NOT NULL,
    languages         TEXT NOT NULL,             -- comma-separated, the first is the default
    epsg              BIGINT NOT NULL,
    k                 BIGINT NOT NULL,
    population        BIGINT,
    border            TEXT NOT NULL,             -- GeoJSON MultiPolygon
    border_margin_m   DOUBLE PRECISION NOT NULL,
    invented          BOOLEAN NOT NULL,
    attribution       TEXT NOT NULL,             -- JSON list of strings
    published_through BIGINT                     -- last month considered for the public layer (year * 12 + month - 1)
);

CREATE TABLE town_feature (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    layer        TEXT NOT NULL,
    id           TEXT NOT NULL,
    name         TEXT,
    kind         TEXT,
    locality     TEXT,
    population   BIGINT,
    invented     BOOLEAN NOT NULL,
    geometry     TEXT NOT NULL,                  -- GeoJSON
    PRIMARY KEY (municipality, layer, id)
);

CREATE TABLE change_counter (value BIGINT NOT NULL);
INSERT INTO change_counter (value) VALUES (0);

CREATE TABLE report (
    key             INTEGER PRIMARY KEY AUTOINCREMENT,
    municipality    TEXT NOT NULL REFERENCES municipality (code),
    id              BLOB NOT NULL,               -- random UUID, says nothing of when; nobody looks it up
    reference       TEXT NOT NULL,
    category        TEXT NOT NULL,
    causes          TEXT NOT NULL,               -- comma-separated codes
    lon             DOUBLE PRECISION NOT NULL,   -- of the point, or of the first vertex
    lat             DOUBLE PRECISION NOT NULL,
    geometry        TEXT,                        -- GeoJSON, for stretches and areas only
    accuracy_m      DOUBLE PRECISION,
    place_source    TEXT NOT NULL,
    placed          BOOLEAN NOT NULL,            -- false: the place is a default point of the source
    moment_from     BIGINT NOT NULL,             -- microseconds
    moment_to       BIGINT,                      -- empty for an instant
    hours           TEXT,                        -- hours of the week, for a recurrence only
    severity        BIGINT,
    text            TEXT,
    channel         TEXT NOT NULL,
    source_id       TEXT,                        -- the record's name in the set it was imported from
    received_at     BIGINT NOT NULL,
    told_at         BIGINT NOT NULL,
    token_hash      BLOB NOT NULL,               -- SHA-256 of the secret follow-up token
    state           TEXT NOT NULL,
    published_month BIGINT,                      -- when it went into a public cell
    revision        BIGINT NOT NULL
);
CREATE UNIQUE INDEX report_source ON report (municipality, channel, source_id) WHERE source_id IS NOT NULL;
CREATE INDEX report_revision ON report (revision);
CREATE INDEX report_token ON report (token_hash);
CREATE INDEX report_unpublished ON report (municipality, told_at) WHERE published_month IS NULL;

-- The answer given to an Idempotency-Key; the key itself is kept as its hash only.
CREATE TABLE idempotency (
    key_hash   BLOB PRIMARY KEY,
    body_hash  BLOB NOT NULL,
    report_key BIGINT NOT NULL,
    created_at BIGINT NOT NULL
) WITHOUT ROWID;

-- What the public sees: groups of at least k reports, never changed once written.
CREATE TABLE public_cell (
    municipality  TEXT NOT NULL REFERENCES municipality (code),
    report_group  TEXT NOT NULL,
    month         BIGINT NOT NULL,
    size_m        BIGINT NOT NULL,
    e_m           BIGINT NOT NULL,
    n_m           BIGINT NOT NULL,
    n_reports     BIGINT NOT NULL,
    PRIMARY KEY (municipality, report_group, month, size_m, e_m, n_m)
);

-- Who read exact data, when, and what was asked for.
CREATE TABLE exact_read (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    municipality TEXT NOT NULL,
    reader       TEXT NOT NULL,
    what         TEXT NOT NULL,
    parameters   TEXT NOT NULL,
    read_at      BIGINT NOT NULL
);

-- Secrets of the installation, made at the first start.
CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
);
