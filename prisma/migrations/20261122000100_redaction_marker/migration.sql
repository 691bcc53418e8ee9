-- Who was redacted, as a keyed hash that names nobody, so that a late webhook cannot bring them back.
CREATE TABLE "redaction_marker" (
  "shop" TEXT NOT NULL,
  "key_hash" TEXT NOT NULL,
  "redacted_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "redaction_marker_pkey" PRIMARY KEY ("shop", "key_hash")
);
