-- CreateTable
CREATE TABLE "Session" (
    "id" TEXT NOT NULL,
    "shop" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "isOnline" BOOLEAN NOT NULL DEFAULT false,
    "scope" TEXT,
    "expires" TIMESTAMP(3),
    "accessToken" TEXT NOT NULL,
    "userId" BIGINT,
    "firstName" TEXT,
    "lastName" TEXT,
    "email" TEXT,
    "accountOwner" BOOLEAN NOT NULL DEFAULT false,
    "locale" TEXT,
    "collaborator" BOOLEAN DEFAULT false,
    "emailVerified" BOOLEAN DEFAULT false,
    "refreshToken" TEXT,
    "refreshTokenExpires" TIMESTAMP(3),

    CONSTRAINT "Session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "shop" (
    "shop" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "country_code" TEXT NOT NULL,
    "primary_locale" TEXT NOT NULL,
    "plan_name" TEXT NOT NULL,
    "reads_all_orders" BOOLEAN NOT NULL DEFAULT false,
    "installed_at" TIMESTAMPTZ(3) NOT NULL,
    "uninstalled_at" TIMESTAMPTZ(3),
    "set_up_at" TIMESTAMPTZ(3),
    "messages_since" TIMESTAMPTZ(3) NOT NULL,
    "program_version" INTEGER NOT NULL DEFAULT 1,
    "loyalty_discount_id" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "shop_pkey" PRIMARY KEY ("shop")
);

-- CreateTable
CREATE TABLE "program" (
    "shop" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "document" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "program_pkey" PRIMARY KEY ("shop","version")
);

-- CreateTable
CREATE TABLE "inbox_event" (
    "shop" TEXT NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "webhook_id" TEXT NOT NULL,
    "event_id" TEXT,
    "topic" TEXT NOT NULL,
    "business_key" TEXT NOT NULL,
    "triggered_at" TIMESTAMPTZ(3),
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "facts" JSONB NOT NULL,
    "processed_at" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "reason" TEXT,

    CONSTRAINT "inbox_event_pkey" PRIMARY KEY ("shop","id")
);

-- CreateTable
CREATE TABLE "ledger_customer" (
    "shop" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "shopify_customer_id" TEXT,
    "locale" TEXT,
    "order_count" INTEGER NOT NULL DEFAULT 0,
    "qualifying_count" INTEGER NOT NULL DEFAULT 0,
    "net_spend_minor" BIGINT NOT NULL DEFAULT 0,
    "first_qualifying_at" TIMESTAMPTZ(3),
    "first_qualifying_date" DATE,
    "anniversary_day" CHAR(5),
    "last_qualifying_at" TIMESTAMPTZ(3),
    "segment" TEXT NOT NULL DEFAULT 'prospect',
    "tier_key" TEXT,
    "program_version" INTEGER NOT NULL DEFAULT 0,
    "standing_hash" TEXT,
    "standing_written_at" TIMESTAMPTZ(3),
    "merged_into_id" UUID,
    "redacted_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ledger_customer_pkey" PRIMARY KEY ("shop","id")
);

-- CreateTable
CREATE TABLE "customer_identity" (
    "shop" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "customer_id" UUID NOT NULL,

    CONSTRAINT "customer_identity_pkey" PRIMARY KEY ("shop","key")
);

-- CreateTable
CREATE TABLE "ledger_order" (
    "shop" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "customer_id" UUID,
    "name" TEXT,
    "processed_at" TIMESTAMPTZ(3) NOT NULL,
    "facts_at" TIMESTAMPTZ(3) NOT NULL,
    "source" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "total_minor" BIGINT NOT NULL,
    "refunded_minor" BIGINT NOT NULL DEFAULT 0,
    "financial_status" TEXT NOT NULL,
    "fulfillment_status" TEXT,
    "cancelled_at" TIMESTAMPTZ(3),
    "deleted_at" TIMESTAMPTZ(3),
    "test" BOOLEAN NOT NULL DEFAULT false,
    "b2b" BOOLEAN NOT NULL DEFAULT false,
    "subscription_renewal" BOOLEAN NOT NULL DEFAULT false,
    "tags" TEXT[],
    "discount_codes" TEXT[],
    "locale" TEXT,
    "excluded_reason" TEXT,

    CONSTRAINT "ledger_order_pkey" PRIMARY KEY ("shop","order_id")
);

