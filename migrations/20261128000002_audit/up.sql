-- The audit record 审计: rows are put in by the transaction they tell of and never changed, but for the number of their
-- seal, which no seal covers. Who did it stands as a key, so that an erased account leaves no name.
CREATE TABLE audit_logs (
    id BIGINT PRIMARY KEY NOT NULL,
    at TIMESTAMP NOT NULL,
    actor_id BIGINT,
    via TEXT NOT NULL CHECK (via IN ('web', 'command', 'system')),
    role TEXT,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    object_id TEXT,
    result TEXT NOT NULL CHECK (result IN ('ok', 'denied')),
    changes TEXT,
    address TEXT,
    request_id TEXT,
    seal_no BIGINT
);
CREATE INDEX audit_logs_seal ON audit_logs (seal_no, id);
CREATE INDEX audit_logs_actor ON audit_logs (actor_id, id);
CREATE INDEX audit_logs_object ON audit_logs (object_id, id);

-- Each seal covers the rows since the last one and follows from it.
CREATE TABLE audit_seals (
    no BIGINT PRIMARY KEY NOT NULL,
    row_count BIGINT NOT NULL CHECK (row_count > 0),
    previous TEXT NOT NULL,
    digest TEXT NOT NULL,
    sealed_at TIMESTAMP NOT NULL
);
