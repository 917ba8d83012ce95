-- Settings 设置 that were changed in the page; what is not here is as usual. Which there are and what they may be, the
-- crate `shared` says.
CREATE TABLE settings (
    key TEXT PRIMARY KEY NOT NULL,
    value TEXT,
    version INTEGER NOT NULL DEFAULT 1,
    updated_at TIMESTAMP NOT NULL,
    updated_by BIGINT REFERENCES users (id)
);
