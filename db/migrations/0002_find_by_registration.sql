CREATE INDEX "clocks_of_a_registration" ON "clocks" USING btree ("registration_id");--> statement-breakpoint
CREATE INDEX "requests_of_a_registration" ON "information_requests" USING btree ("registration_id");--> statement-breakpoint
CREATE INDEX "letters_of_an_entry" ON "outbox" USING btree ("entry_id");