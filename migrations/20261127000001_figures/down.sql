DROP TABLE water_samples;
DROP TABLE indicator_values;
DROP TABLE indicator_defs;
