DROP TABLE work_item_catalog;
