-- What is counted on every open desk: few rows of many.
CREATE INDEX service_orders_held ON service_orders (area_id, status) WHERE held_reason IS NOT NULL;
CREATE INDEX order_extensions_open ON order_extensions (order_id) WHERE is_granted IS NULL;
