-- A history import puts what it reads into an unlogged table of its own (import."run_<id>", dropped at the end), and counts it
-- from there. How much of the result is in that table is committed with it: a killed import goes on behind it.
CREATE SCHEMA IF NOT EXISTS "import";
ALTER TABLE "import_run" ADD COLUMN "rows_read" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "import_run" ADD COLUMN "lines_read" BIGINT NOT NULL DEFAULT 0;

-- The anniversary scan looks at the days since the last one (with the same program), not at two months each hour. What would
-- be overlooked by that is noted: a customer whose first order moved other than by an import (to be looked at in full), and
-- when an import last moved it (anniversaries from before are nobody's business: importing history mails nobody).
ALTER TABLE "shop" ADD COLUMN "anniversaries_scanned_at" TIMESTAMPTZ(3);
ALTER TABLE "shop" ADD COLUMN "anniversaries_scanned_version" INTEGER;
ALTER TABLE "ledger_customer" ADD COLUMN "history_at" TIMESTAMPTZ(3);
ALTER TABLE "ledger_customer" ADD COLUMN "first_moved_at" TIMESTAMPTZ(3);
CREATE INDEX "ledger_customer_first_moved_idx" ON "ledger_customer" ("shop", "id") WHERE "first_moved_at" IS NOT NULL;
