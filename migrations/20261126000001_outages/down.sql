-- The records of imports may go on to name outages: nothing reads those.
DROP TABLE outage_buildings;
DROP TABLE outage_notices;
