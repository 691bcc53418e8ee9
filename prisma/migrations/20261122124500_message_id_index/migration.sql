-- A bounce names the message that came back, not whose it is.
CREATE INDEX "message_id_idx" ON "message"("id");
