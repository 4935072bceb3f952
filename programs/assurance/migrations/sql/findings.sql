-- When it was said is when it is written, by whoever says it; the registry itself has no name.
CREATE FUNCTION remark_signed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.at := clock_timestamp();
    IF current_user <> ':app_role' THEN RETURN NEW; END IF;
    IF (NEW.act IN ('gone', 'back', 'changed')) <> (NEW.by_id IS NULL)
       OR (NEW.by_id IS NULL AND NOT scope_holds('assurance'))
       OR (NEW.by_id IS NOT NULL AND NEW.by_id IS DISTINCT FROM scope_account()) THEN
        RAISE EXCEPTION 'a remark in the name of another'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'remark_signed';
    END IF;
    IF NEW.act IN ('open', 'explained', 'confirmed', 'fixed', 'remark') AND length(btrim(NEW.text)) < 2 THEN
        RAISE EXCEPTION 'a remark without a word'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'remark_says_why';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER remark_signed BEFORE INSERT ON assurance_remark FOR EACH ROW EXECUTE FUNCTION remark_signed();

-- Whether the account made, approved or sent one of the batches.
CREATE FUNCTION finding_in_own_hands(batches uuid[], account bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM payments_batch b WHERE b.id = ANY (batches)
                   AND account IN (b.made_by_id, b.approved_by_id, b.sent_by_id))
$$;

-- A rule alone makes a finding. What it says stays the rule's; state, owner and day change by a remark of whoever
-- changes them, the state by an auditor who had no hand in the batches that it holds back.
CREATE FUNCTION finding_guarded() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF current_user <> ':app_role' OR scope_holds('assurance') THEN RETURN NEW; END IF;
    IF TG_OP = 'INSERT' THEN
        RAISE EXCEPTION 'a finding that no rule made'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'finding_facts_are_the_rules';
    END IF;
    IF (to_jsonb(NEW) - '{state,owner_id,due_on}'::text[]) IS DISTINCT FROM
       (to_jsonb(OLD) - '{state,owner_id,due_on}'::text[]) THEN
        RAISE EXCEPTION 'finding %: changed by hand', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'finding_facts_are_the_rules';
    END IF;
    IF NEW.state IS DISTINCT FROM OLD.state THEN
        IF NOT scope_holds('auditor') THEN
            RAISE EXCEPTION 'finding %: judged by no auditor', OLD.id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'finding_judged_by_auditor';
        END IF;
        IF finding_in_own_hands(NEW.holds, scope_account()) THEN
            RAISE EXCEPTION 'finding %: judged by who had a hand in it', OLD.id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'finding_not_by_its_own_hands';
        END IF;
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM assurance_remark r
        WHERE r.finding_id = NEW.id AND r.by_id = scope_account() AND r.at >= transaction_timestamp()
          AND (NEW.state IS NOT DISTINCT FROM OLD.state OR r.act = NEW.state)
          AND ((NEW.owner_id, NEW.due_on) IS NOT DISTINCT FROM (OLD.owner_id, OLD.due_on)
               OR (r.act = 'assigned' AND (r.owner_id, r.due_on) IS NOT DISTINCT FROM (NEW.owner_id, NEW.due_on)))
    ) THEN
        RAISE EXCEPTION 'finding %: changed without a remark', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'finding_moves_by_remark';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER finding_guarded BEFORE INSERT OR UPDATE ON assurance_finding
    FOR EACH ROW EXECUTE FUNCTION finding_guarded();

-- A batch neither is approved nor goes out while a finding that holds it stands, whoever can see the finding.
CREATE FUNCTION batch_held_by_finding() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM assurance_finding f WHERE f.holds @> ARRAY[NEW.id] AND f.state IN ('open', 'confirmed')
    ) THEN
        RAISE EXCEPTION 'batch %: held by a finding', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_held_by_finding';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER batch_held_by_finding BEFORE UPDATE OF state ON payments_batch FOR EACH ROW
    WHEN (NEW.state IN ('approved', 'sent') AND OLD.state IS DISTINCT FROM NEW.state)
    EXECUTE FUNCTION batch_held_by_finding();
