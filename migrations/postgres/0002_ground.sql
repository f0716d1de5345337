-- The ground under the reports: layers with where they came from, things with names, and the street network.
-- The features of 0001 were the demo's alone; it draws them anew.
DROP TABLE town_feature;

CREATE TABLE town_layer (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    layer        TEXT NOT NULL,
    source       TEXT NOT NULL,                  -- the data set
    licence      TEXT NOT NULL,
    attribution  TEXT NOT NULL,                  -- as it must be shown
    data_date    TEXT,                           -- YYYY-MM-DD
    imported_at  BIGINT NOT NULL,                -- microseconds
    PRIMARY KEY (municipality, layer)
);

CREATE TABLE town_feature (
    municipality TEXT NOT NULL,
    layer        TEXT NOT NULL,
    id           TEXT NOT NULL,
    name         TEXT,
    kind         TEXT,
    locality     TEXT,
    population   BIGINT,
    invented     BOOLEAN NOT NULL,
    geometry     BYTEA NOT NULL,                 -- WKB in degrees
    PRIMARY KEY (municipality, layer, id),
    FOREIGN KEY (municipality, layer) REFERENCES town_layer (municipality, layer)
);

CREATE TABLE street_link (
    municipality     TEXT NOT NULL REFERENCES municipality (code),
    link             BIGINT NOT NULL,            -- from 0 without gaps
    way              BIGINT NOT NULL,            -- the source's number of the street it was cut from
    from_node        BIGINT NOT NULL,
    to_node          BIGINT NOT NULL,
    class            TEXT NOT NULL,
    name             TEXT,
    car              TEXT NOT NULL,              -- closed, forward, backward, both
    foot             BOOLEAN NOT NULL,
    maxspeed_kmh     BIGINT,
    maxspeed_assumed BOOLEAN NOT NULL,
    lit              TEXT NOT NULL,              -- yes, no, unknown
    surface          TEXT,
    sidewalk         BOOLEAN,
    structure        TEXT NOT NULL,              -- ground, bridge, underpass
    level            BIGINT NOT NULL,
    vehicles_per_day BIGINT,
    keeper           TEXT,
    invented         BOOLEAN NOT NULL,
    geometry         BYTEA NOT NULL,             -- WKB LineString in degrees
    PRIMARY KEY (municipality, link)
);

-- Grows with every change of a town, so that a running server sees one made beside it.
ALTER TABLE municipality ADD COLUMN ground_revision BIGINT NOT NULL DEFAULT 0;
