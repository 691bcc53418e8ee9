-- The last day of a tier, which the standing carries. Standings are written in a new format from here on: whoever holds one
-- is due once ("s" at the start of the hash says that Shopify holds a standing). The old format stays readable meanwhile.
ALTER TABLE "ledger_customer" ADD COLUMN "tier_until" DATE;
UPDATE "ledger_customer" SET "standing_written_at" = NULL WHERE "standing_hash" LIKE 's%';
