DROP TABLE project_kinds;
DROP TABLE milestone_template_lines;
DROP TABLE milestone_templates;
