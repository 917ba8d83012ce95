-- What people wrote of areas 区划: names of grids, households, borders. The same token does it once.
CREATE TABLE area_changes (
    id BIGINT PRIMARY KEY NOT NULL,
    -- None for a list, which may be of many.
    area_id BIGINT REFERENCES areas (id),
    event TEXT NOT NULL CHECK (event IN ('create', 'write', 'boundaries')),
    actor_id BIGINT NOT NULL,
    role TEXT NOT NULL,
    at TIMESTAMP NOT NULL,
    -- What came of a list, to be told again.
    answer TEXT,
    client_token TEXT NOT NULL UNIQUE,
    CHECK ((area_id IS NULL) = (event = 'boundaries'))
);
CREATE INDEX area_changes_area ON area_changes (area_id, id);
