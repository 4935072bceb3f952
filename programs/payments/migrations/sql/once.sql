-- Money for one entitlement is in one batch at a time, and once paid never again. Altering the column's foreign key to
-- one without an index (`leaner`) took every index of that column along, this rule's too: it is made again.
CREATE UNIQUE INDEX IF NOT EXISTS payment_once_per_entitlement ON payments_payment (entitlement_id)
    WHERE NOT (state = 'dropped');

-- What was left out of a batch is, as what is in it, what its entitlement says.
CREATE OR REPLACE FUNCTION omission_fits_batch() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM payments_batch WHERE id IN (SELECT batch_id FROM new_rows) ORDER BY id FOR SHARE;
    IF EXISTS (
        SELECT 1 FROM new_rows n JOIN payments_batch b ON b.id = n.batch_id
        JOIN payments_entitlement e ON e.id = n.entitlement_id
        WHERE b.state <> 'made' OR NOT starts_with(n.area, b.area)
           OR (e.enrolment_id, e.person_id, e.program_id, e.program_id, e.period, e.amount)
              IS DISTINCT FROM (n.enrolment_id, n.person_id, n.program_id, b.program_id, b.period, n.amount)
    ) THEN
        RAISE EXCEPTION 'something left out that does not fit its batch or entitlement'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'omission_fits_batch';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER omission_fits_batch AFTER INSERT ON payments_omission
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION omission_fits_batch();
