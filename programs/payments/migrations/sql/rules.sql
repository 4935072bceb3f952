-- What hangs on an enrolment has its program and area.
ALTER TABLE payments_entitlement ADD CONSTRAINT entitlement_scope_is_the_enrolments
    FOREIGN KEY (enrolment_id, program_id, area) REFERENCES enrolment_enrolment (id, program_id, area) ON UPDATE CASCADE;
ALTER TABLE payments_payment ADD CONSTRAINT payment_scope_is_the_enrolments
    FOREIGN KEY (enrolment_id, program_id, area) REFERENCES enrolment_enrolment (id, program_id, area) ON UPDATE CASCADE;

-- Money waits for publicity: neither approved nor sent while one payment's list hasn't stood.
CREATE OR REPLACE FUNCTION batch_publicity_stood() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE today date := (now() AT TIME ZONE 'Asia/Shanghai')::date;
BEGIN
    IF EXISTS (
        SELECT 1 FROM payments_payment p
        WHERE p.batch_id = NEW.id AND p.state <> 'dropped' AND NOT publicity_stood(p.enrolment_id, today)
    ) THEN
        RAISE EXCEPTION 'batch %: publicity has not stood', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_publicity_stood';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER batch_publicity_stood BEFORE UPDATE OF state ON payments_batch FOR EACH ROW
    WHEN (NEW.state IN ('approved', 'sent') AND OLD.state IS DISTINCT FROM NEW.state)
    EXECUTE FUNCTION batch_publicity_stood();
