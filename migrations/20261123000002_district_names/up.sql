-- UNIQUE (parent_id, name) does not tell districts apart, whose parent is NULL.
CREATE UNIQUE INDEX areas_district_name ON areas (name) WHERE parent_id IS NULL;
