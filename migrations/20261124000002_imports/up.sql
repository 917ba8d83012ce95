-- Imports 导入: who brought in which list, and what it made or changed, so that the last one can be undone.
CREATE TABLE imports (
    id BIGINT PRIMARY KEY NOT NULL,
    what TEXT NOT NULL CHECK (what IN ('areas', 'compounds', 'projects')),
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

-- One row for each thing an import made (nothing before) or changed (its state before as JSON). The digest is that of
-- the state the import left: as long as it fits, nobody has touched the thing since.
CREATE TABLE import_rows (
    import_id BIGINT NOT NULL REFERENCES imports (id),
    noun TEXT NOT NULL CHECK (noun IN ('area', 'organization', 'compound', 'project')),
    row_id BIGINT NOT NULL,
    before_state TEXT,
    left_sha256 TEXT NOT NULL CHECK (LENGTH(left_sha256) = 64),
    PRIMARY KEY (import_id, noun, row_id)
);

-- Imported rows without number or key are looked for by name.
CREATE INDEX projects_name ON projects (name);
