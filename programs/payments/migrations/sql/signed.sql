-- An entitlement is the person's whose enrolment it is, and bears the name of whoever worked it out.
CREATE OR REPLACE FUNCTION entitlement_fits_enrolment() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM new_rows n JOIN enrolment_enrolment e ON e.id = n.enrolment_id WHERE e.person_id <> n.person_id
    ) THEN
        RAISE EXCEPTION 'an entitlement of another person than the enrolment''s'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entitlement_fits_enrolment';
    END IF;
    IF EXISTS (SELECT 1 FROM new_rows WHERE made_by_id IS DISTINCT FROM (SELECT scope_account())) THEN
        RAISE EXCEPTION 'an entitlement in the name of another'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entitlement_signed_by_actor';
    END IF;
    RETURN NULL;
END $$;
