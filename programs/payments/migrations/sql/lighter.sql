-- What is due is written a million rows at a time. A key would be asked for each of them; one look at all of them holds
-- the same, because an enrolment is never deleted (`no_delete`) and stays what and where it is (`enrolment_stays`), and
-- neither are its rules (`append_only`).
ALTER TABLE payments_entitlement DROP CONSTRAINT entitlement_scope_is_the_enrolments;

-- An entitlement is the enrolment's: its person, program and place, under rules of its program; and bears the name of
-- whoever worked it out.
CREATE OR REPLACE FUNCTION entitlement_fits_enrolment() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE me bigint := scope_account(); elsewhere boolean; anothers boolean; unsigned boolean; unruled boolean;
BEGIN
    SELECT bool_or((e.program_id, e.area) IS DISTINCT FROM (n.program_id, n.area)), bool_or(e.person_id <> n.person_id),
           bool_or(n.made_by_id IS DISTINCT FROM me)
    INTO elsewhere, anothers, unsigned
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
