-- Contact cards 居民联系卡: who is in charge of a grid or community, as it hangs in the stairwell.
CREATE TABLE contact_cards (
    id BIGINT PRIMARY KEY NOT NULL,
    number TEXT NOT NULL UNIQUE,
    area_id BIGINT NOT NULL REFERENCES areas (id),
    duty_title TEXT NOT NULL CHECK (duty_title <> ''),
    -- Only with the consent of the one who is named.
    display_name TEXT,
    consent_at TIMESTAMP,
    -- Of the duty, not of the person.
    duty_phone TEXT NOT NULL CHECK (duty_phone <> ''),
    duties TEXT,
    community_phone TEXT,
    police_name TEXT,
    police_phone TEXT,
    property_name TEXT,
    property_phone TEXT,
    hotline TEXT NOT NULL CHECK (hotline <> ''),
    status TEXT NOT NULL CHECK (status IN ('draft', 'published', 'replaced', 'withdrawn')),
    valid_from DATE,
    valid_until DATE,
    replaced_by BIGINT REFERENCES contact_cards (id),
    -- The same token does it once.
    client_token TEXT NOT NULL UNIQUE,
    last_token TEXT,
    is_demo BOOLEAN NOT NULL DEFAULT FALSE,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    created_by BIGINT,
    version INTEGER NOT NULL DEFAULT 1,
    CHECK (display_name IS NULL OR consent_at IS NOT NULL)
);
CREATE INDEX contact_cards_area ON contact_cards (area_id, status);
-- One is in use at a time.
CREATE UNIQUE INDEX contact_cards_in_use ON contact_cards (area_id) WHERE status = 'published';
