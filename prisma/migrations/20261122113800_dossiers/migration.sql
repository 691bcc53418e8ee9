-- Shops are set up once more when the app's metafield definitions change.
ALTER TABLE "shop" ADD COLUMN "definitions_version" INTEGER NOT NULL DEFAULT 0;
-- Customers get a dossier beside their standing: everybody with a counted order is looked at once.
UPDATE "ledger_customer" SET "standing_written_at" = NULL
WHERE "first_qualifying_date" IS NOT NULL AND "shopify_customer_id" IS NOT NULL;
