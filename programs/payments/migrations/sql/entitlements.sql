-- An entitlement is the enrolment's: its person, program and place, under rules of its program; and bears the name of
-- whoever worked it out, and is of no year that begins more than a month from now. What is due is written a million rows
-- at a time. A key would be asked for each of them; one look at all of them holds the same, because an enrolment is
-- never deleted (`no_delete`) and stays what and where it is (`enrolment_stays`), and so do its rules (`append_only`).
CREATE FUNCTION entitlement_fits_enrolment() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE me bigint := scope_account(); elsewhere boolean; anothers boolean; unsigned boolean; unruled boolean;
        last text;
BEGIN
    SELECT bool_or((e.program_id, e.area) IS DISTINCT FROM (n.program_id, n.area)), bool_or(e.person_id <> n.person_id),
           bool_or(n.made_by_id IS DISTINCT FROM me), max(n.period)
    INTO elsewhere, anothers, unsigned, last
    FROM new_rows n LEFT JOIN enrolment_enrolment e ON e.id = n.enrolment_id;
    IF elsewhere THEN
        RAISE EXCEPTION 'an entitlement elsewhere than its enrolment'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'entitlement_scope_is_the_enrolments';
    ELSIF anothers THEN
        RAISE EXCEPTION 'an entitlement of another person than the enrolment''s'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entitlement_fits_enrolment';
    ELSIF unsigned THEN
        RAISE EXCEPTION 'an entitlement in the name of another'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entitlement_signed_by_actor';
    ELSIF left(last, 4)::int > extract(year FROM now() AT TIME ZONE 'Asia/Shanghai' + interval '31 days') THEN
        RAISE EXCEPTION 'money that is due in a year to come'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entitlement_not_ahead';
    END IF;
    SELECT bool_or(r.id IS NULL) INTO unruled
    FROM (SELECT DISTINCT rules_id, program_id FROM new_rows) AS n
    LEFT JOIN catalogue_rules r ON r.id = n.rules_id AND r.program_id = n.program_id;
    IF unruled THEN
        RAISE EXCEPTION 'an entitlement under rules that its program has not'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'entitlement_by_rules_of_its_program';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER entitlement_fits_enrolment AFTER INSERT ON payments_entitlement
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION entitlement_fits_enrolment();

-- A correction takes back the whole of one row of the same enrolment and period that no batch has (what came back and
-- was released binds it no more), and leaves no less than nothing due. Under the lock of those who make batches of the
-- program, so that a row isn't taken back and paid.
CREATE FUNCTION entitlement_corrects() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM new_rows WHERE sequence > 0) THEN RETURN NULL; END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('payments.make ' || program_id, 0))
    FROM (SELECT DISTINCT program_id FROM new_rows WHERE sequence > 0 ORDER BY program_id) AS touched;
    IF EXISTS (
        SELECT 1 FROM new_rows n LEFT JOIN payments_entitlement o ON o.id = n.cancels_id
        WHERE n.cancels_id IS NOT NULL AND (o.id IS NULL OR o.cancels_id IS NOT NULL
              OR (o.enrolment_id, o.period, o.amount) IS DISTINCT FROM (n.enrolment_id, n.period, -n.amount)
              OR o.sequence >= n.sequence)
    ) THEN
        RAISE EXCEPTION 'a correction that is not the mirror of what it takes back'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entitlement_mirrors_original';
    END IF;
    IF EXISTS (
        SELECT 1 FROM new_rows n JOIN payments_payment p ON p.entitlement_id = n.cancels_id
        WHERE p.state NOT IN ('dropped', 'released')
    ) THEN
        RAISE EXCEPTION 'what is in a batch can not be taken back'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entitlement_in_a_batch';
    END IF;
    IF EXISTS (
        SELECT 1 FROM (SELECT DISTINCT enrolment_id, period FROM new_rows WHERE sequence > 0) AS touched
        JOIN payments_entitlement e USING (enrolment_id, period)
        GROUP BY enrolment_id, period HAVING sum(e.amount) < 0
    ) THEN
        RAISE EXCEPTION 'less than nothing would be due'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entitlement_not_below_nothing';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER entitlement_corrects AFTER INSERT ON payments_entitlement
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION entitlement_corrects();

-- Who was suspended, and when: found without reading every decision.
CREATE INDEX decision_suspended ON enrolment_decision (enrolment_id, at) WHERE act IN ('suspended', 'resumed');
