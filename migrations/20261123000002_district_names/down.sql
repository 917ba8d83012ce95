DROP INDEX areas_district_name;
