DROP TABLE area_changes;
