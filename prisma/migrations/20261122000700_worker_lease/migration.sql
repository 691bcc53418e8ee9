-- A worker process says every second that it lives; what one held that fell silent is taken back within seconds.
CREATE TABLE "worker" (
  "id" UUID NOT NULL,
  "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "beat_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "worker_pkey" PRIMARY KEY ("id")
);
-- Who sends it, and since when it may have left: before that, a message of a dead worker has certainly not left.
ALTER TABLE "message" ADD COLUMN "claimed_by" UUID, ADD COLUMN "handed_at" TIMESTAMPTZ(3);
-- of claims from before, nobody knows
UPDATE "message" SET "handed_at" = "claimed_at" WHERE "state" = 'claimed';
CREATE INDEX "message_planned_idx" ON "message" ("shop", "due_at", "id") WHERE "state" = 'planned';
CREATE INDEX "message_claimed_idx" ON "message" ("claimed_by") WHERE "state" = 'claimed';
