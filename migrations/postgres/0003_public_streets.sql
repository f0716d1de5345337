-- What the public sees of streets: the reports of a public square told apart by street, in parts of at least k.
-- Written with the square, and never changed once written; a square without streets has none.
CREATE TABLE public_street (
    municipality  TEXT NOT NULL,
    report_group  TEXT NOT NULL,
    month         BIGINT NOT NULL,
    size_m        BIGINT NOT NULL,
    e_m           BIGINT NOT NULL,
    n_m           BIGINT NOT NULL,
    part          BIGINT NOT NULL,               -- from 0 within its square
    n_reports     BIGINT NOT NULL,
    length_m      DOUBLE PRECISION NOT NULL,
    geometry      BYTEA NOT NULL,                 -- WKB MultiLineString in degrees
    PRIMARY KEY (municipality, report_group, month, size_m, e_m, n_m, part),
    FOREIGN KEY (municipality, report_group, month, size_m, e_m, n_m)
        REFERENCES public_cell (municipality, report_group, month, size_m, e_m, n_m)
);
