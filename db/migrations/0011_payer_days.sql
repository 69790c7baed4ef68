CREATE TABLE "calendar_changes" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "calendar_changes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"day" date NOT NULL,
	"kind" text NOT NULL,
	"change" text NOT NULL,
	"name" text NOT NULL,
	"reason" text NOT NULL,
	"changed_by" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "a_day_is_closed_or_open" CHECK ("calendar_changes"."kind" IN ('closed', 'open')),
	CONSTRAINT "a_change_adds_or_removes" CHECK ("calendar_changes"."change" IN ('added', 'removed'))
);
--> statement-breakpoint
CREATE TABLE "mornings" (
	"job" text NOT NULL,
	"day" date NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "mornings_job_day_pk" PRIMARY KEY("job","day")
);
--> statement-breakpoint
ALTER TABLE "clock_pauses" DROP CONSTRAINT "a_resume_is_whole";--> statement-breakpoint
ALTER TABLE "clock_pauses" ALTER COLUMN "request_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "clock_pauses" ALTER COLUMN "paused_by" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "clock_pauses" ADD COLUMN "cause" text DEFAULT 'question' NOT NULL;--> statement-breakpoint
ALTER TABLE "information_requests" ADD COLUMN "terms" jsonb DEFAULT '{"reply":10,"reminders":[5,9],"lapse":20}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "information_requests" ADD COLUMN "lapse_on" date;--> statement-breakpoint
ALTER TABLE "information_requests" ADD COLUMN "reminded" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "calendar_changes" ADD CONSTRAINT "calendar_changes_changed_by_people_id_fk" FOREIGN KEY ("changed_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "open_requests" ON "information_requests" USING btree ("id") WHERE "information_requests"."closed_at" IS NULL;--> statement-breakpoint
ALTER TABLE "clock_pauses" ADD CONSTRAINT "a_pause_has_its_cause" CHECK ("clock_pauses"."cause" IN ('question', 'bounce'));--> statement-breakpoint
ALTER TABLE "clock_pauses" ADD CONSTRAINT "a_question_pauses_by_somebody" CHECK (("clock_pauses"."cause" = 'question') = (num_nonnulls("clock_pauses"."request_id", "clock_pauses"."paused_by") = 2));--> statement-breakpoint
ALTER TABLE "clock_pauses" ADD CONSTRAINT "a_pause_ends_after_it_began" CHECK ("clock_pauses"."resumed_at" IS NULL OR "clock_pauses"."resumed_at" >= "clock_pauses"."paused_at");--> statement-breakpoint
ALTER TABLE "clock_pauses" ADD CONSTRAINT "a_resume_is_whole" CHECK ("clock_pauses"."cause" <> 'question' OR num_nonnulls("clock_pauses"."resumed_at", "clock_pauses"."resumed_by") IN (0, 2));--> statement-breakpoint
ALTER TABLE "information_requests" ADD CONSTRAINT "only_a_blocking_request_lapses" CHECK ("information_requests"."lapse_on" IS NULL OR "information_requests"."blocking");--> statement-breakpoint
-- What the calendar said at any time can be read from its changes, so none may be rewritten (0001).
CREATE TRIGGER calendar_changes_are_append_only BEFORE UPDATE OR DELETE ON calendar_changes FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER calendar_changes_are_not_truncated BEFORE TRUNCATE ON calendar_changes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
