CREATE TYPE "public"."closed_as" AS ENUM('not_approved', 'withdrawn');--> statement-breakpoint
CREATE TYPE "public"."entry_kind" AS ENUM('message', 'mail', 'note', 'request', 'event');--> statement-breakpoint
CREATE TYPE "public"."inbound_outcome" AS ENUM('thread', 'unmatched', 'quarantine');--> statement-breakpoint
CREATE TYPE "public"."link_kind" AS ENUM('verify_account', 'verify_contact');--> statement-breakpoint
CREATE TYPE "public"."participant_kind" AS ENUM('owner', 'contact');--> statement-breakpoint
CREATE TYPE "public"."person_kind" AS ENUM('vendor', 'staff');--> statement-breakpoint
CREATE TYPE "public"."registration_phase" AS ENUM('in_review', 'info_requested', 'info_received', 'instructions_due', 'active', 'final');--> statement-breakpoint
CREATE TYPE "public"."registration_status" AS ENUM('pending', 'approved', 'suspended', 'terminated');--> statement-breakpoint
CREATE TYPE "public"."staff_role" AS ENUM('reviewer', 'approver', 'support', 'admin', 'auditor');--> statement-breakpoint
CREATE TABLE "audit_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone NOT NULL,
	"person_id" bigint,
	"role" text,
	"action" text NOT NULL,
	"object" text,
	"ip" text,
	"user_agent" text,
	"request_id" text,
	"detail" jsonb
);
--> statement-breakpoint
CREATE TABLE "clock_pauses" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "clock_pauses_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"clock_id" bigint NOT NULL,
	"request_id" bigint NOT NULL,
	"paused_at" timestamp with time zone NOT NULL,
	"paused_by" bigint NOT NULL,
	"resumed_at" timestamp with time zone,
	"resumed_by" bigint,
	CONSTRAINT "a_resume_is_whole" CHECK (num_nonnulls("clock_pauses"."resumed_at", "clock_pauses"."resumed_by") IN (0, 2))
);
--> statement-breakpoint
CREATE TABLE "clocks" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "clocks_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"registration_id" bigint NOT NULL,
	"rule" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"stopped_at" timestamp with time zone,
	"due_on" date
);
--> statement-breakpoint
CREATE TABLE "companies" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "companies_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "entries" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "entries_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"registration_id" bigint NOT NULL,
	"seq" integer NOT NULL,
	"kind" "entry_kind" NOT NULL,
	"author_id" bigint,
	"participant_id" bigint,
	"inbound_id" bigint,
	"request_id" bigint,
	"subject" text,
	"body" text DEFAULT '' NOT NULL,
	"quoted" text DEFAULT '' NOT NULL,
	"event" jsonb,
	"trust" jsonb,
	"attachments" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"judged_at" timestamp with time zone,
	"judged_by" bigint,
	"visible_to_vendor" boolean DEFAULT false NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "an_event_says_what" CHECK (("entries"."kind" = 'event') = ("entries"."event" IS NOT NULL)),
	CONSTRAINT "a_mail_has_its_proof" CHECK (("entries"."kind" = 'mail') = ("entries"."inbound_id" IS NOT NULL AND "entries"."trust" IS NOT NULL)),
	CONSTRAINT "a_note_is_for_staff" CHECK ("entries"."kind" <> 'note' OR NOT "entries"."visible_to_vendor")
);
--> statement-breakpoint
CREATE TABLE "inbound_mail" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "inbound_mail_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"account" text NOT NULL,
	"sha256" text NOT NULL,
	"size" integer NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"first_seen_at" timestamp with time zone NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"outcome" "inbound_outcome",
	"filed_at" timestamp with time zone,
	"message_id" text,
	"from_address" text DEFAULT '' NOT NULL,
	"subject" text DEFAULT '' NOT NULL,
	"body" text DEFAULT '' NOT NULL,
	"quoted" text DEFAULT '' NOT NULL,
	"attachments" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"trust" jsonb,
	"claims" bigint,
	"note" text,
	CONSTRAINT "an_outcome_has_its_time" CHECK (("inbound_mail"."outcome" IS NULL) = ("inbound_mail"."filed_at" IS NULL))
);
--> statement-breakpoint
CREATE TABLE "information_items" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "information_items_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"request_id" bigint NOT NULL,
	"position" integer NOT NULL,
	"field_id" text,
	"question" text NOT NULL,
	"answered_by" bigint,
	"accepted_by" bigint,
	"answered_at" timestamp with time zone,
	CONSTRAINT "an_answer_is_whole" CHECK (num_nonnulls("information_items"."answered_by", "information_items"."accepted_by", "information_items"."answered_at") IN (0, 3))
);
--> statement-breakpoint
CREATE TABLE "information_requests" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "information_requests_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"registration_id" bigint NOT NULL,
	"asked_by" bigint NOT NULL,
	"blocking" boolean NOT NULL,
	"reply_by" date NOT NULL,
	"asked_at" timestamp with time zone NOT NULL,
	"closed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "links" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "links_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" "link_kind" NOT NULL,
	"person_id" bigint,
	"participant_id" bigint,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	CONSTRAINT "a_link_is_for_one" CHECK (num_nonnulls("links"."person_id", "links"."participant_id") = 1)
);
--> statement-breakpoint
CREATE TABLE "memberships" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "memberships_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"company_id" bigint NOT NULL,
	"person_id" bigint NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"left_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "outbox_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"registration_id" bigint,
	"participant_id" bigint,
	"person_id" bigint,
	"entry_id" bigint,
	"to_address" text NOT NULL,
	"kind" text NOT NULL,
	"cause" text NOT NULL,
	"letter" jsonb NOT NULL,
	"message_id" text,
	"reply_to" text,
	"in_reply_to" text,
	"created_at" timestamp with time zone NOT NULL,
	"not_before" timestamp with time zone NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"ambiguous" integer DEFAULT 0 NOT NULL,
	"sent_at" timestamp with time zone,
	"failed_at" timestamp with time zone,
	"response" text,
	CONSTRAINT "outbox_messageId_unique" UNIQUE("message_id"),
	CONSTRAINT "sent_or_failed" CHECK (num_nonnulls("outbox"."sent_at", "outbox"."failed_at") < 2)
);
--> statement-breakpoint
CREATE TABLE "participants" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "participants_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"registration_id" bigint NOT NULL,
	"person_id" bigint,
	"kind" "participant_kind" NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"token_epoch" integer DEFAULT 0 NOT NULL,
	"verified_at" timestamp with time zone,
	"left_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "people" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "people_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" "person_kind" NOT NULL,
	"staff_role" "staff_role",
	"email" text NOT NULL,
	"name" text NOT NULL,
	"password_hash" text NOT NULL,
	"email_verified_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "staff_have_a_role" CHECK (("people"."kind" = 'staff') = ("people"."staff_role" IS NOT NULL))
);
--> statement-breakpoint
CREATE TABLE "rate_limits" (
	"key" text PRIMARY KEY NOT NULL,
	"points" integer NOT NULL,
	"expire" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "registrations" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "registrations_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"number" text NOT NULL,
	"company_id" bigint NOT NULL,
	"owner_id" bigint NOT NULL,
	"assignee_id" bigint,
	"status" "registration_status",
	"phase" "registration_phase",
	"closed_as" "closed_as",
	"app_name" text NOT NULL,
	"draft" jsonb NOT NULL,
	"draft_version" integer DEFAULT 0 NOT NULL,
	"questionnaire_version" integer NOT NULL,
	"last_seq" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"submitted_at" timestamp with time zone,
	"changed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "registrations_number_unique" UNIQUE("number"),
	CONSTRAINT "a_status_has_a_phase" CHECK (("registrations"."status" IS NULL) = ("registrations"."phase" IS NULL)),
	CONSTRAINT "an_ended_application_has_no_status" CHECK ("registrations"."closed_as" IS NULL OR "registrations"."status" IS NULL),
	CONSTRAINT "only_a_draft_was_never_submitted" CHECK ("registrations"."submitted_at" IS NOT NULL OR "registrations"."status" IS NULL)
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" bigint NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"seen_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "settings" (
	"key" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "status_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "status_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"registration_id" bigint NOT NULL,
	"action" text NOT NULL,
	"from_place" text NOT NULL,
	"to_place" text NOT NULL,
	"actor_id" bigint,
	"reason" text,
	"at" timestamp with time zone NOT NULL,
	"visible_to_vendor" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "submissions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "submissions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"registration_id" bigint NOT NULL,
	"revision" integer NOT NULL,
	"answers" jsonb NOT NULL,
	"questionnaire_version" integer NOT NULL,
	"submitted_by" bigint NOT NULL,
	"submitted_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "clock_pauses" ADD CONSTRAINT "clock_pauses_clock_id_clocks_id_fk" FOREIGN KEY ("clock_id") REFERENCES "public"."clocks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "clock_pauses" ADD CONSTRAINT "clock_pauses_request_id_information_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."information_requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "clock_pauses" ADD CONSTRAINT "clock_pauses_paused_by_people_id_fk" FOREIGN KEY ("paused_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "clock_pauses" ADD CONSTRAINT "clock_pauses_resumed_by_people_id_fk" FOREIGN KEY ("resumed_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "clocks" ADD CONSTRAINT "clocks_registration_id_registrations_id_fk" FOREIGN KEY ("registration_id") REFERENCES "public"."registrations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entries" ADD CONSTRAINT "entries_registration_id_registrations_id_fk" FOREIGN KEY ("registration_id") REFERENCES "public"."registrations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entries" ADD CONSTRAINT "entries_author_id_people_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entries" ADD CONSTRAINT "entries_participant_id_participants_id_fk" FOREIGN KEY ("participant_id") REFERENCES "public"."participants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entries" ADD CONSTRAINT "entries_inbound_id_inbound_mail_id_fk" FOREIGN KEY ("inbound_id") REFERENCES "public"."inbound_mail"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entries" ADD CONSTRAINT "entries_request_id_information_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."information_requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entries" ADD CONSTRAINT "entries_judged_by_people_id_fk" FOREIGN KEY ("judged_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inbound_mail" ADD CONSTRAINT "inbound_mail_claims_registrations_id_fk" FOREIGN KEY ("claims") REFERENCES "public"."registrations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "information_items" ADD CONSTRAINT "information_items_request_id_information_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."information_requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "information_items" ADD CONSTRAINT "information_items_answered_by_entries_id_fk" FOREIGN KEY ("answered_by") REFERENCES "public"."entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "information_items" ADD CONSTRAINT "information_items_accepted_by_people_id_fk" FOREIGN KEY ("accepted_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "information_requests" ADD CONSTRAINT "information_requests_registration_id_registrations_id_fk" FOREIGN KEY ("registration_id") REFERENCES "public"."registrations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "information_requests" ADD CONSTRAINT "information_requests_asked_by_people_id_fk" FOREIGN KEY ("asked_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "links" ADD CONSTRAINT "links_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "links" ADD CONSTRAINT "links_participant_id_participants_id_fk" FOREIGN KEY ("participant_id") REFERENCES "public"."participants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_company_id_companies_id_fk" FOREIGN KEY ("company_id") REFERENCES "public"."companies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_registration_id_registrations_id_fk" FOREIGN KEY ("registration_id") REFERENCES "public"."registrations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_participant_id_participants_id_fk" FOREIGN KEY ("participant_id") REFERENCES "public"."participants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "participants" ADD CONSTRAINT "participants_registration_id_registrations_id_fk" FOREIGN KEY ("registration_id") REFERENCES "public"."registrations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "participants" ADD CONSTRAINT "participants_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "registrations" ADD CONSTRAINT "registrations_company_id_companies_id_fk" FOREIGN KEY ("company_id") REFERENCES "public"."companies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "registrations" ADD CONSTRAINT "registrations_owner_id_people_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "registrations" ADD CONSTRAINT "registrations_assignee_id_people_id_fk" FOREIGN KEY ("assignee_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_people_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "status_events" ADD CONSTRAINT "status_events_registration_id_registrations_id_fk" FOREIGN KEY ("registration_id") REFERENCES "public"."registrations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "status_events" ADD CONSTRAINT "status_events_actor_id_people_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "submissions" ADD CONSTRAINT "submissions_registration_id_registrations_id_fk" FOREIGN KEY ("registration_id") REFERENCES "public"."registrations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "submissions" ADD CONSTRAINT "submissions_submitted_by_people_id_fk" FOREIGN KEY ("submitted_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_by_time" ON "audit_events" USING btree ("at");--> statement-breakpoint
CREATE UNIQUE INDEX "one_pause_at_a_time" ON "clock_pauses" USING btree ("clock_id") WHERE "clock_pauses"."resumed_at" IS NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "one_running_clock_of_a_kind" ON "clocks" USING btree ("registration_id","rule") WHERE "clocks"."stopped_at" IS NULL;--> statement-breakpoint
CREATE INDEX "clocks_by_due_day" ON "clocks" USING btree ("due_on") WHERE "clocks"."stopped_at" IS NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "entries_are_numbered" ON "entries" USING btree ("registration_id","seq");--> statement-breakpoint
CREATE UNIQUE INDEX "a_mail_makes_one_entry" ON "entries" USING btree ("inbound_id") WHERE "entries"."inbound_id" IS NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "same_bytes_same_mail" ON "inbound_mail" USING btree ("account","sha256");--> statement-breakpoint
CREATE INDEX "unmatched_mail" ON "inbound_mail" USING btree ("id") WHERE "inbound_mail"."outcome" IN ('unmatched', 'quarantine');--> statement-breakpoint
CREATE UNIQUE INDEX "questions_are_numbered" ON "information_items" USING btree ("request_id","position");--> statement-breakpoint
CREATE UNIQUE INDEX "one_open_blocking_request" ON "information_requests" USING btree ("registration_id") WHERE "information_requests"."closed_at" IS NULL AND "information_requests"."blocking";--> statement-breakpoint
CREATE UNIQUE INDEX "a_person_is_once_in_a_company" ON "memberships" USING btree ("person_id","company_id") WHERE "memberships"."left_at" IS NULL;--> statement-breakpoint
CREATE INDEX "memberships_company_id_index" ON "memberships" USING btree ("company_id");--> statement-breakpoint
CREATE UNIQUE INDEX "a_cause_writes_once_to_an_address" ON "outbox" USING btree ("kind","cause","to_address");--> statement-breakpoint
CREATE INDEX "outbox_waiting" ON "outbox" USING btree ("not_before") WHERE "outbox"."sent_at" IS NULL AND "outbox"."failed_at" IS NULL;--> statement-breakpoint
CREATE INDEX "letters_of_a_registration" ON "outbox" USING btree ("registration_id");--> statement-breakpoint
CREATE UNIQUE INDEX "an_address_takes_part_once" ON "participants" USING btree ("registration_id",lower("email")) WHERE "participants"."left_at" IS NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "one_account_an_address" ON "people" USING btree (lower("email"));--> statement-breakpoint
CREATE INDEX "registrations_of_a_company" ON "registrations" USING btree ("company_id","id");--> statement-breakpoint
CREATE INDEX "registrations_by_place" ON "registrations" USING btree ("status","phase","id");--> statement-breakpoint
CREATE INDEX "sessions_user_id_index" ON "sessions" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "history_of_a_registration" ON "status_events" USING btree ("registration_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "revisions_are_numbered" ON "submissions" USING btree ("registration_id","revision");