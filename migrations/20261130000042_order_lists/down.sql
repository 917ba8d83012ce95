DROP INDEX order_extensions_open;
DROP INDEX service_orders_held;