-- CreateTable
CREATE TABLE "gift" (
    "shop" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "occasion" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "code" TEXT,
    "discount_id" TEXT,
    "percentage" TEXT NOT NULL,
    "occasion_date" DATE NOT NULL,
    "valid_from" DATE NOT NULL,
    "valid_until" DATE NOT NULL,
    "redeemed_order_id" TEXT,
    "redeemed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "gift_pkey" PRIMARY KEY ("shop","id")
);

-- CreateTable
CREATE TABLE "coupon_discount" (
    "shop" TEXT NOT NULL,
    "occasion" TEXT NOT NULL,
    "discount_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "coupon_discount_pkey" PRIMARY KEY ("shop","occasion")
);

-- CreateTable
CREATE TABLE "message" (
    "shop" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "customer_id" UUID,
    "rule" TEXT NOT NULL,
    "subject_key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "basis" TEXT,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "message_id" TEXT NOT NULL,
    "locale" TEXT,
    "variant" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "claimed_at" TIMESTAMPTZ(3),
    "sent_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "message_pkey" PRIMARY KEY ("shop","id")
);

-- CreateTable
CREATE TABLE "suppression" (
    "shop" TEXT NOT NULL,
    "email_hash" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "suppression_pkey" PRIMARY KEY ("shop","email_hash")
);

-- CreateTable
CREATE TABLE "import_run" (
    "shop" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "phase" TEXT,
    "bulk_operation_id" TEXT,
    "rows_total" INTEGER,
    "rows_done" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "import_run_pkey" PRIMARY KEY ("shop","id")
);

-- CreateTable
CREATE TABLE "activity_entry" (
    "shop" TEXT NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "event" TEXT NOT NULL,
    "customer_id" UUID,
    "detail" JSONB NOT NULL,

    CONSTRAINT "activity_entry_pkey" PRIMARY KEY ("shop","id")
);

-- CreateIndex
CREATE INDEX "Session_shop_idx" ON "Session"("shop");

-- CreateIndex
CREATE UNIQUE INDEX "inbox_event_shop_webhook_id_key" ON "inbox_event"("shop", "webhook_id");

-- CreateIndex
CREATE UNIQUE INDEX "inbox_event_shop_business_key_key" ON "inbox_event"("shop", "business_key");

-- CreateIndex
CREATE INDEX "ledger_customer_shop_anniversary_day_idx" ON "ledger_customer"("shop", "anniversary_day");

-- CreateIndex
CREATE INDEX "ledger_customer_shop_segment_idx" ON "ledger_customer"("shop", "segment");

-- CreateIndex
CREATE INDEX "ledger_customer_shop_shopify_customer_id_idx" ON "ledger_customer"("shop", "shopify_customer_id");

-- CreateIndex
CREATE INDEX "customer_identity_shop_customer_id_idx" ON "customer_identity"("shop", "customer_id");

-- CreateIndex
CREATE INDEX "ledger_order_shop_customer_id_idx" ON "ledger_order"("shop", "customer_id");

-- CreateIndex
CREATE INDEX "ledger_order_shop_processed_at_idx" ON "ledger_order"("shop", "processed_at");

-- CreateIndex
CREATE INDEX "gift_shop_state_idx" ON "gift"("shop", "state");

-- CreateIndex
CREATE UNIQUE INDEX "gift_shop_customer_id_occasion_key" ON "gift"("shop", "customer_id", "occasion");

-- CreateIndex
CREATE UNIQUE INDEX "gift_shop_code_key" ON "gift"("shop", "code");

-- CreateIndex
CREATE INDEX "message_shop_state_due_at_idx" ON "message"("shop", "state", "due_at");

-- CreateIndex
CREATE INDEX "message_shop_customer_id_idx" ON "message"("shop", "customer_id");

-- CreateIndex
CREATE UNIQUE INDEX "message_shop_rule_subject_key_key" ON "message"("shop", "rule", "subject_key");

-- CreateIndex
CREATE INDEX "import_run_shop_started_at_idx" ON "import_run"("shop", "started_at");

-- CreateIndex
CREATE INDEX "activity_entry_shop_at_idx" ON "activity_entry"("shop", "at");

