-- Nobody who proposed or decided what is reviewed handles the review, whatever wrote the row (DOMAIN 2.4).
CREATE FUNCTION refuse_own_review() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.assignee_id IS DISTINCT FROM OLD.assignee_id OR NEW.decided_by IS NOT NULL) AND EXISTS (
    SELECT FROM determinations
    WHERE id = NEW.determination_id AND NEW.assignee_id IN (proposed_by, decided_by)
  ) THEN
    RAISE EXCEPTION 'nobody reviews what they proposed or decided' USING ERRCODE = 'check_violation';
  END IF;
  IF OLD.ended_at IS NOT NULL THEN
    RAISE EXCEPTION 'a review that has ended is kept as it is' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER reviews_are_by_somebody_else BEFORE UPDATE ON status_reviews FOR EACH ROW EXECUTE FUNCTION refuse_own_review();
--> statement-breakpoint
CREATE TRIGGER reviews_are_not_deleted BEFORE DELETE ON status_reviews FOR EACH ROW EXECUTE FUNCTION refuse_change();
