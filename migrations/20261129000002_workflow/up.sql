-- What people did to projects, milestones, reports, plan changes and notices 办理记录, and what that needs.
CREATE TABLE workflow_events (
    id BIGINT PRIMARY KEY NOT NULL,
    noun TEXT NOT NULL CHECK (noun IN ('project', 'milestone', 'report', 'plan_change', 'outage', 'notice')),
    -- Key of the thing; the table is the one of its noun.
    thing_id BIGINT NOT NULL,
    project_id BIGINT REFERENCES projects (id),
    event TEXT NOT NULL CHECK (event <> ''),
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    actor_id BIGINT NOT NULL,
    role TEXT NOT NULL,
    at TIMESTAMP NOT NULL,
    note TEXT,
    -- The same token does it once.
    client_token TEXT NOT NULL UNIQUE
);
CREATE INDEX workflow_events_project ON workflow_events (project_id, id);
CREATE INDEX workflow_events_thing ON workflow_events (thing_id, id);

-- Papers 文件 that a step stands on: what they are, their number and day. The file itself is kept where it was signed.
CREATE TABLE documents (
    id BIGINT PRIMARY KEY NOT NULL,
    project_id BIGINT NOT NULL REFERENCES projects (id),
    doc_type TEXT NOT NULL CHECK (doc_type IN ('survey', 'plan', 'approval', 'tender', 'contract', 'permit', 'drawing',
        'minutes', 'acceptance', 'handover', 'final_account', 'other')),
    title TEXT NOT NULL CHECK (title <> ''),
    doc_no TEXT NOT NULL CHECK (doc_no <> ''),
    on_date DATE NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    created_by BIGINT,
    version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX documents_project ON documents (project_id);

-- Money 资金, record by record.
CREATE TABLE fund_records (
    id BIGINT PRIMARY KEY NOT NULL,
    project_id BIGINT NOT NULL REFERENCES projects (id),
    source TEXT NOT NULL CHECK (source IN ('central', 'provincial', 'city', 'district', 'special_bond', 'resident',
        'former_owner', 'utility', 'private_capital', 'maintenance_fund', 'other')),
    record_type TEXT NOT NULL CHECK (record_type IN ('planned', 'allocated', 'received', 'paid')),
    amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
    on_date DATE NOT NULL,
    doc_no TEXT,
    note TEXT,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    created_by BIGINT,
    version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX fund_records_project ON fund_records (project_id);

-- Photographs that were handed in with a report.
CREATE TABLE report_media (
    report_id BIGINT NOT NULL REFERENCES progress_reports (id),
    media_id BIGINT NOT NULL REFERENCES media (id),
    seq SMALLINT NOT NULL,
    PRIMARY KEY (report_id, media_id)
);
CREATE INDEX report_media_media ON report_media (media_id);

ALTER TABLE progress_reports ADD COLUMN review_reason TEXT;
CREATE INDEX progress_reports_review ON progress_reports (review, created_at);
-- Key of the milestone whose days change; none for the project's own.
ALTER TABLE plan_changes ADD COLUMN milestone_id BIGINT;
ALTER TABLE plan_changes ADD COLUMN decision_reason TEXT;
CREATE INDEX plan_changes_status ON plan_changes (status, asked_on);
