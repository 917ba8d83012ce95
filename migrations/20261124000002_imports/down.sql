DROP INDEX projects_name;
DROP TABLE import_rows;
DROP TABLE imports;
