ALTER TYPE "public"."link_kind" ADD VALUE 'confirm_access';--> statement-breakpoint
CREATE TABLE "access_orders" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "access_orders_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"registration_id" bigint NOT NULL,
	"action" text NOT NULL,
	"clients" jsonb NOT NULL,
	"entry_id" bigint,
	"requested_at" timestamp with time zone NOT NULL,
	"confirmed_at" timestamp with time zone,
	CONSTRAINT "an_order_blocks_unblocks_or_revokes" CHECK ("access_orders"."action" IN ('block', 'unblock', 'revoke')),
	CONSTRAINT "no_clients_nothing_to_confirm" CHECK ("access_orders"."confirmed_at" IS NULL OR jsonb_array_length("access_orders"."clients") > 0)
);
--> statement-breakpoint
ALTER TABLE "links" DROP CONSTRAINT "a_link_is_for_one";--> statement-breakpoint
ALTER TABLE "links" ADD COLUMN "access_order_id" bigint;--> statement-breakpoint
ALTER TABLE "access_orders" ADD CONSTRAINT "access_orders_registration_id_registrations_id_fk" FOREIGN KEY ("registration_id") REFERENCES "public"."registrations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "access_orders" ADD CONSTRAINT "access_orders_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "orders_of_a_registration" ON "access_orders" USING btree ("registration_id","id");--> statement-breakpoint
ALTER TABLE "links" ADD CONSTRAINT "links_access_order_id_access_orders_id_fk" FOREIGN KEY ("access_order_id") REFERENCES "public"."access_orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "links" ADD CONSTRAINT "a_link_is_for_one" CHECK (num_nonnulls("links"."person_id", "links"."participant_id", "links"."invitation_id", "links"."access_order_id") = 1);