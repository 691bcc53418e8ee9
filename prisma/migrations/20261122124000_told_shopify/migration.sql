-- When Shopify was told of an objection; of what was there before, it is told once.
ALTER TABLE "suppression" ADD COLUMN "told_at" TIMESTAMPTZ(3);
