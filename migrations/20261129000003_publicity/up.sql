-- Last day of the publicity of a project's plan 方案公示.
ALTER TABLE projects ADD COLUMN publicity_until DATE;
