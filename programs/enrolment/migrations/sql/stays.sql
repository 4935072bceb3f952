-- What an enrolment is, and which office handles it, stays (decision 2): what hangs on it carries both.
CREATE OR REPLACE FUNCTION enrolment_stays() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'enrolment % stays where it is', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'enrolment_stays';
END $$;
CREATE TRIGGER enrolment_stays BEFORE UPDATE OF id, program_id, area ON enrolment_enrolment FOR EACH ROW
    WHEN ((OLD.id, OLD.program_id, OLD.area) IS DISTINCT FROM (NEW.id, NEW.program_id, NEW.area))
    EXECUTE FUNCTION enrolment_stays();
