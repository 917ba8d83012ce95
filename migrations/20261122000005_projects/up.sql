-- Projects 项目 of every kind, what they treat, who works on them and what they promise.
CREATE TABLE projects (
    id BIGINT PRIMARY KEY NOT NULL,
    number TEXT NOT NULL UNIQUE,
    kind_code TEXT NOT NULL REFERENCES project_kinds (code),
    name TEXT NOT NULL CHECK (name <> ''),
    plan_year SMALLINT CHECK (plan_year BETWEEN 1990 AND 2100),
    area_id BIGINT NOT NULL REFERENCES areas (id),
    client_org_id BIGINT REFERENCES organizations (id),
    -- No status at all: known from a published account only, nothing of ours is computed for it.
    status TEXT
        CHECK (status IN ('draft', 'surveying', 'consulting', 'deferred', 'plan_publicity', 'approved', 'tendering', 'ready',
            'under_construction', 'suspended', 'completion_submitted', 'rectifying', 'accepted', 'handed_over',
            'in_maintenance', 'archived', 'cancelled')),
    status_since DATE,
    status_reason TEXT,
    resume_expected_on DATE,
    days_suspended INTEGER NOT NULL DEFAULT 0 CHECK (days_suspended >= 0),
    geometry TEXT,
    coord_origin TEXT CHECK (coord_origin IN ('wgs84', 'cgcs2000', 'gcj02')),
    lng DOUBLE PRECISION CHECK (lng BETWEEN -180 AND 180),
    lat DOUBLE PRECISION CHECK (lat BETWEEN -90 AND 90),
    summary TEXT,
    approval_no TEXT,
    approval_date DATE,
    total_investment_fen BIGINT CHECK (total_investment_fen >= 0),
    contract_fen BIGINT CHECK (contract_fen >= 0),
    final_account_fen BIGINT CHECK (final_account_fen >= 0),
    planned_start DATE,
    planned_finish DATE,
    actual_start DATE,
    actual_finish DATE,
    accepted_on DATE,
    benefit_households INTEGER CHECK (benefit_households >= 0),
    benefit_people INTEGER CHECK (benefit_people >= 0),
    works_progress_bp INTEGER CHECK (works_progress_bp BETWEEN 0 AND 10000),
    is_published BOOLEAN NOT NULL DEFAULT FALSE,
    published_at TIMESTAMP,
    is_showcase BOOLEAN NOT NULL DEFAULT FALSE,
    complaint_phone TEXT,
    source_note TEXT,
    reported_words TEXT,
    reported_on DATE,
    reported_source TEXT,
    -- The natural key under which an imported row is found again.
    import_key TEXT UNIQUE,
    is_demo BOOLEAN NOT NULL DEFAULT FALSE,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    created_by BIGINT,
    version INTEGER NOT NULL DEFAULT 1,
    CHECK ((lng IS NULL) = (lat IS NULL)),
    CHECK (planned_start <= planned_finish),
    CHECK (actual_start <= actual_finish),
    CHECK ((status IS NULL) = (reported_words IS NOT NULL)),
    CHECK ((reported_words IS NULL) = (reported_on IS NULL) AND (reported_words IS NULL) = (reported_source IS NULL))
);
CREATE INDEX projects_area ON projects (area_id);
CREATE INDEX projects_kind ON projects (kind_code);
CREATE INDEX projects_year ON projects (plan_year);

CREATE TABLE project_compounds (
    project_id BIGINT NOT NULL REFERENCES projects (id),
    compound_id BIGINT NOT NULL REFERENCES compounds (id),
    building_count INTEGER CHECK (building_count >= 0),
    household_count INTEGER CHECK (household_count >= 0),
    floor_area_m2 BIGINT CHECK (floor_area_m2 >= 0),
    PRIMARY KEY (project_id, compound_id)
);
CREATE INDEX project_compounds_compound ON project_compounds (compound_id);

CREATE TABLE project_buildings (
    project_id BIGINT NOT NULL REFERENCES projects (id),
    building_id BIGINT NOT NULL REFERENCES buildings (id),
    PRIMARY KEY (project_id, building_id)
);

CREATE TABLE project_members (
    id BIGINT PRIMARY KEY NOT NULL,
    project_id BIGINT NOT NULL REFERENCES projects (id),
    org_id BIGINT NOT NULL REFERENCES organizations (id),
    member_type TEXT NOT NULL
        CHECK (member_type IN ('client', 'designer', 'contractor', 'supervisor', 'property', 'utility', 'resident_rep',
            'community', 'street')),
    duty_phone TEXT,
    shown_publicly BOOLEAN NOT NULL DEFAULT FALSE,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    created_by BIGINT,
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (project_id, org_id, member_type)
);

CREATE TABLE project_work_items (
    id BIGINT PRIMARY KEY NOT NULL,
    project_id BIGINT NOT NULL REFERENCES projects (id),
    item_code TEXT NOT NULL REFERENCES work_item_catalog (code),
    quantity_planned BIGINT CHECK (quantity_planned >= 0),
    quantity_done BIGINT CHECK (quantity_done >= 0),
    budget_fen BIGINT CHECK (budget_fen >= 0),
    status TEXT NOT NULL CHECK (status IN ('planned', 'in_progress', 'done', 'dropped')),
    votes_for INTEGER NOT NULL DEFAULT 0 CHECK (votes_for >= 0),
    drop_reason TEXT,
    warranty_until DATE,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    created_by BIGINT,
    version INTEGER NOT NULL DEFAULT 1,
    CHECK (status <> 'dropped' OR drop_reason IS NOT NULL),
    UNIQUE (project_id, item_code)
);
