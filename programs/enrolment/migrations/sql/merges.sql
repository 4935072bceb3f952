-- Two records become one: their enrolments go over to the record that is kept. (That nobody
-- enters a program under a merged record is for `enrolment_fits`.)

-- An enrolment goes to another record only with a merge of the two, or back when it is undone.
CREATE TRIGGER enrolment_follows_merge BEFORE UPDATE OF person_id ON enrolment_enrolment FOR EACH ROW
    WHEN (OLD.person_id IS DISTINCT FROM NEW.person_id) EXECUTE FUNCTION row_follows_merge();

-- A merge leaves no enrolment behind, seen or unseen by whoever merges; but for what is over, of a relief that is given
-- once in a lifetime and that the kept record has as well: that stays where it was given.
CREATE FUNCTION person_leaves_enrolments() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM beneficiaries_person p JOIN enrolment_enrolment e ON e.person_id = p.id
        WHERE p.id = NEW.id AND p.merged_into_id <> p.id
          AND NOT (e.state = 'exited' AND e.lifetime_group <> '' AND EXISTS (
              SELECT 1 FROM enrolment_enrolment k
              WHERE k.person_id = p.merged_into_id AND k.lifetime_group = e.lifetime_group
                AND k.state NOT IN ('refused', 'withdrawn')))
    ) THEN
        RAISE EXCEPTION 'person % would leave an enrolment behind', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'person_leaves_enrolments';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER person_leaves_enrolments AFTER UPDATE OF merged_into_id ON beneficiaries_person
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.merged_into_id IS NOT NULL AND OLD.merged_into_id IS DISTINCT FROM NEW.merged_into_id)
    EXECUTE FUNCTION person_leaves_enrolments();

-- What a merge ended goes on in the transaction that undoes the merge.
CREATE FUNCTION enrolment_reopened() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.exit_reason <> 'merged' OR NOT EXISTS (
        SELECT 1 FROM beneficiaries_merge m
        WHERE m.merged_id = NEW.person_id AND m.undone_at = now()
          AND m.moved -> 'ended' ? NEW.id::text
    ) THEN
        RAISE EXCEPTION 'enrolment % is over', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'enrolment_reopened';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER enrolment_reopened BEFORE UPDATE OF state ON enrolment_enrolment FOR EACH ROW
    WHEN (OLD.state = 'exited' AND NEW.state IN ('active', 'suspended')) EXECUTE FUNCTION enrolment_reopened();
