-- How often a record was changed. Whoever changes one says which version they read, so that nobody's change is lost.
ALTER TABLE pledge ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE remedy ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE plan ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
