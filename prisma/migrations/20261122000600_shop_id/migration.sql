-- Shopify's number of the shop: payloads of orders name their shop by it, headers are not signed.
ALTER TABLE "shop" ADD COLUMN "shopify_id" TEXT;
-- Processed inbox rows are deleted after a while.
CREATE INDEX "inbox_event_processed_at_idx" ON "inbox_event" ("processed_at");
