-- Lists of all that ever was begin with the latest: by state once it is over, and by category. Where the order is over is known only
-- then, so that placing one writes no more than before.
DROP INDEX service_orders_closed;
CREATE INDEX service_orders_ended ON service_orders (status, id) WHERE closed_at IS NOT NULL;
CREATE INDEX service_orders_category ON service_orders (category_code, id);
