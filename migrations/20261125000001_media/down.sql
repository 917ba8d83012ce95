-- The records of imports may go on to name photographs: nothing reads those.
DROP TABLE media;
