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
CREATE TABLE "api_clients" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "api_clients_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"registration_id" bigint NOT NULL,
	"environment_id" bigint NOT NULL,
	"client_id" text,
	"scopes" jsonb NOT NULL,
	"recorded_by" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "attestation_notices" (
	"registration_id" bigint NOT NULL,
	"due_on" date NOT NULL,
	"days_before" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "attestation_notices_registration_id_due_on_days_before_pk" PRIMARY KEY("registration_id","due_on","days_before")
);
--> statement-breakpoint
CREATE TABLE "attestations" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "attestations_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"registration_id" bigint NOT NULL,
	"name" text NOT NULL,
	"title" text NOT NULL,
	"terms_version" text NOT NULL,
	"signed_by" bigint NOT NULL,
	"signed_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "environment_versions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "environment_versions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"environment_id" bigint NOT NULL,
	"facts" jsonb NOT NULL,
	"retired" boolean DEFAULT false NOT NULL,
	"changed_by" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "environments" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "environments_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "links" DROP CONSTRAINT "a_link_is_for_one";--> statement-breakpoint
ALTER TABLE "links" ADD COLUMN "access_order_id" bigint;--> statement-breakpoint
ALTER TABLE "access_orders" ADD CONSTRAINT "access_orders_registration_id_registrations_id_fk" FOREIGN KEY ("registration_id") REFERENCES "public"."registrations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "access_orders" ADD CONSTRAINT "access_orders_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_clients" ADD CONSTRAINT "api_clients_registration_id_registrations_id_fk" FOREIGN KEY ("registration_id") REFERENCES "public"."registrations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_clients" ADD CONSTRAINT "api_clients_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_clients" ADD CONSTRAINT "api_clients_recorded_by_people_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attestation_notices" ADD CONSTRAINT "attestation_notices_registration_id_registrations_id_fk" FOREIGN KEY ("registration_id") REFERENCES "public"."registrations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attestations" ADD CONSTRAINT "attestations_registration_id_registrations_id_fk" FOREIGN KEY ("registration_id") REFERENCES "public"."registrations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attestations" ADD CONSTRAINT "attestations_signed_by_people_id_fk" FOREIGN KEY ("signed_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "environment_versions" ADD CONSTRAINT "environment_versions_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "environment_versions" ADD CONSTRAINT "environment_versions_changed_by_people_id_fk" FOREIGN KEY ("changed_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "orders_of_a_registration" ON "access_orders" USING btree ("registration_id","id");--> statement-breakpoint
CREATE INDEX "clients_of_a_registration" ON "api_clients" USING btree ("registration_id","environment_id","id");--> statement-breakpoint
CREATE INDEX "clients_of_an_environment" ON "api_clients" USING btree ("environment_id","client_id");--> statement-breakpoint
CREATE INDEX "attestations_of_a_registration" ON "attestations" USING btree ("registration_id","signed_at");--> statement-breakpoint
CREATE INDEX "versions_of_an_environment" ON "environment_versions" USING btree ("environment_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "environments_have_different_names" ON "environments" USING btree (lower("name"));--> statement-breakpoint
ALTER TABLE "links" ADD CONSTRAINT "links_access_order_id_access_orders_id_fk" FOREIGN KEY ("access_order_id") REFERENCES "public"."access_orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "links" ADD CONSTRAINT "a_link_is_for_one" CHECK (num_nonnulls("links"."person_id", "links"."participant_id", "links"."invitation_id", "links"."access_order_id") = 1);