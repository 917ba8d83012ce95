DROP TABLE counters;
DROP TABLE meta;
DROP TABLE organizations;
DROP TABLE areas;
