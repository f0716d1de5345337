-- A request to see public records: what was asked for, never by whom.
CREATE TABLE disclosure (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    id           TEXT NOT NULL,
    diary_number TEXT NOT NULL,
    wanted       TEXT NOT NULL,                 -- what was asked for, in words of staff
    asked_on     TEXT NOT NULL,                 -- day
    state        TEXT NOT NULL,                 -- open, handed_out, refused, closed
    hold         TEXT NOT NULL,                 -- nothing is erased before it is closed
    opened_by    TEXT NOT NULL,
    opened_at    BIGINT NOT NULL,
    closed_at    BIGINT,
    version      BIGINT NOT NULL,
    PRIMARY KEY (municipality, id)
);

-- A report that is looked at for a request, and what is masked of it: places in its text, never words of it.
CREATE TABLE disclosure_report (
    municipality TEXT NOT NULL,
    disclosure   TEXT NOT NULL,
    report       BIGINT NOT NULL,
    masks        TEXT NOT NULL,                 -- JSON
    revision     BIGINT NOT NULL,               -- of the report the masks were laid on
    photos       BIGINT NOT NULL,               -- the versions of its photos then, added up
    looked_by    TEXT,                          -- empty: the masks are a proposal
    looked_at    BIGINT,
    version      BIGINT NOT NULL,
    PRIMARY KEY (municipality, disclosure, report),
    FOREIGN KEY (municipality, disclosure) REFERENCES disclosure (municipality, id)
);

-- What was handed out: the hash of each file, and which reports were in it.
CREATE TABLE disclosure_export (
    municipality TEXT NOT NULL,
    disclosure   TEXT NOT NULL,
    nth          BIGINT NOT NULL,               -- 1, 2, 3, … of its request
    form         TEXT NOT NULL,                 -- html, csv, json
    digest       TEXT NOT NULL,                 -- SHA-256 of the file, in hex
    n_reports    BIGINT NOT NULL,
    n_masks      TEXT NOT NULL,                 -- JSON: how many by law
    made_by      TEXT NOT NULL,
    made_at      BIGINT NOT NULL,
    PRIMARY KEY (municipality, disclosure, nth),
    FOREIGN KEY (municipality, disclosure) REFERENCES disclosure (municipality, id)
);
CREATE TABLE disclosure_export_report (
    municipality TEXT NOT NULL,
    disclosure   TEXT NOT NULL,
    nth          BIGINT NOT NULL,
    report       BIGINT NOT NULL,
    PRIMARY KEY (municipality, disclosure, nth, report),
    FOREIGN KEY (municipality, disclosure, nth) REFERENCES disclosure_export (municipality, disclosure, nth)
);
CREATE INDEX disclosure_export_of ON disclosure_export_report (municipality, report);
