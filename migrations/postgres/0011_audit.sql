-- Who read exact data and who changed what: each line holds the hash of the one before, and none can be changed or taken out
-- without the next one telling.
CREATE TABLE audit (
    seq          BIGINT PRIMARY KEY,            -- 1, 2, 3, … without a gap
    at           BIGINT NOT NULL,
    who          TEXT NOT NULL,                 -- login, key:ID, staff (the installation's token), operator (at the machine), system
    municipality TEXT NOT NULL,                 -- '' where it concerns none
    act          TEXT NOT NULL,                 -- read, change, sign_in, …
    what         TEXT NOT NULL,
    parameters   TEXT NOT NULL,
    hash         BYTEA NOT NULL                 -- SHA-256 of the hash before and of this line (src/staff/audit.rs)
);
CREATE INDEX audit_of ON audit (municipality, at);
CREATE FUNCTION audit_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is only added to';
END $$;
CREATE TRIGGER audit_keeps BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_only_added_to();
