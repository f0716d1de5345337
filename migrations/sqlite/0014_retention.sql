-- While somebody's request to see records is open, nothing it covers is erased.
CREATE TABLE hold (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    id           TEXT NOT NULL,
    reference    TEXT NOT NULL,                 -- diary number of the request
    covers       TEXT NOT NULL,                 -- everything, reports
    opened_by    TEXT NOT NULL,
    opened_at    BIGINT NOT NULL,
    ended_by     TEXT,
    ended_at     BIGINT,
    version      BIGINT NOT NULL,
    PRIMARY KEY (municipality, id)
);
CREATE TABLE hold_report (
    municipality TEXT NOT NULL,
    hold         TEXT NOT NULL,
    report       BIGINT NOT NULL REFERENCES report (key),
    PRIMARY KEY (municipality, hold, report),
    FOREIGN KEY (municipality, hold) REFERENCES hold (municipality, id)
);
CREATE INDEX hold_report_of ON hold_report (report);

-- What is erased when, each rule on the ground of a decision. It never changes; it ends.
CREATE TABLE retention_rule (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    id           TEXT NOT NULL,
    decision     TEXT NOT NULL,                 -- diary number or name of the decision
    decided_on   TEXT NOT NULL,
    takes        TEXT NOT NULL,                 -- words, photos, reports
    months       BIGINT NOT NULL,
    since        TEXT NOT NULL,                 -- told, decided
    category     TEXT,
    begins_on    TEXT NOT NULL,
    made_by      TEXT NOT NULL,
    made_at      BIGINT NOT NULL,
    ended_by     TEXT,
    ended_at     BIGINT,
    version      BIGINT NOT NULL,
    PRIMARY KEY (municipality, id)
);

-- What was erased: written in the transaction that erased it, a row for each. It repeats the rule as it was.
CREATE TABLE retention_protocol (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    run          TEXT NOT NULL,
    part         BIGINT NOT NULL,               -- 1, 2, 3, … within its run
    rule         TEXT NOT NULL,
    decision     TEXT NOT NULL,
    decided_on   TEXT NOT NULL,
    takes        TEXT NOT NULL,
    months       BIGINT NOT NULL,
    since        TEXT NOT NULL,
    category     TEXT,
    begins_on    TEXT NOT NULL,
    before       BIGINT NOT NULL,               -- what was told (or decided) before this was to go
    run_by       TEXT NOT NULL,
    run_at       BIGINT NOT NULL,
    n_planned    BIGINT NOT NULL,               -- of the whole run, as its dry run said
    n_taken      BIGINT NOT NULL,
    n_photos     BIGINT NOT NULL,
    n_seen       BIGINT NOT NULL,               -- observations of walks that lost their words
    n_held       BIGINT NOT NULL,               -- left because of a hold, when this part was written
    first_number BIGINT,
    last_number  BIGINT,
    digest       TEXT NOT NULL,                 -- SHA-256 of the numbers in their order
    PRIMARY KEY (municipality, run, part)
);
