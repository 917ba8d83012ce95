-- The records of imports may go on to name notices: nothing reads those.
DROP TABLE notices;
