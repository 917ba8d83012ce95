-- Accounts 账号. No ID-card number, no birthday, no gender. A name that its owner erased is NULL; the row stays, so that
-- what refers to it still does.
CREATE TABLE users (
    id BIGINT PRIMARY KEY NOT NULL,
    login_name TEXT UNIQUE CHECK (LENGTH(login_name) BETWEEN 4 AND 32),
    display_name TEXT CHECK (display_name <> ''),
    -- Encrypted; the mask is what people see, the keyed hash finds it.
    phone_enc TEXT,
    phone_mask TEXT,
    phone_hash TEXT,
    -- argon2id
    password_hash TEXT,
    password_changed_at TIMESTAMP,
    must_change_password BOOLEAN NOT NULL DEFAULT FALSE,
    -- SHA-256 of the recovery code, which is random enough to need no slow hash.
    recovery_hash TEXT,
    status TEXT NOT NULL CHECK (status IN ('active', 'disabled', 'erased')),
    last_login_at TIMESTAMP,
    senior_mode BOOLEAN NOT NULL DEFAULT FALSE,
    is_demo BOOLEAN NOT NULL DEFAULT FALSE,
    client_token TEXT UNIQUE,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    created_by BIGINT,
    version INTEGER NOT NULL DEFAULT 1,
    CHECK ((phone_enc IS NULL) = (phone_mask IS NULL) AND (phone_enc IS NULL) = (phone_hash IS NULL)),
    CHECK (status = 'erased' OR (login_name IS NOT NULL AND password_hash IS NOT NULL)),
    CHECK (status <> 'erased' OR (login_name IS NULL AND display_name IS NULL AND phone_enc IS NULL AND password_hash IS NULL))
);

-- Roles that somebody was given 授权 (MODEL §5).
CREATE TABLE role_grants (
    id BIGINT PRIMARY KEY NOT NULL,
    user_id BIGINT NOT NULL REFERENCES users (id),
    role TEXT NOT NULL CHECK (role IN ('resident_rep', 'volunteer', 'grid_worker', 'community_admin', 'street_officer',
        'dept_officer', 'project_manager', 'contractor', 'supervision_engineer', 'district_admin', 'auditor', 'system_admin')),
    scope_type TEXT NOT NULL CHECK (scope_type IN ('all', 'area', 'project', 'organization')),
    scope_id BIGINT,
    valid_from DATE NOT NULL,
    valid_until DATE,
    -- Nobody where the command line gave it.
    granted_by BIGINT REFERENCES users (id),
    created_at TIMESTAMP NOT NULL,
    CHECK ((scope_type = 'all') = (scope_id IS NULL)),
    CHECK (valid_until IS NULL OR valid_from <= valid_until)
);
CREATE INDEX role_grants_user ON role_grants (user_id);

-- Sessions 登录. The cookie holds a random token, this only its SHA-256.
CREATE TABLE sessions (
    id BIGINT PRIMARY KEY NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    user_id BIGINT NOT NULL REFERENCES users (id),
    device TEXT NOT NULL,
    started_at TIMESTAMP NOT NULL,
    last_used_at TIMESTAMP NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_last_used ON sessions (last_used_at);

-- What was agreed to 同意.
CREATE TABLE privacy_consents (
    id BIGINT PRIMARY KEY NOT NULL,
    user_id BIGINT NOT NULL REFERENCES users (id),
    document_version TEXT NOT NULL,
    given_at TIMESTAMP NOT NULL,
    withdrawn_at TIMESTAMP
);
CREATE INDEX privacy_consents_user ON privacy_consents (user_id);

-- Tries by name and by address, as keyed hashes: shared by all servers, and telling nothing by themselves.
CREATE TABLE attempts (
    bucket TEXT PRIMARY KEY NOT NULL,
    tries INTEGER NOT NULL CHECK (tries > 0),
    began_at TIMESTAMP NOT NULL,
    locked_until TIMESTAMP
);
CREATE INDEX attempts_began ON attempts (began_at);
