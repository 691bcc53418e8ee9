-- What shoppers answered when they were asked for consent after an order: the proof, and what is still to be done about it.
CREATE TABLE "consent_answer" (
    "shop" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "shopify_customer_id" TEXT NOT NULL,
    "email_hash" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "surface" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "text_id" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "answered_at" TIMESTAMPTZ(3) NOT NULL,
    "mailed_at" TIMESTAMPTZ(3),
    "confirmed_at" TIMESTAMPTZ(3),
    "recorded_at" TIMESTAMPTZ(3),

    CONSTRAINT "consent_answer_pkey" PRIMARY KEY ("shop","id")
);
CREATE INDEX "consent_answer_shop_shopify_customer_id_answered_at_idx" ON "consent_answer"("shop", "shopify_customer_id", "answered_at");
-- what the worker looks for
CREATE INDEX "consent_answer_open_idx" ON "consent_answer"("shop")
  WHERE ("state" = 'pending' AND "mailed_at" IS NULL) OR ("state" = 'given' AND "recorded_at" IS NULL);
