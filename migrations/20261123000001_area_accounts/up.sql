-- What a published account says of a street or a community 据报道: its words, its day and its source, and no more.
CREATE TABLE area_accounts (
    area_id BIGINT PRIMARY KEY NOT NULL REFERENCES areas (id),
    reported_words TEXT NOT NULL CHECK (reported_words <> ''),
    reported_on DATE NOT NULL,
    reported_source TEXT NOT NULL CHECK (reported_source <> '')
);
