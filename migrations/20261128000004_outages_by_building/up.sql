-- Buildings of one compound may have notices of their own for the same hour: the tables are made anew without the key
-- that forbade it.
CREATE TABLE outage_notices_2 (
    id BIGINT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('water', 'power', 'gas', 'heat', 'road', 'parking', 'noise', 'night_work')),
    compound_id BIGINT NOT NULL REFERENCES compounds (id),
    project_id BIGINT REFERENCES projects (id),
    starts_at TIMESTAMP NOT NULL,
    -- As announced.
    ends_at TIMESTAMP NOT NULL,
    -- When somebody said that it is over; until then it may overrun.
    actual_end TIMESTAMP,
    reason TEXT NOT NULL CHECK (reason <> ''),
    alternative TEXT CHECK (alternative <> ''),
    phone TEXT CHECK (phone <> ''),
    -- Who announced it.
    source TEXT NOT NULL CHECK (source <> ''),
    -- Why it could not be announced a day ahead.
    emergency TEXT CHECK (emergency <> ''),
    status TEXT NOT NULL CHECK (status IN ('draft', 'in_review', 'published', 'withdrawn')),
    published_at TIMESTAMP,
    is_demo BOOLEAN NOT NULL DEFAULT FALSE,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    created_by BIGINT,
    version INTEGER NOT NULL DEFAULT 1,
    CHECK (starts_at < ends_at),
    CHECK (actual_end >= starts_at),
    CHECK (status <> 'published' OR published_at IS NOT NULL)
);
INSERT INTO outage_notices_2 SELECT * FROM outage_notices;
CREATE TABLE outage_buildings_2 (
    outage_id BIGINT NOT NULL REFERENCES outage_notices_2 (id),
    seq SMALLINT NOT NULL,
    label TEXT NOT NULL CHECK (label <> ''),
    PRIMARY KEY (outage_id, seq),
    UNIQUE (outage_id, label)
);
INSERT INTO outage_buildings_2 SELECT * FROM outage_buildings;
DROP TABLE outage_buildings;
DROP TABLE outage_notices;
ALTER TABLE outage_notices_2 RENAME TO outage_notices;
ALTER TABLE outage_buildings_2 RENAME TO outage_buildings;
CREATE INDEX outage_notices_ends ON outage_notices (status, ends_at);
CREATE INDEX outage_notices_project ON outage_notices (project_id);
-- Under which an imported row is found again, with its buildings.
CREATE INDEX outage_notices_key ON outage_notices (compound_id, kind, starts_at);
