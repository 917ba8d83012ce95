ALTER TABLE projects DROP COLUMN publicity_until;
