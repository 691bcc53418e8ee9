-- Our picture of the shop's cost bucket at Shopify, one for all processes. Unlogged: written at every call, so that no call waits
-- for the disk; after a crash it is empty, and the first call asks Shopify what there is.
CREATE UNLOGGED TABLE "admin_bucket" (
  "shop" TEXT NOT NULL,
  "available" DOUBLE PRECISION,
  "maximum" DOUBLE PRECISION,
  "restore_rate" DOUBLE PRECISION NOT NULL DEFAULT 100,
  "at" TIMESTAMPTZ(6) NOT NULL,
  "held" JSONB NOT NULL,
  "calls" BIGINT NOT NULL,
  CONSTRAINT "admin_bucket_pkey" PRIMARY KEY ("shop")
) WITH (fillfactor = 50);
