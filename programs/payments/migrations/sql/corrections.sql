-- What hangs on an enrolment has its program and area.
ALTER TABLE payments_datedanswer ADD CONSTRAINT datedanswer_scope_is_the_enrolments
    FOREIGN KEY (enrolment_id, program_id, area) REFERENCES enrolment_enrolment (id, program_id, area) ON UPDATE CASCADE;

-- Who was suspended, and when: found without reading every decision.
CREATE INDEX decision_suspended ON enrolment_decision (enrolment_id, at) WHERE act IN ('suspended', 'resumed');

-- An answer of someone in the program is changed in place: from today it is the new one, and what it was until now
-- stays known. Sealed answers are objects, no amount follows them, and a new key seals them anew: they are left out.
CREATE OR REPLACE FUNCTION enrolment_answers_dated() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE before jsonb; after jsonb;
BEGIN
    SELECT coalesce(jsonb_object_agg(key, old_value), '{}'), coalesce(jsonb_object_agg(key, new_value), '{}')
    INTO before, after
    FROM (SELECT key, coalesce(o.value, 'null') AS old_value, coalesce(n.value, 'null') AS new_value
          FROM jsonb_each(OLD.answers) o FULL JOIN jsonb_each(NEW.answers) n USING (key)
          WHERE o.value IS DISTINCT FROM n.value
            AND coalesce(jsonb_typeof(o.value), '') <> 'object' AND coalesce(jsonb_typeof(n.value), '') <> 'object'
    ) AS changed;
    IF before = '{}' THEN RETURN NULL; END IF;
    -- What was known from the beginning is said once; of two for one day the later row holds.
    before := before - ARRAY(SELECT DISTINCT k FROM payments_datedanswer d, jsonb_object_keys(d.values) k
                             WHERE d.enrolment_id = NEW.id);
    IF before <> '{}' THEN
        INSERT INTO payments_datedanswer (id, enrolment_id, program_id, area, since, values, reason)
        VALUES (payments_uuid7(), NEW.id, NEW.program_id, NEW.area, date '0001-01-01', before, '');
    END IF;
    INSERT INTO payments_datedanswer (id, enrolment_id, program_id, area, since, values, reason)
    VALUES (payments_uuid7(), NEW.id, NEW.program_id, NEW.area, (now() AT TIME ZONE 'Asia/Shanghai')::date, after, '');
    RETURN NULL;
END $$;
CREATE TRIGGER enrolment_answers_dated AFTER UPDATE OF answers ON enrolment_enrolment FOR EACH ROW
    WHEN (OLD.answers IS DISTINCT FROM NEW.answers AND OLD.state IN ('active', 'suspended', 'exited'))
    EXECUTE FUNCTION enrolment_answers_dated();

-- A correction takes back the whole of one row of the same enrolment and period that no batch has, and leaves no less
-- than nothing due. Under the lock of those who make batches of the program, so that a row isn't taken back and paid.
CREATE OR REPLACE FUNCTION entitlement_corrects() RETURNS trigger
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
        SELECT 1 FROM new_rows n JOIN payments_payment p ON p.entitlement_id = n.cancels_id WHERE p.state <> 'dropped'
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

-- Paid is what stands: above zero, itself no correction's mirror, and lowered by no later row of its period.
CREATE OR REPLACE FUNCTION payment_of_what_stands() RETURNS trigger
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
