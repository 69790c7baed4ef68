ALTER TABLE "information_items" DROP CONSTRAINT "an_answer_is_whole";--> statement-breakpoint
ALTER TABLE "information_items" ADD COLUMN "draft" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "information_items" ADD COLUMN "in_form" text;--> statement-breakpoint
ALTER TABLE "information_items" ADD COLUMN "proposed" text;--> statement-breakpoint
ALTER TABLE "information_items" ADD COLUMN "confirmed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "information_items" ADD CONSTRAINT "only_an_answered_question_is_asked_for_later" CHECK ("information_items"."in_form" <> 'wanted' OR "information_items"."answered_at" IS NOT NULL);--> statement-breakpoint
ALTER TABLE "information_items" ADD CONSTRAINT "a_form_is_wanted_or_needed" CHECK ("information_items"."in_form" IN ('wanted', 'needed'));--> statement-breakpoint
ALTER TABLE "information_items" ADD CONSTRAINT "only_what_is_asked_for_is_confirmed" CHECK ("information_items"."confirmed_at" IS NULL OR "information_items"."in_form" IS NOT NULL);--> statement-breakpoint
ALTER TABLE "information_items" ADD CONSTRAINT "an_answer_is_whole" CHECK (num_nonnulls("information_items"."answered_by", "information_items"."answered_at") IN (0, 2) AND ("information_items"."accepted_by" IS NULL OR "information_items"."answered_by" IS NOT NULL));