-- What hangs on an enrolment has its program and area.
ALTER TABLE payments_datedanswer ADD CONSTRAINT datedanswer_scope_is_the_enrolments
    FOREIGN KEY (enrolment_id, program_id, area) REFERENCES enrolment_enrolment (id, program_id, area) ON UPDATE CASCADE;

-- An answer of someone in the program is changed in place: from today it is the new one, and what it was until now
-- stays known. Sealed answers are objects, no amount follows them, and a new key seals them anew: they are left out.
CREATE FUNCTION enrolment_answers_dated() RETURNS trigger
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
