-- The steps of the chain that apply to an application from `area`: levels in the order of the rules.
CREATE FUNCTION chain_levels(rules uuid, area text) RETURNS text[]
LANGUAGE sql STABLE AS $$
    SELECT array_agg(step ->> 'level' ORDER BY position)
    FROM catalogue_rules r, jsonb_array_elements(r.definition -> 'chain') WITH ORDINALITY AS s(step, position)
    WHERE r.id = rules AND length(area) >= CASE step ->> 'level'
        WHEN 'village' THEN 12 WHEN 'township' THEN 9 WHEN 'county' THEN 6 WHEN 'city' THEN 4 ELSE 99 END
$$;

CREATE FUNCTION level_of_area(area text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE length(area)
        WHEN 12 THEN 'village' WHEN 9 THEN 'township' WHEN 6 THEN 'county' WHEN 4 THEN 'city' WHEN 2 THEN 'province'
        ELSE '' END
$$;

-- Nobody decides on what they drafted or submitted.
CREATE FUNCTION decision_not_on_own_submission() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM enrolment_enrolment e
        WHERE e.id = NEW.enrolment_id AND NEW.actor_id IN (e.submitted_by_id, e.made_by_id)
    ) THEN
        RAISE EXCEPTION 'decision on own submission'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_not_on_own_submission';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decision_not_on_own_submission BEFORE INSERT ON enrolment_decision FOR EACH ROW
    WHEN (NEW.act IN ('passed', 'returned', 'refused', 'approved'))
    EXECUTE FUNCTION decision_not_on_own_submission();

-- A step is decided at the level where the application is, by an account of that level above it with the role
-- for the program, who hasn't decided at another step; approved at the last step, passed on before it.
CREATE FUNCTION decision_of_its_step() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    e record;
    place text;
    levels text[];
BEGIN
    SELECT state, level, rules_id, area INTO e FROM enrolment_enrolment WHERE id = NEW.enrolment_id;
    SELECT area_id INTO place FROM core_account WHERE id = NEW.actor_id;
    IF NOT EXISTS (
        SELECT 1 FROM core_grant g WHERE g.account_id = NEW.actor_id AND g.role IN ('reviewer', 'manager')
          AND (g.programs @> ARRAY['*']::varchar[] OR g.programs @> ARRAY[NEW.program_id]::varchar[])
    ) OR place IS NULL OR NOT starts_with(e.area, place) THEN
        RAISE EXCEPTION 'account % may not decide', NEW.actor_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_of_its_step';
    END IF;
    -- What was approved is undone only by an objection that was upheld.
    IF NEW.act = 'refused' AND e.state = 'approved' AND EXISTS (
        SELECT 1 FROM enrolment_objection o WHERE o.enrolment_id = NEW.enrolment_id AND o.state = 'upheld'
    ) THEN
        RETURN NEW;
    END IF;
    levels := chain_levels(e.rules_id, e.area);
    IF e.state <> 'submitted' OR NEW.level <> e.level OR level_of_area(place) <> e.level
       OR (NEW.act IN ('passed', 'approved')
           AND (NEW.act = 'approved') <> (levels[array_upper(levels, 1)] = e.level)) THEN
        RAISE EXCEPTION 'enrolment % is not at a step that account % decides', NEW.enrolment_id, NEW.actor_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_of_its_step';
    END IF;
    IF EXISTS (
        SELECT 1 FROM enrolment_decision d
        WHERE d.enrolment_id = NEW.enrolment_id AND d.actor_id = NEW.actor_id
          AND d.act IN ('passed', 'approved') AND d.level <> NEW.level
    ) THEN
        RAISE EXCEPTION 'account % decided at another step', NEW.actor_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_one_step_each';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decision_of_its_step BEFORE INSERT ON enrolment_decision FOR EACH ROW
    WHEN (NEW.act IN ('passed', 'returned', 'refused', 'approved')) EXECUTE FUNCTION decision_of_its_step();

-- An application moves by decisions alone: to the next step by one that passes it on, out of review by one that
-- says so, newer than its last submission.
CREATE FUNCTION enrolment_moves_by_decision() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    wanted text;
    levels text[];
BEGIN
    IF NEW.state = 'submitted' AND OLD.state = 'submitted' THEN
        wanted := 'passed';
        levels := chain_levels(OLD.rules_id, OLD.area);
        IF array_position(levels, NEW.level::text) IS DISTINCT FROM array_position(levels, OLD.level::text) + 1 THEN
            wanted := 'none';
        END IF;
    ELSIF NEW.state = 'submitted' THEN
        levels := chain_levels(NEW.rules_id, NEW.area);
        IF NEW.level IS DISTINCT FROM levels[1] OR NEW.submitted_by_id IS NULL THEN
            RAISE EXCEPTION 'enrolment % starts at its first step', NEW.id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'enrolment_moves_by_decision';
        END IF;
        RETURN NEW;
    ELSE
        wanted := NEW.state;
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM enrolment_decision d
        WHERE d.enrolment_id = NEW.id AND d.act = wanted AND (OLD.state <> 'submitted' OR d.level = OLD.level)
          AND d.at >= coalesce((SELECT max(s.at) FROM enrolment_decision s
                                WHERE s.enrolment_id = NEW.id AND s.act = 'submitted'), '-infinity')
    ) THEN
        RAISE EXCEPTION 'enrolment % moves without a decision', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'enrolment_moves_by_decision';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER enrolment_moves_by_decision BEFORE UPDATE OF state, level ON enrolment_enrolment FOR EACH ROW
    WHEN ((OLD.state, OLD.level) IS DISTINCT FROM (NEW.state, NEW.level)
          AND NEW.state IN ('submitted', 'returned', 'refused', 'approved'))
    EXECUTE FUNCTION enrolment_moves_by_decision();

-- Whose name a decision bears is whose scope it is: nobody can sign for another. Signed once a statement: the signature
-- costs a hash.
CREATE FUNCTION decision_signed_by_actor() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE me bigint := scope_account();
BEGIN
    IF current_user = ':app_role' AND EXISTS (SELECT 1 FROM new_rows n WHERE n.actor_id IS DISTINCT FROM me) THEN
        RAISE EXCEPTION 'decision in the name of another'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_signed_by_actor';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER decision_signed_by_actor AFTER INSERT ON enrolment_decision
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION decision_signed_by_actor();

-- A decision is on an enrolment, has its program and area, and is taken under rules of that program by an account. One
-- look at all that a statement brings, as for the enrolments (`enrolment_fits`).
CREATE FUNCTION decision_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM new_rows n LEFT JOIN LATERAL (
            SELECT program_id, area FROM enrolment_enrolment WHERE id = n.enrolment_id LIMIT 1
        ) AS e ON true
        WHERE (e.program_id, e.area) IS DISTINCT FROM (n.program_id, n.area)
    ) THEN
        RAISE EXCEPTION 'a decision elsewhere than its enrolment'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'decision_scope_is_the_enrolments';
    END IF;
    PERFORM must_cite(n.program_id, n.rules_id, n.actor_id)
    FROM (SELECT DISTINCT program_id, rules_id, actor_id FROM new_rows) AS n;
    RETURN NULL;
END $$;
CREATE TRIGGER decision_fits AFTER INSERT ON enrolment_decision
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION decision_fits();

-- When it was decided is when it is written, whatever the writer says: the rules above go by it.
CREATE FUNCTION decision_at_now() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.at := clock_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER decision_at_now BEFORE INSERT ON enrolment_decision FOR EACH ROW EXECUTE FUNCTION decision_at_now();
