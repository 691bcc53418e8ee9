-- What was tried to no avail and waits for a person: the work of a whole queue, or one event.
CREATE TABLE "dead_job" (
  "shop" TEXT NOT NULL,
  "queue" TEXT NOT NULL,
  "data" JSONB NOT NULL,
  "reason" TEXT NOT NULL,
  "failed_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "dead_job_pkey" PRIMARY KEY ("shop", "queue")
);
ALTER TABLE "inbox_event" ADD COLUMN "dead_at" TIMESTAMPTZ(3), ADD COLUMN "dead_reason" TEXT;
CREATE INDEX "inbox_event_dead_idx" ON "inbox_event" ("shop", "dead_at") WHERE "dead_at" IS NOT NULL;
CREATE INDEX "message_attention_idx" ON "message" ("shop", "updated_at") WHERE "state" IN ('failed', 'uncertain');
CREATE INDEX "gift_attention_idx" ON "gift" ("shop", "updated_at") WHERE "state" = 'failed';
