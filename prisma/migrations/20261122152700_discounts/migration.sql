-- What discounts took off, for "what you saved with us". Orders that are stored already say 0 until their next event, the
-- nightly audit or another import of the history.
ALTER TABLE "ledger_order" ADD COLUMN "discount_minor" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "ledger_customer" ADD COLUMN "saved_minor" BIGINT NOT NULL DEFAULT 0;

-- Tables of imports under way lack the column: without them an import reads again from its start.
DO $$
DECLARE staged text;
BEGIN
  FOR staged IN SELECT tablename FROM pg_tables WHERE schemaname = 'import' AND tablename LIKE 'run\_%' LOOP
    EXECUTE format('DROP TABLE import.%I', staged);
  END LOOP;
END $$;
