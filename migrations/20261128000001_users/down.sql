DROP TABLE attempts;
DROP TABLE privacy_consents;
DROP TABLE sessions;
DROP TABLE role_grants;
DROP TABLE users;
