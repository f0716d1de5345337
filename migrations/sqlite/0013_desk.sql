-- What staff decided about a report. A report without a line waits at the desk.
CREATE TABLE desk_case (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    report       BIGINT NOT NULL REFERENCES report (key),
    decision     TEXT NOT NULL,                 -- accepted, rejected
    reason       TEXT,                          -- why it was rejected; its teller reads the words for it
    owner        TEXT,                          -- the organisation it was handed to
    joined_to    BIGINT REFERENCES report (key),-- tells of the same as this one; both count
    sentence_sv  TEXT,                          -- what its teller reads
    sentence_en  TEXT,
    told         TEXT,                          -- JSON: category, causes and place as they were told, where they were corrected
    decided_by   TEXT NOT NULL,
    decided_at   BIGINT NOT NULL,
    version      BIGINT NOT NULL,
    PRIMARY KEY (municipality, report)
);
CREATE INDEX desk_case_report ON desk_case (report);

-- That words were taken out of a report, by whom and on what ground; never the words.
CREATE TABLE redaction (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    report       BIGINT NOT NULL REFERENCES report (key),
    redacted_at  BIGINT NOT NULL,
    redacted_by  TEXT NOT NULL,
    reason       TEXT NOT NULL,
    law          TEXT NOT NULL,
    PRIMARY KEY (municipality, report, redacted_at)
);
CREATE INDEX report_waiting_at_desk ON report (municipality, key) WHERE state = 'received' AND channel NOT LIKE 'import:%';
