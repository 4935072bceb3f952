-- The areas of a pair are the records', whatever the writer says, and move with them.
CREATE FUNCTION pair_areas() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    SELECT area INTO NEW.first_area FROM beneficiaries_person WHERE id = NEW.first_id;
    SELECT area INTO NEW.second_area FROM beneficiaries_person WHERE id = NEW.second_id;
    RETURN NEW;
END $$;
CREATE TRIGGER pair_areas BEFORE INSERT OR UPDATE ON beneficiaries_pair FOR EACH ROW EXECUTE FUNCTION pair_areas();

CREATE FUNCTION person_pairs_move() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE beneficiaries_pair SET found_at = found_at WHERE NEW.id IN (first_id, second_id);
    RETURN NULL;
END $$;
CREATE TRIGGER person_pairs_move AFTER UPDATE OF area ON beneficiaries_person FOR EACH ROW
    WHEN (OLD.area IS DISTINCT FROM NEW.area) EXECUTE FUNCTION person_pairs_move();

-- Who decided is whose scope it is.
CREATE FUNCTION pair_signed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF current_user = ':app_role' AND NEW.decided_by_id IS DISTINCT FROM scope_account() THEN
        RAISE EXCEPTION 'pair decided in the name of another'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'pair_signed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER pair_signed BEFORE INSERT ON beneficiaries_pair FOR EACH ROW
    WHEN (NEW.decided_by_id IS NOT NULL) EXECUTE FUNCTION pair_signed();
CREATE TRIGGER pair_signed_again BEFORE UPDATE ON beneficiaries_pair FOR EACH ROW
    WHEN (NEW.decided_by_id IS NOT NULL AND (OLD.decided_by_id, OLD.state) IS DISTINCT FROM (NEW.decided_by_id, NEW.state))
    EXECUTE FUNCTION pair_signed();
