-- What the basis of a promotional message can be proved by: an opt-in's way and time, or an order and two dates.
ALTER TABLE "message" ADD COLUMN "proof" TEXT;
-- Counting a customer's promotional messages of the last days.
CREATE INDEX "message_shop_customer_id_sent_at_idx" ON "message"("shop", "customer_id", "sent_at");
DROP INDEX "message_shop_customer_id_idx";
