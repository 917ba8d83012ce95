-- Areas 区划 as one tree, the organisations that work in them, and what the database knows of itself.
CREATE TABLE areas (
    id BIGINT PRIMARY KEY NOT NULL,
    parent_id BIGINT REFERENCES areas (id),
    area_level TEXT NOT NULL CHECK (area_level IN ('district', 'street', 'community', 'grid')),
    area_kind TEXT NOT NULL
        CHECK (area_kind IN ('district', 'street', 'farm', 'industrial_park', 'community', 'village', 'grid')),
    code TEXT UNIQUE,
    name TEXT NOT NULL CHECK (name <> ''),
    sort_no INTEGER NOT NULL DEFAULT 0,
    households INTEGER CHECK (households >= 0),
    population INTEGER CHECK (population >= 0),
    lng DOUBLE PRECISION CHECK (lng BETWEEN -180 AND 180),
    lat DOUBLE PRECISION CHECK (lat BETWEEN -90 AND 90),
    boundary TEXT,
    is_demo BOOLEAN NOT NULL DEFAULT FALSE,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    created_by BIGINT,
    version INTEGER NOT NULL DEFAULT 1,
    CHECK ((lng IS NULL) = (lat IS NULL)),
    CHECK ((parent_id IS NULL) = (area_level = 'district')),
    UNIQUE (parent_id, name)
);

CREATE TABLE organizations (
    id BIGINT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL UNIQUE CHECK (name <> ''),
    org_type TEXT NOT NULL
        CHECK (org_type IN ('government_dept', 'street_office', 'community_committee', 'client', 'designer', 'contractor',
            'supervisor', 'utility', 'property', 'party_unit', 'volunteer_team', 'school', 'other')),
    area_id BIGINT REFERENCES areas (id),
    public_phone TEXT,
    credit_code TEXT,
    is_demo BOOLEAN NOT NULL DEFAULT FALSE,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    created_by BIGINT,
    version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX organizations_area ON organizations (area_id);

-- One row a fact: 'revision' moves with every change of public data, 'demo_made_on' marks a demonstration.
CREATE TABLE meta (
    name TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
);
INSERT INTO meta (name, value) VALUES ('revision', '0');

-- Numbers such as PRJ-2026-0007 come from here, in the transaction that uses them.
CREATE TABLE counters (
    name TEXT PRIMARY KEY NOT NULL,
    value BIGINT NOT NULL
);
