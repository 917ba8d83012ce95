ALTER TABLE projects DROP COLUMN currency;
