CREATE TABLE "cited_findings" (
	"determination_id" bigint NOT NULL,
	"finding_id" bigint NOT NULL,
	"registration_id" bigint NOT NULL,
	"criterion_id" text NOT NULL,
	"outcome" text NOT NULL,
	"severity" text NOT NULL,
	CONSTRAINT "cited_findings_determination_id_finding_id_pk" PRIMARY KEY("determination_id","finding_id"),
	CONSTRAINT "only_an_unacceptable_security_risk_is_cited" CHECK ("cited_findings"."criterion_id" LIKE 'SEC-%' AND "cited_findings"."outcome" = 'not_met' AND "cited_findings"."severity" = 'unacceptable')
);
--> statement-breakpoint
CREATE TABLE "determinations" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "determinations_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"registration_id" bigint NOT NULL,
	"action" text NOT NULL,
	"criteria_version" integer NOT NULL,
	"risk_analysis" text NOT NULL,
	"risk_to_systems" text NOT NULL,
	"why_tailored" text NOT NULL,
	"alternatives" text NOT NULL,
	"policy" text DEFAULT '' NOT NULL,
	"case_by_case" boolean DEFAULT false NOT NULL,
	"emergency" boolean DEFAULT false NOT NULL,
	"scope" text,
	"what_lifts" text DEFAULT '' NOT NULL,
	"why_different" text DEFAULT '' NOT NULL,
	"consistent_with" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"vendor_text" text NOT NULL,
	"proposed_by" bigint NOT NULL,
	"proposed_at" timestamp with time zone NOT NULL,
	"verdict" text,
	"verdict_reason" text DEFAULT '' NOT NULL,
	"decided_by" bigint,
	"decided_at" timestamp with time zone,
	"confirm_by" date,
	CONSTRAINT "nobody_decides_their_own_proposal" CHECK ("determinations"."decided_by" <> "determinations"."proposed_by"),
	CONSTRAINT "a_verdict_is_whole" CHECK (num_nonnulls("determinations"."verdict", "determinations"."decided_by", "determinations"."decided_at") IN (0, 3)),
	CONSTRAINT "a_policy_or_case_by_case" CHECK ("determinations"."policy" <> '' OR "determinations"."case_by_case"),
	CONSTRAINT "only_a_suspension_has_a_scope" CHECK (("determinations"."action" = 'suspend') = ("determinations"."scope" IS NOT NULL)),
	CONSTRAINT "only_a_suspension_is_an_emergency" CHECK (NOT "determinations"."emergency" OR "determinations"."action" = 'suspend'),
	CONSTRAINT "an_emergency_has_its_day" CHECK ("determinations"."emergency" = ("determinations"."confirm_by" IS NOT NULL))
);
--> statement-breakpoint
CREATE TABLE "findings" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "findings_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"registration_id" bigint NOT NULL,
	"revision" integer NOT NULL,
	"criterion_id" text NOT NULL,
	"criteria_version" integer NOT NULL,
	"outcome" text NOT NULL,
	"severity" text,
	"observation" text NOT NULL,
	"terms" text DEFAULT '' NOT NULL,
	"evidence" jsonb NOT NULL,
	"automated" boolean DEFAULT false NOT NULL,
	"found_by" bigint NOT NULL,
	"found_at" timestamp with time zone NOT NULL,
	CONSTRAINT "a_finding_as_it_is_cited" UNIQUE("id","registration_id","criterion_id","outcome","severity"),
	CONSTRAINT "only_what_is_not_met_is_severe" CHECK (("findings"."outcome" = 'not_met') = ("findings"."severity" IS NOT NULL))
);
--> statement-breakpoint
ALTER TABLE "registrations" ADD COLUMN "criteria_version" integer;--> statement-breakpoint
ALTER TABLE "status_events" ADD COLUMN "determination_id" bigint;--> statement-breakpoint
ALTER TABLE "status_events" ADD COLUMN "criteria_version" integer;--> statement-breakpoint
ALTER TABLE "cited_findings" ADD CONSTRAINT "cited_findings_determination_id_determinations_id_fk" FOREIGN KEY ("determination_id") REFERENCES "public"."determinations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cited_findings" ADD CONSTRAINT "a_cited_finding_is_as_found" FOREIGN KEY ("finding_id","registration_id","criterion_id","outcome","severity") REFERENCES "public"."findings"("id","registration_id","criterion_id","outcome","severity") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "determinations" ADD CONSTRAINT "determinations_registration_id_registrations_id_fk" FOREIGN KEY ("registration_id") REFERENCES "public"."registrations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "determinations" ADD CONSTRAINT "determinations_proposed_by_people_id_fk" FOREIGN KEY ("proposed_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "determinations" ADD CONSTRAINT "determinations_decided_by_people_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "findings" ADD CONSTRAINT "findings_registration_id_registrations_id_fk" FOREIGN KEY ("registration_id") REFERENCES "public"."registrations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "findings" ADD CONSTRAINT "findings_found_by_people_id_fk" FOREIGN KEY ("found_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "determinations_of_a_registration" ON "determinations" USING btree ("registration_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "one_open_proposal" ON "determinations" USING btree ("registration_id") WHERE "determinations"."decided_at" IS NULL;--> statement-breakpoint
CREATE INDEX "findings_of_a_registration" ON "findings" USING btree ("registration_id","criterion_id","id");--> statement-breakpoint
ALTER TABLE "status_events" ADD CONSTRAINT "status_events_determination_id_determinations_id_fk" FOREIGN KEY ("determination_id") REFERENCES "public"."determinations"("id") ON DELETE no action ON UPDATE no action;