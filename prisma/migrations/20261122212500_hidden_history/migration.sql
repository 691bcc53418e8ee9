-- Without read_all_orders: instant from which all orders are known, and the youngest Shopify customer who was there before.
ALTER TABLE "shop" ADD COLUMN "orders_since" TIMESTAMPTZ(3), ADD COLUMN "last_hidden_customer" BIGINT;
