-- An empty standing_written_at says that a standing is due; compared instants lost changes that committed late. All are
-- looked at once more, which writes only what differs.
UPDATE "ledger_customer" SET "standing_written_at" = NULL;
CREATE INDEX "ledger_customer_standing_due_idx" ON "ledger_customer" ("shop", "id")
  WHERE "standing_written_at" IS NULL AND "shopify_customer_id" IS NOT NULL AND "merged_into_id" IS NULL AND "redacted_at" IS NULL;
