-- Who signed what and when can be read for good.
CREATE TRIGGER attestations_are_append_only BEFORE UPDATE OR DELETE ON attestations FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER attestations_are_not_truncated BEFORE TRUNCATE ON attestations FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
