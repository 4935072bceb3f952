-- What hangs on an enrolment has its program and area.
DO $$
DECLARE child text;
BEGIN
    FOREACH child IN ARRAY ARRAY['document', 'releasemember', 'objection'] LOOP
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
    SELECT p.lifetime_group, (
        SELECT array_agg(CASE WHEN x.first_id = p.code THEN x.second_id ELSE x.first_id END)
        FROM catalogue_exclusion x WHERE p.code IN (x.first_id, x.second_id)
    ) INTO NEW.lifetime_group, others FROM catalogue_program p WHERE p.code = NEW.program_id;
    IF others IS NULL OR NEW.state NOT IN ('draft', 'submitted', 'returned', 'approved', 'active', 'suspended') THEN
        RETURN NEW;
    END IF;
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

-- Rules are of the program that cites them, and an account is on record.
CREATE FUNCTION must_cite(program text, rules uuid, account bigint) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM catalogue_rules WHERE id = rules AND program_id = program) THEN
        RAISE EXCEPTION 'rules that the program has not'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'by_rules_of_its_program';
    ELSIF NOT EXISTS (SELECT 1 FROM core_account WHERE id = account) THEN
        RAISE EXCEPTION 'an account that is not on record'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'by_an_account';
    END IF;
END $$;
REVOKE EXECUTE ON FUNCTION must_cite(text, uuid, bigint) FROM PUBLIC;

-- An enrolment is someone's, under rules of its program, and made by an account. People, rules and accounts are never
-- deleted, so one look at all that a statement brings holds what a key would ask for each (decision 16). Nobody enters a
-- program under a merged record: the person is held until the transaction ends, so that no merge comes between and
-- leaves the enrolment behind.
CREATE FUNCTION enrolment_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE nobodys boolean; merged boolean;
BEGIN
    SELECT bool_or(p.id IS NULL), bool_or(p.merged_into_id IS NOT NULL) INTO nobodys, merged
    FROM (SELECT person_id FROM new_rows ORDER BY person_id) AS n LEFT JOIN LATERAL (
        SELECT id, merged_into_id FROM beneficiaries_person WHERE id = n.person_id LIMIT 1 FOR KEY SHARE
    ) AS p ON true;
    IF nobodys THEN
        RAISE EXCEPTION 'an enrolment of nobody'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'enrolment_of_someone';
    ELSIF merged THEN
        RAISE EXCEPTION 'an enrolment of a merged record'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'row_of_merged_record';
    END IF;
    PERFORM must_cite(n.program_id, n.rules_id, n.made_by_id)
    FROM (SELECT DISTINCT program_id, rules_id, made_by_id FROM new_rows) AS n;
    RETURN NULL;
END $$;
CREATE TRIGGER enrolment_fits AFTER INSERT ON enrolment_enrolment
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION enrolment_fits();

-- It may be judged anew, under later rules of its program.
CREATE FUNCTION enrolment_fits_again() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM must_cite(NEW.program_id, NEW.rules_id, NEW.made_by_id);
    RETURN NULL;
END $$;
CREATE TRIGGER enrolment_fits_again AFTER UPDATE OF rules_id, made_by_id ON enrolment_enrolment FOR EACH ROW
    WHEN ((OLD.rules_id, OLD.made_by_id) IS DISTINCT FROM (NEW.rules_id, NEW.made_by_id))
    EXECUTE FUNCTION enrolment_fits_again();

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

-- As for the people themselves.
ALTER TABLE enrolment_enrolment ALTER COLUMN area SET (n_distinct = 1000);
