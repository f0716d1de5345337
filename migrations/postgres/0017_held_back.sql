-- Months that may have been public before the database was put back as it was at an earlier time. What was told up to their
-- end and is not public stays so until somebody releases it.
CREATE TABLE held_back (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    first_month  BIGINT NOT NULL,                -- year * 12 + month - 1
    last_month   BIGINT NOT NULL,
    held_at      BIGINT NOT NULL,
    released_at  BIGINT,                         -- what was told up to then may go public again, in later months
    PRIMARY KEY (municipality, last_month)
);

-- Who is joined to a report: asked whenever one is joined, and whenever one ceases to count.
CREATE INDEX desk_case_joined ON desk_case (municipality, joined_to) WHERE joined_to IS NOT NULL;
-- What was decided, the latest first.
CREATE INDEX desk_case_decided ON desk_case (municipality, decided_at DESC, report);
-- Until now a report stayed joined when it, or the first of them, ceased to count.
UPDATE desk_case SET joined_to = NULL WHERE joined_to IS NOT NULL AND EXISTS
    (SELECT 1 FROM report r WHERE r.key IN (desk_case.report, desk_case.joined_to) AND r.state <> 'received');

-- What was told now stands beside what the desk corrected: whoever stood for the masks of a corrected report looks once more.
UPDATE disclosure_report SET looked_by = NULL, looked_at = NULL
    WHERE report IN (SELECT report FROM desk_case WHERE told IS NOT NULL);
