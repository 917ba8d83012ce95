DROP TABLE project_work_items;
DROP TABLE project_members;
DROP TABLE project_buildings;
DROP TABLE project_compounds;
DROP TABLE projects;
