-- What changed with each revision of the public data: pages that are open are told, and ask again.
CREATE TABLE live_changes (
    revision BIGINT NOT NULL,
    -- `all`, `outages`, `notices`, a project's number, or a dash for what is told to nobody.
    topic TEXT NOT NULL CHECK (topic <> ''),
    PRIMARY KEY (revision, topic)
);
