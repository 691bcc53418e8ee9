-- The hour's scan reads nothing but this index: who is due lies all over the table, and each row there is another page.
DROP INDEX "ledger_customer_shop_anniversary_day_idx";
CREATE INDEX "ledger_customer_anniversary_idx" ON "ledger_customer" ("shop", "anniversary_day")
  INCLUDE ("first_qualifying_date", "history_at", "id")
  WHERE "merged_into_id" IS NULL AND "redacted_at" IS NULL;
