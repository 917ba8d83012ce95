-- Webhooks 对外推送: other systems that are told what happens to orders. The address may be the secret: it is encrypted, and only
-- scheme and host are ever shown again.
CREATE TABLE webhooks (
    id BIGINT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL CHECK (name <> ''),
    kind TEXT NOT NULL CHECK (kind IN ('generic', 'wecom')),
    url_enc TEXT NOT NULL,
    -- What a message is signed with; a group robot knows no signature.
    secret_enc TEXT,
    -- Groups of events, set apart by commas.
    wants TEXT NOT NULL,
    is_active BOOLEAN NOT NULL,
    -- Attempts that failed since the last that did not.
    failures INTEGER NOT NULL,
    -- What the last attempt came to: a status of HTTP, or a code.
    last_status TEXT,
    last_at TIMESTAMP,
    client_token TEXT NOT NULL UNIQUE,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    created_by BIGINT NOT NULL REFERENCES users (id),
    version INTEGER NOT NULL,
    CHECK ((kind = 'generic') = (secret_enc IS NOT NULL))
);

-- What is to be sent: written with the event, sent afterwards by whichever server comes first.
CREATE TABLE webhook_deliveries (
    id BIGINT PRIMARY KEY NOT NULL,
    webhook_id BIGINT NOT NULL REFERENCES webhooks (id),
    -- The event: once for each webhook.
    event_id TEXT NOT NULL,
    event TEXT NOT NULL,
    number TEXT NOT NULL,
    body TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    -- When it is sent next; while it is being sent, when another server may take it over.
    next_at TIMESTAMP NOT NULL,
    delivered_at TIMESTAMP,
    given_up_at TIMESTAMP,
    last_status TEXT,
    created_at TIMESTAMP NOT NULL,
    UNIQUE (webhook_id, event_id)
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (next_at) WHERE delivered_at IS NULL AND given_up_at IS NULL;
CREATE INDEX webhook_deliveries_webhook ON webhook_deliveries (webhook_id, id);
