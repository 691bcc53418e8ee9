-- A coupon's limits are part of the promise, so it knows its season itself: the discount that held its code may be deleted in
-- Shopify, or go with an uninstall.
ALTER TABLE "gift" ADD COLUMN "season" TEXT;
UPDATE "gift" g SET "season" = d."occasion" FROM "coupon_discount" d WHERE d."shop" = g."shop" AND d."discount_id" = g."discount_id";
