DROP INDEX plan_changes_status;
ALTER TABLE plan_changes DROP COLUMN decision_reason;
ALTER TABLE plan_changes DROP COLUMN milestone_id;
DROP INDEX progress_reports_review;
ALTER TABLE progress_reports DROP COLUMN review_reason;
DROP TABLE report_media;
DROP TABLE fund_records;
DROP TABLE documents;
DROP TABLE workflow_events;
