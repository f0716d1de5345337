-- Who works here. A municipality of '' means every one of the installation.
CREATE TABLE account (
    id           TEXT PRIMARY KEY,
    login        TEXT NOT NULL UNIQUE,          -- small letters
    name         TEXT NOT NULL,
    password     TEXT,                          -- argon2id, as a PHC string; empty until chosen
    totp         BLOB,                          -- secret of the second factor
    totp_step    BIGINT,                        -- last half minute whose code was used: none is taken twice
    external     TEXT UNIQUE,                   -- issuer and subject at the municipality's own provider
    disabled     BOOLEAN NOT NULL,
    made_at      BIGINT NOT NULL,
    signed_in_at BIGINT,
    version      BIGINT NOT NULL
);

CREATE TABLE account_role (
    account      TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    municipality TEXT NOT NULL,
    role         TEXT NOT NULL,
    PRIMARY KEY (account, municipality, role)
);

-- For whoever has lost the phone: each is good once.
CREATE TABLE recovery_code (
    account   TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    code_hash BLOB NOT NULL,
    PRIMARY KEY (account, code_hash)
);

-- The link with which somebody chooses password and second factor, the first time or anew.
CREATE TABLE invitation (
    code_hash BLOB PRIMARY KEY,
    account   TEXT NOT NULL UNIQUE REFERENCES account (id) ON DELETE CASCADE,
    totp      BLOB,                             -- shown to the phone, not yet confirmed
    ends_at   BIGINT NOT NULL
);

CREATE TABLE staff_session (
    token_hash BLOB PRIMARY KEY,
    id         TEXT NOT NULL,                   -- what it is called in a list; opens nothing
    account    TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    made_at    BIGINT NOT NULL,
    used_at    BIGINT NOT NULL
);
CREATE INDEX staff_session_of ON staff_session (account);

-- For machines.
CREATE TABLE api_token (
    id           TEXT PRIMARY KEY,
    token_hash   BLOB NOT NULL UNIQUE,
    name         TEXT NOT NULL,
    municipality TEXT NOT NULL,
    rights       TEXT NOT NULL,                 -- comma-separated words
    made_by      TEXT NOT NULL,
    made_at      BIGINT NOT NULL,
    ends_at      BIGINT NOT NULL
);

-- Sign-ins that failed, by a keyed hash of login and device: who tried is not told by it.
CREATE TABLE sign_in_failure (
    key_hash BLOB PRIMARY KEY,
    n        BIGINT NOT NULL,
    first_at BIGINT NOT NULL
);
