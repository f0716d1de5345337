-- A file is made while a request is open; handed out it is when the request has been answered with it.
ALTER TABLE disclosure_export ADD COLUMN handed_out_at BIGINT;
-- Until now both were one.
UPDATE disclosure_export SET handed_out_at = made_at WHERE EXISTS (SELECT 1 FROM disclosure d
    WHERE d.municipality = disclosure_export.municipality AND d.id = disclosure_export.disclosure AND d.state IN ('handed_out', 'closed'));
