DROP INDEX service_orders_category;
DROP INDEX service_orders_ended;
CREATE INDEX service_orders_closed ON service_orders (closed_at);
