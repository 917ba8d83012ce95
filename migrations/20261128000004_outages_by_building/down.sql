DROP INDEX outage_notices_key;
CREATE UNIQUE INDEX outage_notices_key ON outage_notices (compound_id, kind, starts_at);
