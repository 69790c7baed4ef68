-- Findings and what was cited stay as they were written; the record of a decision changes only by its verdict.
CREATE TRIGGER findings_are_append_only BEFORE UPDATE OR DELETE ON findings FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER findings_are_not_truncated BEFORE TRUNCATE ON findings FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER cited_findings_are_append_only BEFORE UPDATE OR DELETE ON cited_findings FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER cited_findings_are_not_truncated BEFORE TRUNCATE ON cited_findings FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER determinations_are_not_deleted BEFORE DELETE ON determinations FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER determinations_are_not_truncated BEFORE TRUNCATE ON determinations FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE FUNCTION refuse_other_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.decided_at IS NOT NULL
    OR to_jsonb(OLD) - ARRAY['verdict', 'verdict_reason', 'decided_by', 'decided_at']
      IS DISTINCT FROM to_jsonb(NEW) - ARRAY['verdict', 'verdict_reason', 'decided_by', 'decided_at'] THEN
    RAISE EXCEPTION 'the record of a decision is kept as it was proposed' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER determinations_keep_their_words BEFORE UPDATE ON determinations FOR EACH ROW EXECUTE FUNCTION refuse_other_words();
--> statement-breakpoint
-- At the end of the transaction: at least one cited finding is about data on the payer's systems, not only about
-- identity or reachability (DOMAIN 3.2).
CREATE FUNCTION require_ground() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM cited_findings
    WHERE determination_id = NEW.id AND criterion_id NOT IN ('SEC-01', 'SEC-09')
  ) THEN
    RAISE EXCEPTION 'a determination needs a finding that can carry it' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER a_determination_has_its_ground AFTER INSERT ON determinations
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION require_ground();
