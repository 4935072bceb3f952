-- A step writes each payment of a batch anew. Where its page has room, and no index follows what changed, that is all
-- it writes; a step later the room is free again.
ALTER TABLE payments_payment SET (fillfactor = 50);

-- What hangs on an enrolment has its program and area.
ALTER TABLE payments_payment ADD CONSTRAINT payment_scope_is_the_enrolments
    FOREIGN KEY (enrolment_id, program_id, area) REFERENCES enrolment_enrolment (id, program_id, area) ON UPDATE CASCADE;
ALTER TABLE payments_omission ADD CONSTRAINT omission_scope_is_the_enrolments
    FOREIGN KEY (enrolment_id, program_id, area) REFERENCES enrolment_enrolment (id, program_id, area) ON UPDATE CASCADE;

-- Payments join a batch while it is made, and are what their entitlement says: person, program, period, rules, amount. In a
-- batch that pays again each cites one that came back, of the same money; that is looked for only where something is
-- paid again: in a table that is not analysed yet, each payment of a batch would be held against all that there are.
CREATE FUNCTION payment_fits_batch() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    -- Held until the end, so that the batch isn't approved meanwhile.
    PERFORM 1 FROM payments_batch WHERE id IN (SELECT batch_id FROM new_rows) ORDER BY id FOR SHARE;
    IF EXISTS (
        SELECT 1 FROM new_rows n JOIN payments_batch b ON b.id = n.batch_id
        WHERE b.state <> 'made' OR b.program_id <> n.program_id OR NOT starts_with(n.area, b.area)
           OR b.reissue IS DISTINCT FROM (n.replaces_id IS NOT NULL)
    ) OR EXISTS (
        SELECT 1 FROM new_rows n JOIN payments_entitlement e ON e.id = n.entitlement_id
        JOIN payments_batch b ON b.id = n.batch_id
        WHERE (e.enrolment_id, e.person_id, e.program_id, e.period, e.rules_id, e.amount)
              IS DISTINCT FROM (n.enrolment_id, n.person_id, n.program_id, b.period, n.rules_id, n.amount)
    ) OR EXISTS (SELECT 1 FROM new_rows WHERE replaces_id IS NOT NULL) AND EXISTS (
        SELECT 1 FROM new_rows n JOIN payments_batch b ON b.id = n.batch_id
        JOIN payments_payment first ON first.id = n.replaces_id JOIN payments_batch f ON f.id = first.batch_id
        WHERE (first.entitlement_id, first.amount, first.state, f.fund_id)
              IS DISTINCT FROM (n.entitlement_id, n.amount, 'reissued', b.fund_id)
    ) THEN
        RAISE EXCEPTION 'a payment that does not fit its batch or entitlement'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_fits_batch';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER payment_fits_batch AFTER INSERT ON payments_payment
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION payment_fits_batch();

-- Paid is what stands: above zero, itself no correction's mirror, and lowered by no later row of its period.
CREATE FUNCTION payment_of_what_stands() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('payments.make ' || program_id, 0))
    FROM (SELECT DISTINCT program_id FROM new_rows ORDER BY program_id) AS touched;
    IF EXISTS (
        SELECT 1 FROM new_rows n JOIN payments_entitlement d ON d.id = n.entitlement_id
        WHERE n.state <> 'dropped' AND (d.cancels_id IS NOT NULL OR EXISTS (
            SELECT 1 FROM payments_entitlement l WHERE l.enrolment_id = d.enrolment_id AND l.period = d.period
              AND l.sequence > d.sequence AND l.amount < 0
              AND NOT EXISTS (SELECT 1 FROM payments_entitlement m WHERE m.cancels_id = l.id)))
    ) THEN
        RAISE EXCEPTION 'a payment of what was corrected'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_of_what_stands';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER payment_of_what_stands AFTER INSERT ON payments_payment
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION payment_of_what_stands();

-- What came back and is being paid again has a payment that does so, and while there is one it is not due otherwise.
CREATE FUNCTION payment_reissue_stands() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM payments_payment first
        LEFT JOIN payments_payment again ON again.replaces_id = first.id AND again.state <> 'dropped'
        WHERE first.id IN (NEW.id, NEW.replaces_id) AND (first.state = 'reissued') <> (again.id IS NOT NULL)
    ) THEN
        RAISE EXCEPTION 'a payment that came back and the one that pays it again do not agree'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_reissue_stands';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER payment_reissue_stands AFTER UPDATE OF state ON payments_payment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.state = 'reissued' OR NEW.state = 'reissued' OR NEW.state = 'dropped' AND NEW.replaces_id IS NOT NULL)
    EXECUTE FUNCTION payment_reissue_stands();

-- What was left out of a batch is, as what is in it, what its entitlement says.
CREATE FUNCTION omission_fits_batch() RETURNS trigger
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
