-- Which environment and which client stood when can be read from their rows, so none may be rewritten (0001).
CREATE TRIGGER environment_versions_are_append_only BEFORE UPDATE OR DELETE ON environment_versions FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER environment_versions_are_not_truncated BEFORE TRUNCATE ON environment_versions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER api_clients_are_append_only BEFORE UPDATE OR DELETE ON api_clients FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER api_clients_are_not_truncated BEFORE TRUNCATE ON api_clients FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
