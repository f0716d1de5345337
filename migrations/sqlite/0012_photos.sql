-- Photos of reports: pixels alone, seen by nobody but staff before somebody has looked.
CREATE TABLE photo (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    id           TEXT NOT NULL,               -- random, says nothing of when
    report_key   BIGINT NOT NULL,
    state        TEXT NOT NULL,               -- waiting, shown, refused, erased
    width        BIGINT NOT NULL,
    height       BIGINT NOT NULL,
    covered      TEXT NOT NULL,               -- JSON list of boxes that were made black
    reason       TEXT,                        -- why it is not shown
    looked_by    TEXT,
    looked_at    BIGINT,
    received_at  BIGINT NOT NULL,
    version      BIGINT NOT NULL DEFAULT 1,
    digest       BLOB,                        -- SHA-256 of what was sent, until somebody has looked: sent twice is kept once
    thumbnail    BLOB,                        -- JPEG; empty when the pixels are gone
    picture      BLOB,                        -- JPEG; empty when the pixels are gone
    PRIMARY KEY (municipality, id)
);
CREATE INDEX photo_report ON photo (municipality, report_key);
CREATE INDEX photo_waiting ON photo (municipality, received_at) WHERE state = 'waiting';
