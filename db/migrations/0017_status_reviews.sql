CREATE TABLE "review_questions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "review_questions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"review_id" bigint NOT NULL,
	"question" text NOT NULL,
	"asked_by" bigint NOT NULL,
	"asked_at" timestamp with time zone NOT NULL,
	"reply_by" date NOT NULL,
	"lapse_on" date NOT NULL,
	"answer" text,
	"files" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"answered_by" bigint,
	"answered_at" timestamp with time zone,
	"entry_id" bigint,
	CONSTRAINT "an_answer_in_a_review_is_whole" CHECK (num_nonnulls("review_questions"."answer", "review_questions"."answered_by", "review_questions"."answered_at") IN (0, 3)),
	CONSTRAINT "an_answer_has_ten_files_at_most" CHECK (jsonb_array_length("review_questions"."files") <= 10)
);
--> statement-breakpoint
CREATE TABLE "reviewed_findings" (
	"review_id" bigint NOT NULL,
	"finding_id" bigint NOT NULL,
	"disputed" boolean NOT NULL,
	"said" text DEFAULT '' NOT NULL,
	"outcome" text,
	"words" text,
	CONSTRAINT "reviewed_findings_review_id_finding_id_pk" PRIMARY KEY("review_id","finding_id"),
	CONSTRAINT "a_result_is_upheld_or_changed" CHECK ("reviewed_findings"."outcome" IN ('upheld', 'changed')),
	CONSTRAINT "a_result_has_its_words" CHECK (num_nonnulls("reviewed_findings"."outcome", "reviewed_findings"."words") IN (0, 2))
);
--> statement-breakpoint
CREATE TABLE "status_reviews" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "status_reviews_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"registration_id" bigint NOT NULL,
	"determination_id" bigint,
	"reviewed" text NOT NULL,
	"level" text NOT NULL,
	"state" text DEFAULT 'requested' NOT NULL,
	"statement" text NOT NULL,
	"files" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"requested_by" bigint NOT NULL,
	"on_behalf" text,
	"requested_at" timestamp with time zone NOT NULL,
	"assignee_id" bigint,
	"assigned_by" bigint,
	"assigned_at" timestamp with time zone,
	"outcome" text,
	"words" text,
	"conditions" text,
	"conditions_until" date,
	"decided_by" bigint,
	"ended_at" timestamp with time zone,
	CONSTRAINT "only_a_block_or_a_refusal_is_reviewed" CHECK ("status_reviews"."reviewed" IN ('suspended', 'terminated', 'not_approved')),
	CONSTRAINT "a_review_ends_in_a_last_state" CHECK (("status_reviews"."state" IN ('decided', 'withdrawn', 'lapsed', 'settled')) = ("status_reviews"."ended_at" IS NOT NULL)),
	CONSTRAINT "an_assignment_is_whole" CHECK (num_nonnulls("status_reviews"."assignee_id", "status_reviews"."assigned_by", "status_reviews"."assigned_at") IN (0, 3)),
	CONSTRAINT "a_review_is_decided_as_a_whole" CHECK (num_nonnulls("status_reviews"."outcome", "status_reviews"."words", "status_reviews"."decided_by") = CASE WHEN "status_reviews"."state" = 'decided' THEN 3 ELSE 0 END),
	CONSTRAINT "a_review_is_decided_by_who_has_it" CHECK ("status_reviews"."decided_by" = "status_reviews"."assignee_id"),
	CONSTRAINT "an_outcome_fits_what_is_reviewed" CHECK ("status_reviews"."outcome" = 'uphold'
        OR ("status_reviews"."reviewed" = 'suspended' AND "status_reviews"."outcome" IN ('reinstate', 'reinstate_with_conditions'))
        OR ("status_reviews"."reviewed" = 'terminated' AND "status_reviews"."outcome" = 'rescind_termination')
        OR ("status_reviews"."reviewed" = 'not_approved' AND "status_reviews"."outcome" = 'rescind_denial')),
	CONSTRAINT "conditions_have_their_day" CHECK (num_nonnulls("status_reviews"."conditions", "status_reviews"."conditions_until") = CASE WHEN "status_reviews"."outcome" = 'reinstate_with_conditions' THEN 2 ELSE 0 END),
	CONSTRAINT "a_review_has_ten_files_at_most" CHECK (jsonb_array_length("status_reviews"."files") <= 10)
);
--> statement-breakpoint
ALTER TABLE "clock_pauses" DROP CONSTRAINT "a_pause_has_its_cause";--> statement-breakpoint
ALTER TABLE "registrations" ADD COLUMN "expedite" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "review_questions" ADD CONSTRAINT "review_questions_review_id_status_reviews_id_fk" FOREIGN KEY ("review_id") REFERENCES "public"."status_reviews"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_questions" ADD CONSTRAINT "review_questions_asked_by_people_id_fk" FOREIGN KEY ("asked_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_questions" ADD CONSTRAINT "review_questions_answered_by_people_id_fk" FOREIGN KEY ("answered_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_questions" ADD CONSTRAINT "review_questions_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reviewed_findings" ADD CONSTRAINT "reviewed_findings_review_id_status_reviews_id_fk" FOREIGN KEY ("review_id") REFERENCES "public"."status_reviews"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reviewed_findings" ADD CONSTRAINT "reviewed_findings_finding_id_findings_id_fk" FOREIGN KEY ("finding_id") REFERENCES "public"."findings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "status_reviews" ADD CONSTRAINT "status_reviews_registration_id_registrations_id_fk" FOREIGN KEY ("registration_id") REFERENCES "public"."registrations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "status_reviews" ADD CONSTRAINT "status_reviews_determination_id_determinations_id_fk" FOREIGN KEY ("determination_id") REFERENCES "public"."determinations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "status_reviews" ADD CONSTRAINT "status_reviews_requested_by_people_id_fk" FOREIGN KEY ("requested_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "status_reviews" ADD CONSTRAINT "status_reviews_assignee_id_people_id_fk" FOREIGN KEY ("assignee_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "status_reviews" ADD CONSTRAINT "status_reviews_assigned_by_people_id_fk" FOREIGN KEY ("assigned_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "status_reviews" ADD CONSTRAINT "status_reviews_decided_by_people_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "one_open_question_of_a_review" ON "review_questions" USING btree ("review_id") WHERE "review_questions"."answered_at" IS NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "one_open_review" ON "status_reviews" USING btree ("registration_id") WHERE "status_reviews"."ended_at" IS NULL;--> statement-breakpoint
CREATE INDEX "reviews_of_a_registration" ON "status_reviews" USING btree ("registration_id","id");--> statement-breakpoint
ALTER TABLE "clock_pauses" ADD CONSTRAINT "a_pause_has_its_cause" CHECK ("clock_pauses"."cause" IN ('question', 'bounce', 'review'));