-- A shop's own mail server; the password is sealed (app/secrets.server.ts).
CREATE TABLE "mail_server" (
  "shop" TEXT NOT NULL,
  "host" TEXT NOT NULL,
  "port" INTEGER NOT NULL,
  "security" TEXT NOT NULL,
  "username" TEXT NOT NULL,
  "password" TEXT NOT NULL,
  "per_second" INTEGER,
  "updated_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "mail_server_pkey" PRIMARY KEY ("shop")
);
-- Until when a mail server has got all that it may get for now, over all workers.
CREATE TABLE "mail_rate" (
  "server" TEXT NOT NULL,
  "free_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "mail_rate_pkey" PRIMARY KEY ("server")
);
-- Whose address a message went to (keyed hash): a bounce that comes back later finds it.
ALTER TABLE "message" ADD COLUMN "recipient_hash" TEXT;
CREATE INDEX "message_shop_message_id_idx" ON "message"("shop", "message_id");
