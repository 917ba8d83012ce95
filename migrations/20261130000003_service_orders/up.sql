-- Orders 点单: who asked lies apart in order_contacts, so that it can be forgotten and the order stays.
CREATE TABLE service_orders (
    id BIGINT PRIMARY KEY NOT NULL,
    number TEXT NOT NULL UNIQUE,
    category_code TEXT NOT NULL REFERENCES service_categories (code),
    -- What is asked for; forgotten with the contact.
    body TEXT,
    -- question=answer, one a line.
    answers TEXT NOT NULL DEFAULT '',
    -- Account of who asked, where there is one.
    placed_by BIGINT,
    is_for_other BOOLEAN NOT NULL DEFAULT FALSE,
    channel TEXT NOT NULL CHECK (channel IN ('web', 'phone', 'walk_in', 'grid_visit', 'hotline_12345', 'patrol', 'callback')),
    client_token TEXT NOT NULL UNIQUE,
    -- The smallest area that is known to hold it.
    area_id BIGINT NOT NULL REFERENCES areas (id),
    compound_id BIGINT REFERENCES compounds (id),
    building TEXT,
    place_words TEXT,
    lng DOUBLE PRECISION,
    lat DOUBLE PRECISION,
    project_id BIGINT REFERENCES projects (id),
    contact_for_manager BOOLEAN NOT NULL DEFAULT FALSE,
    urgency TEXT NOT NULL CHECK (urgency IN ('normal', 'urgent', 'critical')),
    status TEXT NOT NULL CHECK (status IN ('placed', 'needs_info', 'declined', 'open', 'assigned', 'taken', 'in_progress',
        'done', 'closed', 'cancelled')),
    -- Exactly one office answers for it at any moment.
    owner_level TEXT NOT NULL CHECK (owner_level IN ('grid', 'community', 'street', 'district')),
    owner_area_id BIGINT NOT NULL REFERENCES areas (id),
    assignee_user_id BIGINT,
    assignee_org_id BIGINT REFERENCES organizations (id),
    -- Organisation of the one who took it last, as "area 1", "org 1" or "user 1": a callback is by another.
    handler_office TEXT,
    handler_role TEXT,
    -- The one clock: seconds that it may take, that were used up, and since when it runs.
    limit_seconds BIGINT NOT NULL CHECK (limit_seconds > 0),
    used_seconds BIGINT NOT NULL DEFAULT 0 CHECK (used_seconds >= 0),
    running_since TIMESTAMP,
    intake_due_at TIMESTAMP NOT NULL,
    take_due_at TIMESTAMP,
    contact_due_at TIMESTAMP,
    -- While the clock stands, as it stood when it was stopped.
    due_at TIMESTAMP NOT NULL,
    accepted_at TIMESTAMP,
    taken_at TIMESTAMP,
    contacted_at TIMESTAMP,
    finished_at TIMESTAMP,
    closed_at TIMESTAMP,
    outcome TEXT CHECK (outcome IN ('solved', 'explained', 'cannot_solve')),
    result_text TEXT,
    decline_reason TEXT CHECK (decline_reason IN ('outside_duties', 'court_or_police', 'duplicate', 'false', 'unlawful')),
    decline_instead TEXT,
    is_solved BOOLEAN,
    is_satisfied BOOLEAN,
    rating SMALLINT CHECK (rating BETWEEN 1 AND 5),
    rating_words TEXT,
    answered_by TEXT CHECK (answered_by IN ('resident', 'callback')),
    reopen_count INTEGER NOT NULL DEFAULT 0,
    back_count INTEGER NOT NULL DEFAULT 0,
    escalation_count INTEGER NOT NULL DEFAULT 0,
    -- Why it looks like misuse and waits for somebody's look.
    held_reason TEXT,
    is_demo BOOLEAN NOT NULL DEFAULT FALSE,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    created_by BIGINT,
    version INTEGER NOT NULL DEFAULT 1,
    CHECK (lng IS NULL OR lat IS NOT NULL)
);
CREATE INDEX service_orders_queue ON service_orders (status, area_id, due_at);
CREATE INDEX service_orders_mine ON service_orders (assignee_user_id, status);
CREATE INDEX service_orders_org ON service_orders (assignee_org_id, status);
CREATE INDEX service_orders_owner ON service_orders (owner_area_id, status);
CREATE INDEX service_orders_placed_by ON service_orders (placed_by, id);
CREATE INDEX service_orders_project ON service_orders (project_id, status);
CREATE INDEX service_orders_created ON service_orders (created_at);
CREATE INDEX service_orders_closed ON service_orders (closed_at);

-- How to reach who asked. Deleted when nobody needs it any more.
CREATE TABLE order_contacts (
    order_id BIGINT PRIMARY KEY NOT NULL REFERENCES service_orders (id),
    phone_enc TEXT,
    phone_mask TEXT,
    phone_hash TEXT,
    name_enc TEXT,
    name_mask TEXT
);
CREATE INDEX order_contacts_phone ON order_contacts (phone_hash);

