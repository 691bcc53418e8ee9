-- What a message celebrates ("order:10", "days:1000", "birthday:2026"): at most once for a customer, whatever else is unique.
ALTER TABLE "message" ADD COLUMN "occasion" TEXT;
-- Of which claim its place under the frequency cap is.
ALTER TABLE "message" ADD COLUMN "reserved_at" TIMESTAMPTZ(3);
CREATE UNIQUE INDEX "message_shop_customer_id_occasion_key" ON "message" ("shop", "customer_id", "occasion")
  WHERE "occasion" IS NOT NULL;

-- No coupon for a birthday, ever: neither a gift, nor a season of codes, nor a message about one. Triggers, since
-- Prisma's schema engine as Wasm stops at a table with a check constraint.
CREATE FUNCTION "refuse_coupon_for_birthday"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a birthday brings no coupon' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER "gift_not_for_birthday" BEFORE INSERT OR UPDATE ON "gift"
  FOR EACH ROW WHEN (NEW."occasion" ILIKE '%birthday%') EXECUTE FUNCTION "refuse_coupon_for_birthday"();
CREATE TRIGGER "coupon_discount_not_for_birthday" BEFORE INSERT OR UPDATE ON "coupon_discount"
  FOR EACH ROW WHEN (NEW."occasion" ILIKE '%birthday%') EXECUTE FUNCTION "refuse_coupon_for_birthday"();
CREATE TRIGGER "message_birthday_without_coupon" BEFORE INSERT OR UPDATE ON "message"
  FOR EACH ROW WHEN (NEW."rule" = 'birthday'
    AND NOT (NEW."kind" = 'promotional' AND NEW."subject_key" LIKE 'occasion:birthday:%'))
  EXECUTE FUNCTION "refuse_coupon_for_birthday"();

-- Given anew, once, after the order that used it was cancelled or its code was found with somebody else.
ALTER TABLE "gift" ADD COLUMN "restored_at" TIMESTAMPTZ(3);
-- The merchant has looked at the uses of its code by others.
ALTER TABLE "gift" ADD COLUMN "leak_cleared_at" TIMESTAMPTZ(3);

-- Orders that carried a coupon's code, whoever placed them.
CREATE TABLE "coupon_use" (
    "shop" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "gift_id" UUID NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "coupon_use_pkey" PRIMARY KEY ("shop","code","order_id")
);
CREATE INDEX "coupon_use_shop_gift_id_idx" ON "coupon_use"("shop", "gift_id");

-- How far the reading of birthdays has come; no birthday is kept here or elsewhere.
CREATE TABLE "birthday_reading" (
    "shop" TEXT NOT NULL,
    "metafield" TEXT NOT NULL,
    "since" DATE NOT NULL,
    "started_on" DATE NOT NULL,
    "finished_on" DATE,
    "covered_until" DATE,
    "after_customer" UUID NOT NULL,

    CONSTRAINT "birthday_reading_pkey" PRIMARY KEY ("shop")
);
