DROP TABLE service_questions;
DROP TABLE service_limits;
DROP TABLE service_categories;