-- What happened to an order: append only.
CREATE TABLE order_events (
    id BIGINT PRIMARY KEY NOT NULL,
    order_id BIGINT NOT NULL REFERENCES service_orders (id),
    event TEXT NOT NULL CHECK (event <> ''),
    from_status TEXT NOT NULL,
    to_status TEXT NOT NULL,
    -- None for who asked without an account, and for the program itself.
    actor_id BIGINT,
    role TEXT NOT NULL,
    -- Organisation of the actor, as in handler_office.
    office TEXT,
    at TIMESTAMP NOT NULL,
    note TEXT,
    is_visible BOOLEAN NOT NULL,
    -- The same token does it once.
    client_token TEXT UNIQUE
);
CREATE INDEX order_events_order ON order_events (order_id, id);
CREATE INDEX order_events_at ON order_events (at);

-- Photographs of orders; until one is placed they belong to the token that uploaded them.
CREATE TABLE order_media (
    id BIGINT PRIMARY KEY NOT NULL,
    upload_token TEXT NOT NULL,
    order_id BIGINT REFERENCES service_orders (id),
    -- None for those that came with the order itself.
    event_id BIGINT REFERENCES order_events (id),
    seq SMALLINT NOT NULL DEFAULT 0,
    sha256 TEXT NOT NULL,
    source_sha256 TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    created_at TIMESTAMP NOT NULL,
    UNIQUE (upload_token, source_sha256)
);
CREATE INDEX order_media_order ON order_media (order_id);
CREATE INDEX order_media_sha ON order_media (sha256);

CREATE TABLE order_extensions (
    id BIGINT PRIMARY KEY NOT NULL,
    order_id BIGINT NOT NULL REFERENCES service_orders (id),
    days INTEGER NOT NULL CHECK (days BETWEEN 1 AND 10),
    reason TEXT NOT NULL,
    asked_by BIGINT NOT NULL,
    asked_at TIMESTAMP NOT NULL,
    is_granted BOOLEAN,
    refusal TEXT,
    decided_by BIGINT,
    decided_at TIMESTAMP
);
CREATE INDEX order_extensions_order ON order_extensions (order_id);

CREATE TABLE escalations (
    id BIGINT PRIMARY KEY NOT NULL,
    order_id BIGINT NOT NULL REFERENCES service_orders (id),
    from_level TEXT NOT NULL,
    to_level TEXT NOT NULL,
    from_area_id BIGINT NOT NULL,
    to_area_id BIGINT NOT NULL,
    reason TEXT NOT NULL,
    tried TEXT NOT NULL,
    at TIMESTAMP NOT NULL,
    answered_at TIMESTAMP
);
CREATE INDEX escalations_order ON escalations (order_id);

CREATE TABLE chase_ups (
    id BIGINT PRIMARY KEY NOT NULL,
    order_id BIGINT NOT NULL REFERENCES service_orders (id),
    level TEXT NOT NULL CHECK (level IN ('grid', 'community', 'street', 'district')),
    area_id BIGINT NOT NULL,
    -- None where it opened by itself.
    by_user_id BIGINT,
    text TEXT NOT NULL,
    due_on DATE NOT NULL,
    at TIMESTAMP NOT NULL,
    answer TEXT,
    answered_by BIGINT,
    answered_at TIMESTAMP,
    status TEXT NOT NULL CHECK (status IN ('open', 'answered', 'closed'))
);
CREATE INDEX chase_ups_order ON chase_ups (order_id);
CREATE INDEX chase_ups_status ON chase_ups (status, due_on);

CREATE TABLE callbacks (
    id BIGINT PRIMARY KEY NOT NULL,
    order_id BIGINT NOT NULL REFERENCES service_orders (id),
    by_user_id BIGINT NOT NULL,
    office TEXT NOT NULL,
    at TIMESTAMP NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('phone', 'visit')),
    reached BOOLEAN NOT NULL,
    satisfied TEXT CHECK (satisfied IN ('very', 'yes', 'basic', 'no')),
    solved TEXT CHECK (solved IN ('yes', 'partly', 'no')),
    words TEXT
);
CREATE INDEX callbacks_order ON callbacks (order_id);

-- What everybody may read of an order once somebody else than its writer reviewed it.
CREATE TABLE order_summaries (
    order_id BIGINT PRIMARY KEY NOT NULL REFERENCES service_orders (id),
    title TEXT NOT NULL CHECK (title <> ''),
    result TEXT,
    status TEXT NOT NULL CHECK (status IN ('written', 'published', 'withdrawn')),
    written_by BIGINT NOT NULL,
    reviewed_by BIGINT,
    published_at TIMESTAMP,
    updated_at TIMESTAMP NOT NULL
);
CREATE INDEX order_summaries_status ON order_summaries (status, order_id);

-- Others whom it concerns, each once.
CREATE TABLE order_joins (
    order_id BIGINT NOT NULL REFERENCES service_orders (id),
    -- Keyed hash of the device or account.
    mark TEXT NOT NULL,
    at TIMESTAMP NOT NULL,
    PRIMARY KEY (order_id, mark)
);

-- What falls due by itself: each fires once, by whichever server.
CREATE TABLE order_timers (
    id BIGINT PRIMARY KEY NOT NULL,
    order_id BIGINT NOT NULL REFERENCES service_orders (id),
    kind TEXT NOT NULL CHECK (kind IN ('intake_late', 'contact_late', 'remind', 'overdue',
        'chase_up', 'take_late', 'stuck', 'expire', 'auto_close')),
    -- Which of several runs of the same kind.
    episode INTEGER NOT NULL DEFAULT 0,
    at TIMESTAMP NOT NULL,
    fired_at TIMESTAMP,
    UNIQUE (order_id, kind, episode)
);
CREATE INDEX order_timers_due ON order_timers (fired_at, at);
