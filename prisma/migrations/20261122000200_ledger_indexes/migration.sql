-- The tick asks each minute (in development each second) what is due: small partial indexes answer at once.
CREATE INDEX "inbox_event_unprocessed_idx" ON "inbox_event" ("received_at") WHERE "processed_at" IS NULL;
CREATE INDEX "message_planned_due_idx" ON "message" ("due_at") WHERE "state" = 'planned';
CREATE INDEX "gift_planned_idx" ON "gift" ("shop") WHERE "state" = 'planned';
-- The home page and the customer list.
CREATE INDEX "ledger_customer_shop_last_idx" ON "ledger_customer" ("shop", "last_qualifying_at" DESC NULLS LAST, "id") WHERE "merged_into_id" IS NULL;
