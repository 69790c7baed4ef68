CREATE TYPE "public"."registration_kind" AS ENUM('vendor_app', 'payer');--> statement-breakpoint
ALTER TYPE "public"."registration_phase" ADD VALUE 'decision_check' BEFORE 'instructions_due';--> statement-breakpoint
ALTER TYPE "public"."registration_phase" ADD VALUE 'change_review' BEFORE 'final';--> statement-breakpoint
ALTER TYPE "public"."registration_phase" ADD VALUE 'reattest_due' BEFORE 'final';--> statement-breakpoint
ALTER TYPE "public"."registration_phase" ADD VALUE 'review_open';--> statement-breakpoint
CREATE TABLE "change_requests" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "change_requests_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"registration_id" bigint NOT NULL,
	"answers" jsonb NOT NULL,
	"questionnaire_version" integer NOT NULL,
	"filed_by" bigint NOT NULL,
	"filed_at" timestamp with time zone NOT NULL,
	"outcome" text,
	"reason" text,
	"closed_by" bigint,
	"closed_at" timestamp with time zone,
	CONSTRAINT "a_change_ends_as_a_whole" CHECK (num_nonnulls("change_requests"."outcome", "change_requests"."closed_by", "change_requests"."closed_at") IN (0, 3)),
	CONSTRAINT "a_change_is_accepted_refused_or_taken_back" CHECK ("change_requests"."outcome" IN ('accepted', 'refused', 'taken_back')),
	CONSTRAINT "a_refused_change_has_a_reason" CHECK ("change_requests"."outcome" <> 'refused' OR length("change_requests"."reason") > 0)
);
--> statement-breakpoint
ALTER TABLE "registrations" ADD COLUMN "kind" "registration_kind" DEFAULT 'vendor_app' NOT NULL;--> statement-breakpoint
ALTER TABLE "registrations" ADD COLUMN "supersedes_id" bigint;--> statement-breakpoint
ALTER TABLE "change_requests" ADD CONSTRAINT "change_requests_registration_id_registrations_id_fk" FOREIGN KEY ("registration_id") REFERENCES "public"."registrations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "change_requests" ADD CONSTRAINT "change_requests_filed_by_people_id_fk" FOREIGN KEY ("filed_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "change_requests" ADD CONSTRAINT "change_requests_closed_by_people_id_fk" FOREIGN KEY ("closed_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "one_open_change_request" ON "change_requests" USING btree ("registration_id") WHERE "change_requests"."closed_at" IS NULL;--> statement-breakpoint
ALTER TABLE "registrations" ADD CONSTRAINT "registrations_supersedes_id_registrations_id_fk" FOREIGN KEY ("supersedes_id") REFERENCES "public"."registrations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "a_registration_is_superseded_once" ON "registrations" USING btree ("supersedes_id");