-- Photographs 照片 of projects. The pictures themselves are files named by their digest; what was handed in is not kept,
-- only its digest, under which it is found again.
CREATE TABLE media (
    id BIGINT PRIMARY KEY NOT NULL,
    project_id BIGINT NOT NULL REFERENCES projects (id),
    phase TEXT NOT NULL CHECK (phase IN ('before', 'during', 'after', 'concealed')),
    -- As the place calls it: 3栋. What is no building has none.
    building TEXT CHECK (building <> ''),
    -- Where the camera stood: 3栋西墙. Before and after from one place belong together.
    viewpoint TEXT CHECK (viewpoint <> ''),
    taken_at TIMESTAMP,
    alt TEXT CHECK (alt <> ''),
    -- Of the largest size.
    sha256 TEXT NOT NULL CHECK (LENGTH(sha256) = 64),
    width INTEGER NOT NULL CHECK (width BETWEEN 1 AND 1600),
    height INTEGER NOT NULL CHECK (height BETWEEN 1 AND 1600),
    source_sha256 TEXT NOT NULL CHECK (LENGTH(source_sha256) = 64),
    is_published BOOLEAN NOT NULL DEFAULT FALSE,
    is_demo BOOLEAN NOT NULL DEFAULT FALSE,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    created_by BIGINT,
    version INTEGER NOT NULL DEFAULT 1,
    -- Nobody who cannot see it is left without words.
    CHECK (NOT is_published OR alt IS NOT NULL),
    UNIQUE (project_id, source_sha256)
);
CREATE INDEX media_sha256 ON media (sha256);

-- Photographs are imported and undone as lists are, and so are the figures, outages and notices of the migrations that
-- follow. SQLite changes no CHECK in place.
CREATE TABLE imports_wider (
    id BIGINT PRIMARY KEY NOT NULL,
    what TEXT NOT NULL CHECK (what IN ('areas', 'compounds', 'projects', 'media', 'figures', 'outages', 'notices')),
    imported_by TEXT NOT NULL,
    file_name TEXT NOT NULL,
    sha256 TEXT NOT NULL CHECK (LENGTH(sha256) = 64),
    row_count INTEGER NOT NULL CHECK (row_count >= 0),
    new_count INTEGER NOT NULL CHECK (new_count >= 0),
    changed_count INTEGER NOT NULL CHECK (changed_count >= 0),
    imported_at TIMESTAMP NOT NULL,
    undone_by TEXT,
    undone_at TIMESTAMP,
    CHECK ((undone_by IS NULL) = (undone_at IS NULL))
);
INSERT INTO imports_wider SELECT * FROM imports;
CREATE TABLE import_rows_wider (
    import_id BIGINT NOT NULL REFERENCES imports_wider (id),
    noun TEXT NOT NULL CHECK (noun IN (
        'area', 'organization', 'compound', 'project', 'media', 'figure', 'outage', 'notice'
    )),
    row_id BIGINT NOT NULL,
    before_state TEXT,
    left_sha256 TEXT NOT NULL CHECK (LENGTH(left_sha256) = 64),
    PRIMARY KEY (import_id, noun, row_id)
);
INSERT INTO import_rows_wider SELECT * FROM import_rows;
DROP TABLE import_rows;
DROP TABLE imports;
ALTER TABLE imports_wider RENAME TO imports;
ALTER TABLE import_rows_wider RENAME TO import_rows;
