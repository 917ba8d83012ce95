DROP TABLE plan_changes;
DROP TABLE progress_reports;
DROP TABLE milestones;
