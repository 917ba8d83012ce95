DROP TABLE area_accounts;
