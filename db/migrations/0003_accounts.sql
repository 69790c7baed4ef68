ALTER TYPE "public"."link_kind" ADD VALUE 'reset_password';--> statement-breakpoint
ALTER TYPE "public"."link_kind" ADD VALUE 'change_address';--> statement-breakpoint
ALTER TYPE "public"."link_kind" ADD VALUE 'invitation';--> statement-breakpoint
CREATE TABLE "invitations" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "invitations_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"company_id" bigint NOT NULL,
	"email" text NOT NULL,
	"access" text NOT NULL,
	"invited_by" bigint NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"accepted_at" timestamp with time zone,
	"accepted_by" bigint,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "nobody_is_invited_to_own" CHECK ("invitations"."access" IN ('manage', 'read')),
	CONSTRAINT "accepted_by_somebody" CHECK (num_nonnulls("invitations"."accepted_at", "invitations"."accepted_by") IN (0, 2)),
	CONSTRAINT "accepted_or_revoked" CHECK (num_nonnulls("invitations"."accepted_at", "invitations"."revoked_at") < 2)
);
--> statement-breakpoint
CREATE TABLE "ownership_transfers" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "ownership_transfers_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"company_id" bigint NOT NULL,
	"from_id" bigint NOT NULL,
	"to_id" bigint NOT NULL,
	"called_name" text NOT NULL,
	"called_number" text NOT NULL,
	"called_on" date NOT NULL,
	"called_time" text NOT NULL,
	"reason" text NOT NULL,
	"done_by" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "ownership_moves_to_another" CHECK ("ownership_transfers"."from_id" <> "ownership_transfers"."to_id")
);
--> statement-breakpoint
CREATE TABLE "recovery_codes" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "recovery_codes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"person_id" bigint NOT NULL,
	"hash" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "second_factors" (
	"person_id" bigint PRIMARY KEY NOT NULL,
	"sealed_key" text NOT NULL,
	"last_step" bigint NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "links" DROP CONSTRAINT "a_link_is_for_one";--> statement-breakpoint
ALTER TABLE "links" ADD COLUMN "invitation_id" bigint;--> statement-breakpoint
ALTER TABLE "links" ADD COLUMN "email" text;--> statement-breakpoint
ALTER TABLE "memberships" ADD COLUMN "access" text DEFAULT 'owner' NOT NULL;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "stage" text DEFAULT 'full' NOT NULL;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "user_agent" text;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_company_id_companies_id_fk" FOREIGN KEY ("company_id") REFERENCES "public"."companies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_invited_by_people_id_fk" FOREIGN KEY ("invited_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_accepted_by_people_id_fk" FOREIGN KEY ("accepted_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ownership_transfers" ADD CONSTRAINT "ownership_transfers_company_id_companies_id_fk" FOREIGN KEY ("company_id") REFERENCES "public"."companies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ownership_transfers" ADD CONSTRAINT "ownership_transfers_from_id_people_id_fk" FOREIGN KEY ("from_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ownership_transfers" ADD CONSTRAINT "ownership_transfers_to_id_people_id_fk" FOREIGN KEY ("to_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ownership_transfers" ADD CONSTRAINT "ownership_transfers_done_by_people_id_fk" FOREIGN KEY ("done_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recovery_codes" ADD CONSTRAINT "recovery_codes_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "second_factors" ADD CONSTRAINT "second_factors_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "one_open_invitation_of_an_address" ON "invitations" USING btree ("company_id",lower("email")) WHERE "invitations"."accepted_at" IS NULL AND "invitations"."revoked_at" IS NULL;--> statement-breakpoint
CREATE INDEX "transfers_of_a_company" ON "ownership_transfers" USING btree ("company_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "a_recovery_code_is_once" ON "recovery_codes" USING btree ("person_id","hash");--> statement-breakpoint
ALTER TABLE "links" ADD CONSTRAINT "links_invitation_id_invitations_id_fk" FOREIGN KEY ("invitation_id") REFERENCES "public"."invitations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "links" ADD CONSTRAINT "a_new_address_is_named" CHECK (("links"."kind"::text = 'change_address') = ("links"."email" IS NOT NULL));--> statement-breakpoint
ALTER TABLE "links" ADD CONSTRAINT "a_link_is_for_one" CHECK (num_nonnulls("links"."person_id", "links"."participant_id", "links"."invitation_id") = 1);--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "members_own_manage_or_read" CHECK ("memberships"."access" IN ('owner', 'manage', 'read'));--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "a_session_waits_or_is_full" CHECK ("sessions"."stage" IN ('full', 'code', 'enrol'));