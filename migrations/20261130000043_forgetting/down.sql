DROP INDEX service_orders_to_forget;
