-- What is old enough to be forgotten is looked for every hour: without this, among all that ever was.
CREATE INDEX service_orders_to_forget ON service_orders (closed_at) WHERE closed_at IS NOT NULL AND body IS NOT NULL;
