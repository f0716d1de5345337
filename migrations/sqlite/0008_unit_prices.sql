-- What the municipality pays for light and sight, in whole units of its currency; missing: nobody has said.
CREATE TABLE unit_prices (
    municipality  TEXT NOT NULL REFERENCES municipality (code),
    lamp_repair   BIGINT,                        -- a lamp mended or changed
    new_lamp      BIGINT,                        -- a new lamp on its post, cable included
    trim_per_m    BIGINT,                        -- cutting back, for each metre of street
    changed_at    BIGINT NOT NULL,
    PRIMARY KEY (municipality)
);
