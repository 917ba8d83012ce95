-- Notices 公示与公告. A notice is about a compound, a project or an area; where it is about one of the first two, that
-- says where it lies.
CREATE TABLE notices (
    id BIGINT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('publicity', 'announcement', 'result', 'news', 'qa')),
    title TEXT NOT NULL CHECK (title <> ''),
    body TEXT NOT NULL CHECK (body <> ''),
    area_id BIGINT REFERENCES areas (id),
    compound_id BIGINT REFERENCES compounds (id),
    project_id BIGINT REFERENCES projects (id),
    -- The office that wrote it, never a person.
    author TEXT NOT NULL CHECK (author <> ''),
    -- Where it was first published.
    source TEXT NOT NULL CHECK (source <> ''),
    phone TEXT CHECK (phone <> ''),
    status TEXT NOT NULL CHECK (status IN ('draft', 'in_review', 'published', 'withdrawn')),
    published_at TIMESTAMP,
    -- Last day for objections.
    publicity_until DATE,
    is_demo BOOLEAN NOT NULL DEFAULT FALSE,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    created_by BIGINT,
    version INTEGER NOT NULL DEFAULT 1,
    CHECK (status <> 'published' OR published_at IS NOT NULL),
    CHECK (kind <> 'publicity' OR publicity_until IS NOT NULL),
    CHECK (area_id IS NOT NULL OR compound_id IS NOT NULL OR project_id IS NOT NULL)
);
CREATE INDEX notices_published ON notices (status, published_at, id);
CREATE INDEX notices_title ON notices (title);
CREATE INDEX notices_compound ON notices (compound_id);
CREATE INDEX notices_project ON notices (project_id);
