-- How often a message may have left without our knowing: it is sent again a few times, and not for days.
ALTER TABLE "message" ADD COLUMN "copies" INTEGER NOT NULL DEFAULT 0;
