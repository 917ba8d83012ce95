-- Milestones 节点, the reports that move them and the changes of plan that were asked for.
CREATE TABLE milestones (
    id BIGINT PRIMARY KEY NOT NULL,
    project_id BIGINT NOT NULL REFERENCES projects (id),
    code TEXT NOT NULL,
    zh TEXT NOT NULL CHECK (zh <> ''),
    en TEXT NOT NULL,
    seq SMALLINT NOT NULL,
    weight_bp INTEGER NOT NULL CHECK (weight_bp BETWEEN 0 AND 10000),
    is_physical BOOLEAN NOT NULL,
    baseline_start DATE,
    baseline_finish DATE,
    planned_start DATE,
    planned_finish DATE,
    actual_start DATE,
    actual_finish DATE,
    progress_bp INTEGER NOT NULL DEFAULT 0 CHECK (progress_bp BETWEEN 0 AND 10000),
    status TEXT NOT NULL CHECK (status IN ('not_started', 'in_progress', 'completed', 'waived')),
    -- Public: why it is late or was left out.
    reason TEXT,
    building_id BIGINT REFERENCES buildings (id),
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    created_by BIGINT,
    version INTEGER NOT NULL DEFAULT 1,
    CHECK (baseline_start <= baseline_finish),
    CHECK (planned_start <= planned_finish),
    CHECK (actual_start <= actual_finish),
    CHECK ((baseline_start IS NULL) = (baseline_finish IS NULL))
);
CREATE INDEX milestones_project ON milestones (project_id, seq);

CREATE TABLE progress_reports (
    id BIGINT PRIMARY KEY NOT NULL,
    project_id BIGINT NOT NULL REFERENCES projects (id),
    milestone_id BIGINT NOT NULL REFERENCES milestones (id),
    reported_on DATE NOT NULL,
    progress_bp INTEGER NOT NULL CHECK (progress_bp BETWEEN 0 AND 10000),
    quantity_done BIGINT CHECK (quantity_done >= 0),
    note TEXT,
    -- Internal: never leaves the server through the public API.
    issue TEXT,
    weather_stop BOOLEAN NOT NULL DEFAULT FALSE,
    review TEXT NOT NULL CHECK (review IN ('pending', 'approved', 'returned', 'withdrawn')),
    reviewer_id BIGINT,
    reviewed_at TIMESTAMP,
    correction_reason TEXT,
    client_token TEXT UNIQUE,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    created_by BIGINT,
    version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX progress_reports_project ON progress_reports (project_id, review, reported_on);

CREATE TABLE plan_changes (
    id BIGINT PRIMARY KEY NOT NULL,
    project_id BIGINT NOT NULL REFERENCES projects (id),
    field TEXT NOT NULL,
    old_value TEXT,
    new_value TEXT,
    reason TEXT NOT NULL,
    asked_on DATE NOT NULL,
    decided_on DATE,
    asked_by BIGINT,
    decided_by BIGINT,
    status TEXT NOT NULL CHECK (status IN ('requested', 'approved', 'rejected', 'withdrawn')),
    is_public BOOLEAN NOT NULL DEFAULT FALSE,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    created_by BIGINT,
    version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX plan_changes_project ON plan_changes (project_id);
