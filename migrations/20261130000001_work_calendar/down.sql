DROP TABLE work_calendar;
