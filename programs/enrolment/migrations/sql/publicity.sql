-- Whether an enrolment's money may go out: its publicity stood its days and no objection is open. Programs
-- that are not published as a list have nothing to wait for. One home for the rule: the services ask it too.
CREATE FUNCTION publicity_stood(enrolment uuid, today date) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT p.public_form <> 'list' OR (
        EXISTS (
            SELECT 1 FROM enrolment_releasemember m JOIN enrolment_release r ON r.id = m.release_id
            WHERE m.enrolment_id = e.id AND r.kind = 'publicity' AND r.state <> 'revoked' AND r.closes_on < today
        ) AND NOT EXISTS (
            SELECT 1 FROM enrolment_objection o JOIN enrolment_releasemember m ON m.release_id = o.release_id
            WHERE m.enrolment_id = e.id AND o.state = 'open' AND (o.enrolment_id IS NULL OR o.enrolment_id = e.id)
        )
    )
    FROM enrolment_enrolment e JOIN catalogue_program p ON p.code = e.program_id WHERE e.id = enrolment
$$;

-- Active only when publicity stands in the way no longer.
CREATE FUNCTION enrolment_publicity_stood() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT publicity_stood(NEW.id, (now() AT TIME ZONE 'Asia/Shanghai')::date) THEN
        RAISE EXCEPTION 'enrolment %: publicity has not stood', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'enrolment_publicity_stood';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER enrolment_publicity_stood BEFORE UPDATE OF state ON enrolment_enrolment FOR EACH ROW
    WHEN (OLD.state = 'approved' AND NEW.state = 'active') EXECUTE FUNCTION enrolment_publicity_stood();

-- An objection is received open; what it says stays, and once answered it stays answered.
CREATE FUNCTION objection_frozen() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' AND NEW.state <> 'open' OR TG_OP = 'UPDATE' AND (OLD.state <> 'open' OR
       (NEW.release_id, NEW.enrolment_id, NEW.content, NEW.objector, NEW.received_on, NEW.channel) IS DISTINCT FROM
       (OLD.release_id, OLD.enrolment_id, OLD.content, OLD.objector, OLD.received_on, OLD.channel)) THEN
        RAISE EXCEPTION 'objection %', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'objection_frozen';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER objection_frozen BEFORE INSERT OR UPDATE ON enrolment_objection
    FOR EACH ROW EXECUTE FUNCTION objection_frozen();

-- Daily, over all areas: what has stood becomes active. The decision bears the name of the list's publisher, or,
-- where there was nothing to publish, of whoever approved it; the history says that the system did it. A day to
-- come counts as today, so calling this early does nothing.
CREATE FUNCTION activate_cleared(today date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    day date := least(today, (now() AT TIME ZONE 'Asia/Shanghai')::date);
    done integer;
BEGIN
    WITH due AS (
        SELECT e.id FROM enrolment_enrolment e
        WHERE e.state = 'approved' AND publicity_stood(e.id, day) FOR UPDATE SKIP LOCKED
    ), moved AS (
        UPDATE enrolment_enrolment e
        SET state = 'active', starts_on = coalesce(e.starts_on, day), changed_at = now()
        FROM due WHERE e.id = due.id RETURNING e.id, e.program_id, e.area, e.rules_id
    ), written AS (
        INSERT INTO enrolment_decision
            (id, enrolment_id, program_id, area, act, level, actor_id, at, reason, rules_id, evaluation, evidence)
        SELECT gen_random_uuid(), m.id, m.program_id, m.area, 'activated', '', coalesce(r.made_by_id, a.actor_id),
            clock_timestamp(), coalesce(r.number, ''), m.rules_id, '[]', '[]'
        FROM moved m
        LEFT JOIN LATERAL (
            SELECT r.number, r.made_by_id FROM enrolment_releasemember rm JOIN enrolment_release r ON r.id = rm.release_id
            WHERE rm.enrolment_id = m.id AND r.kind = 'publicity' AND r.state <> 'revoked' AND r.closes_on < day
            ORDER BY r.opens_on DESC LIMIT 1
        ) r ON true
        LEFT JOIN LATERAL (
            SELECT d.actor_id FROM enrolment_decision d WHERE d.enrolment_id = m.id AND d.act = 'approved'
            ORDER BY d.at DESC LIMIT 1
        ) a ON true
        RETURNING 1
    ) SELECT count(*) INTO done FROM written;
    RETURN done;
END $$;
