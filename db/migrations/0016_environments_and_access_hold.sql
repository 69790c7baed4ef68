-- Which environment and which client stood when can be read from their rows, so none may be rewritten (0001).
CREATE TRIGGER environment_versions_are_append_only BEFORE UPDATE OR DELETE ON environment_versions FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER environment_versions_are_not_truncated BEFORE TRUNCATE ON environment_versions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER api_clients_are_append_only BEFORE UPDATE OR DELETE ON api_clients FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER api_clients_are_not_truncated BEFORE TRUNCATE ON api_clients FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- An order stays as it was written; it changes once, when it is confirmed.
CREATE TRIGGER access_orders_are_not_deleted BEFORE DELETE ON access_orders FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER access_orders_are_not_truncated BEFORE TRUNCATE ON access_orders FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE FUNCTION refuse_other_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.confirmed_at IS NOT NULL
    OR to_jsonb(OLD) - 'confirmed_at' IS DISTINCT FROM to_jsonb(NEW) - 'confirmed_at' THEN
    RAISE EXCEPTION 'an order is kept as it was written' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER access_orders_keep_their_words BEFORE UPDATE ON access_orders FOR EACH ROW EXECUTE FUNCTION refuse_other_order();
--> statement-breakpoint
-- Who signed what and when can be read for good.
CREATE TRIGGER attestations_are_append_only BEFORE UPDATE OR DELETE ON attestations FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER attestations_are_not_truncated BEFORE TRUNCATE ON attestations FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
