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
CREATE FUNCTION enrolment_exclusive() RETURNS trigger
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

-- Who made and who submitted an application is whose scope it was, and stays. What is born active comes from a
-- roster. Person, program and origin stay what they were. Signed once a statement: the signature costs a hash.
CREATE FUNCTION enrolment_signed() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE me bigint := scope_account();
BEGIN
    IF current_user <> ':app_role' THEN RETURN NULL; END IF;
    IF EXISTS (
        SELECT 1 FROM new_rows n WHERE n.made_by_id IS DISTINCT FROM me
           OR (n.state = 'active') <> (n.origin = 'roster') OR n.submitted_by_id IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'enrolment in the name of another'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'enrolment_signed';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER enrolment_signed AFTER INSERT ON enrolment_enrolment
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION enrolment_signed();

CREATE FUNCTION enrolment_signed_again() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE me bigint := scope_account();
BEGIN
    IF current_user <> ':app_role' THEN RETURN NULL; END IF;
    IF EXISTS (
        SELECT 1 FROM new_rows n JOIN old_rows o USING (id)
        WHERE n.made_by_id <> o.made_by_id OR n.program_id <> o.program_id OR n.origin <> o.origin
           OR (n.submitted_by_id IS DISTINCT FROM o.submitted_by_id AND n.submitted_by_id IS DISTINCT FROM me)
           OR (n.submitted_by_id IS DISTINCT FROM o.submitted_by_id AND o.state NOT IN ('draft', 'returned'))
           OR (n.state = 'submitted' AND o.state <> 'submitted' AND n.submitted_by_id IS DISTINCT FROM me)
    ) THEN
        RAISE EXCEPTION 'enrolment in the name of another'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'enrolment_signed';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER enrolment_signed_again AFTER UPDATE ON enrolment_enrolment
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION enrolment_signed_again();

-- What an enrolment is, and which office handles it, stays (decision 2): what hangs on it carries both.
CREATE FUNCTION enrolment_stays() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'enrolment % stays where it is', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'enrolment_stays';
END $$;
CREATE TRIGGER enrolment_stays BEFORE UPDATE OF id, program_id, area ON enrolment_enrolment FOR EACH ROW
    WHEN ((OLD.id, OLD.program_id, OLD.area) IS DISTINCT FROM (NEW.id, NEW.program_id, NEW.area))
    EXECUTE FUNCTION enrolment_stays();

-- What was answered can't be changed while it is under review or after.
CREATE FUNCTION enrolment_answers_frozen() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the answers of enrolment % are under review', NEW.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'enrolment_answers_frozen';
END $$;
CREATE TRIGGER enrolment_answers_frozen BEFORE UPDATE OF answers ON enrolment_enrolment FOR EACH ROW
    WHEN (OLD.answers IS DISTINCT FROM NEW.answers AND OLD.origin = 'application'
          AND OLD.state IN ('submitted', 'approved'))
    EXECUTE FUNCTION enrolment_answers_frozen();

-- For a roster: which of these people may not be taken into the program, and by which rule. It looks at enrolments
-- beyond the writer's scope, as the rules themselves do, but answers only about people in the writer's area and a
-- program that the writer may write.
CREATE FUNCTION enrolment_obstacles(people uuid[], wanted text) RETURNS TABLE (person uuid, rule text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT DISTINCT ON (e.person_id) e.person_id, CASE
        WHEN e.program_id = wanted AND e.state IN ('draft', 'submitted', 'returned', 'approved', 'active', 'suspended')
            THEN 'enrolment_one_open_per_program'
        WHEN p.lifetime_group <> '' AND e.lifetime_group = p.lifetime_group
             AND e.state NOT IN ('refused', 'withdrawn') THEN 'enrolment_once_in_a_lifetime'
        ELSE 'enrolment_exclusive' END
    FROM beneficiaries_person q
    JOIN enrolment_enrolment e ON e.person_id = q.id
    JOIN catalogue_program p ON p.code = wanted AND p.code = ANY ((SELECT scope_writes())::text[])
    WHERE q.id = ANY (people) AND q.area >= (SELECT scope_low()) AND q.area < (SELECT scope_high()) AND (
        (e.program_id = wanted AND e.state IN ('draft', 'submitted', 'returned', 'approved', 'active', 'suspended'))
        OR (p.lifetime_group <> '' AND e.lifetime_group = p.lifetime_group AND e.state NOT IN ('refused', 'withdrawn'))
        OR (e.state IN ('draft', 'submitted', 'returned', 'approved', 'active', 'suspended') AND EXISTS (
            SELECT 1 FROM catalogue_exclusion x
            WHERE (x.first_id, x.second_id) IN ((e.program_id, wanted), (wanted, e.program_id)))))
    ORDER BY e.person_id, 2 DESC
$$;
