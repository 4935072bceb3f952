-- What hangs on an enrolment has its program and area.
DO $$
DECLARE child text;
BEGIN
    FOREACH child IN ARRAY ARRAY['document', 'decision', 'releasemember', 'objection'] LOOP
        EXECUTE format(
            'ALTER TABLE enrolment_%1$s ADD CONSTRAINT %1$s_scope_is_the_enrolments '
            'FOREIGN KEY (enrolment_id, program_id, area) REFERENCES enrolment_enrolment (id, program_id, area) '
            'ON UPDATE CASCADE', child);
    END LOOP;
END $$;

-- Before: the lifetime group is the program's, whatever the writer says. Then nobody may be in two programs
-- that exclude each other. The person's row is locked, so that two applications at once see one another (not so
-- hard that another's foreign key would wait for it: with a unique index between them both would wait for ever), and
-- the look is the owner's, because the other enrolment may lie outside the writer's scope.
CREATE OR REPLACE FUNCTION enrolment_exclusive() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE others text[];
BEGIN
    SELECT lifetime_group INTO NEW.lifetime_group FROM catalogue_program WHERE code = NEW.program_id;
    IF NEW.state NOT IN ('draft', 'submitted', 'returned', 'approved', 'active', 'suspended') THEN RETURN NEW; END IF;
    SELECT array_agg(CASE WHEN first_id = NEW.program_id THEN second_id ELSE first_id END) INTO others
    FROM catalogue_exclusion WHERE NEW.program_id IN (first_id, second_id);
    IF others IS NULL THEN RETURN NEW; END IF;
    PERFORM 1 FROM beneficiaries_person WHERE id = NEW.person_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT 1 FROM enrolment_enrolment e
        WHERE e.person_id = NEW.person_id AND e.id <> NEW.id AND e.program_id = ANY (others)
          AND e.state IN ('draft', 'submitted', 'returned', 'approved', 'active', 'suspended')
    ) THEN
        RAISE EXCEPTION 'enrolment %: excluded by another program', NEW.id
            USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'enrolment_exclusive';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER enrolment_exclusive BEFORE INSERT OR UPDATE OF program_id, person_id, state, lifetime_group
    ON enrolment_enrolment FOR EACH ROW EXECUTE FUNCTION enrolment_exclusive();

-- Nobody decides on their own submission.
CREATE OR REPLACE FUNCTION decision_not_on_own_submission() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM enrolment_enrolment e WHERE e.id = NEW.enrolment_id AND e.submitted_by_id = NEW.actor_id) THEN
        RAISE EXCEPTION 'decision on own submission'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_not_on_own_submission';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decision_not_on_own_submission BEFORE INSERT ON enrolment_decision FOR EACH ROW
    WHEN (NEW.act IN ('passed', 'returned', 'refused', 'approved'))
    EXECUTE FUNCTION decision_not_on_own_submission();

-- Whose name a decision bears is whose scope it is: nobody can sign for another.
CREATE OR REPLACE FUNCTION decision_signed_by_actor() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF current_user = 'registry_app' AND NEW.actor_id IS DISTINCT FROM scope_account() THEN
        RAISE EXCEPTION 'decision in the name of another'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_signed_by_actor';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decision_signed_by_actor BEFORE INSERT ON enrolment_decision
    FOR EACH ROW EXECUTE FUNCTION decision_signed_by_actor();

-- What a program may never show, it can't release; nor a list where only totals are allowed.
CREATE OR REPLACE FUNCTION release_form_allowed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE allowed text;
BEGIN
    SELECT public_form INTO allowed FROM catalogue_program WHERE code = NEW.program_id;
    IF allowed = 'never' OR (allowed = 'totals' AND NEW.form <> 'totals') THEN
        RAISE EXCEPTION 'program % may not be released as %', NEW.program_id, NEW.form
            USING ERRCODE = 'check_violation', CONSTRAINT = 'release_form_allowed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER release_form_allowed BEFORE INSERT OR UPDATE OF program_id, form ON enrolment_release
    FOR EACH ROW EXECUTE FUNCTION release_form_allowed();

-- A line of a totals release names nobody and counts at least five.
CREATE OR REPLACE FUNCTION releaserow_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE form text;
BEGIN
    SELECT r.form INTO form FROM enrolment_release r WHERE r.id = NEW.release_id;
    IF form = 'totals' AND (NEW.masked_name <> '' OR NEW.count BETWEEN 1 AND 4 OR (NEW.count IS NULL AND NEW.amount IS NOT NULL)) THEN
        RAISE EXCEPTION 'a cell below five, or a name, in a release of totals'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'release_small_count';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER releaserow_fits BEFORE INSERT ON enrolment_releaserow
    FOR EACH ROW EXECUTE FUNCTION releaserow_fits();

-- Whether an enrolment's money may go out: its publicity stood its days and no objection is open. Programs
-- that are not published as a list have nothing to wait for. One home for the rule: the services ask it too.
CREATE OR REPLACE FUNCTION publicity_stood(enrolment uuid, today date) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT p.public_form <> 'list' OR (
        EXISTS (
            SELECT 1 FROM enrolment_releasemember m JOIN enrolment_release r ON r.id = m.release_id
            WHERE m.enrolment_id = e.id AND r.kind = 'publicity' AND r.state <> 'revoked' AND r.closes_on < today
        ) AND NOT EXISTS (
            SELECT 1 FROM enrolment_objection o JOIN enrolment_releasemember m ON m.release_id = o.release_id
            WHERE m.enrolment_id = e.id AND o.state = 'open' AND (o.enrolment_id IS NULL OR o.enrolment_id = e.id)
        )
    )
    FROM enrolment_enrolment e JOIN catalogue_program p ON p.code = e.program_id WHERE e.id = enrolment
$$;
