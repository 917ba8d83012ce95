DROP TABLE buildings;
DROP TABLE compounds;
