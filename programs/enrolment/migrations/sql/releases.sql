-- A release is frozen on the day: its number, its rows, its members, its days.

-- Whether only totals of the program may be seen. They count everyone who is in it, and nobody's money waits for them.
CREATE FUNCTION totals_only(program text) RETURNS boolean
LANGUAGE sql STABLE AS $$ SELECT public_form = 'totals' FROM catalogue_program WHERE code = program $$;

-- What a program may never show, it can't release; nor a list where only totals are allowed.
CREATE FUNCTION release_form_allowed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE allowed text;
BEGIN
    SELECT public_form INTO allowed FROM catalogue_program WHERE code = NEW.program_id;
    IF allowed = 'never' OR (allowed = 'totals' AND NEW.form <> 'totals') THEN
        RAISE EXCEPTION 'program % may not be released as %', NEW.program_id, NEW.form
            USING ERRCODE = 'check_violation', CONSTRAINT = 'release_form_allowed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER release_form_allowed BEFORE INSERT OR UPDATE OF program_id, form ON enrolment_release
    FOR EACH ROW EXECUTE FUNCTION release_form_allowed();

-- "GS-2013-0001" (publicity) or "GK-2013-0001" (disclosure), one after the other, whatever the writer says. The
-- lock makes two publishers at once wait for each other.
CREATE FUNCTION release_born() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    prefix text := CASE NEW.kind WHEN 'publicity' THEN 'GS-' ELSE 'GK-' END || to_char(NEW.opens_on, 'YYYY') || '-';
    today date := (now() AT TIME ZONE 'Asia/Shanghai')::date;
    days integer;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('enrolment_release.number'), hashtext(prefix));
    SELECT prefix || lpad((coalesce(max(split_part(number, '-', 3)::integer), 0) + 1)::text, 4, '0') INTO NEW.number
    FROM enrolment_release WHERE starts_with(number, prefix);
    IF NEW.kind = 'publicity' THEN
        -- The days that the rules in force ask for; a list that stood somewhere else before must say where.
        SELECT (r.definition -> 'publicity' ->> 'days')::integer INTO days FROM catalogue_rules r
        WHERE r.program_id = NEW.program_id AND r.valid_from <= NEW.opens_on
        ORDER BY r.valid_from DESC, r.version DESC LIMIT 1;
        IF NEW.closes_on - NEW.opens_on + 1 < coalesce(days, 7) THEN
            RAISE EXCEPTION 'release % stands less than its days', NEW.number
                USING ERRCODE = 'check_violation', CONSTRAINT = 'release_stands_its_days';
        END IF;
        IF NEW.opens_on < today AND NEW.stood_elsewhere = '' THEN
            RAISE EXCEPTION 'release % begins in the past', NEW.number
                USING ERRCODE = 'check_violation', CONSTRAINT = 'release_not_backdated';
        END IF;
        -- Two totals that overlap could be taken from each other, and leave a family.
        IF totals_only(NEW.program_id) AND EXISTS (
            SELECT 1 FROM enrolment_release r
            WHERE r.program_id = NEW.program_id AND r.kind = 'publicity' AND r.state = 'standing'
              AND r.opens_on <= NEW.closes_on AND r.closes_on >= NEW.opens_on
              AND (starts_with(r.area, NEW.area) OR starts_with(NEW.area, r.area))
        ) THEN
            RAISE EXCEPTION 'totals of % stand already', NEW.program_id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'release_totals_once';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER release_born BEFORE INSERT ON enrolment_release FOR EACH ROW EXECUTE FUNCTION release_born();

-- Only the state changes: down after its last day, or revoked with a reason.
CREATE FUNCTION release_frozen() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - 'state' - 'revoked_reason') IS DISTINCT FROM (to_jsonb(OLD) - 'state' - 'revoked_reason')
       OR (NEW.revoked_reason IS DISTINCT FROM OLD.revoked_reason AND NEW.state IS NOT DISTINCT FROM OLD.state) THEN
        RAISE EXCEPTION 'release % is frozen', OLD.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'release_frozen';
    END IF;
    IF NEW.state = 'ended' AND OLD.state <> 'ended' AND OLD.closes_on >= (now() AT TIME ZONE 'Asia/Shanghai')::date THEN
        RAISE EXCEPTION 'release % still has days to stand', OLD.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'release_stands_its_days';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER release_frozen BEFORE UPDATE ON enrolment_release FOR EACH ROW EXECUTE FUNCTION release_frozen();

-- A line of a totals release names nobody and counts at least five.
CREATE FUNCTION releaserow_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE form text;
BEGIN
    SELECT r.form INTO form FROM enrolment_release r WHERE r.id = NEW.release_id;
    IF form = 'totals' AND (NEW.masked_name <> '' OR NEW.count BETWEEN 1 AND 4 OR (NEW.count IS NULL AND NEW.amount IS NOT NULL)) THEN
        RAISE EXCEPTION 'a cell below five, or a name, in a release of totals'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'release_small_count';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER releaserow_fits BEFORE INSERT ON enrolment_releaserow
    FOR EACH ROW EXECUTE FUNCTION releaserow_fits();

-- The canonical text of a release's rows, and its SHA-256: the same as `services.snapshot.fingerprint`.
CREATE FUNCTION release_fingerprint(release uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT encode(sha256(convert_to(coalesce(string_agg(
        concat_ws('|', r.position, r.masked_name, r.area, r.area_name, coalesce(r.count::text, ''),
                  coalesce(r.amount::text, ''), r.detail), E'\n' ORDER BY r.position), ''), 'UTF8')), 'hex')
    FROM enrolment_releaserow r WHERE r.release_id = release
$$;

-- Rows go in as one statement that gives the fingerprint; a row more, later, would give another.
CREATE FUNCTION releaserow_fingerprint() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE wrong text;
BEGIN
    SELECT r.number INTO wrong FROM enrolment_release r
    WHERE r.id IN (SELECT release_id FROM new_rows) AND r.fingerprint <> release_fingerprint(r.id) LIMIT 1;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'the rows of release % do not give its fingerprint', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'release_fingerprint';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER releaserow_fingerprint AFTER INSERT ON enrolment_releaserow
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION releaserow_fingerprint();

-- Rows go when the release is down, not before.
CREATE FUNCTION releaserow_stands() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM enrolment_release r WHERE r.id IN (SELECT release_id FROM old_rows) AND r.state = 'standing') THEN
        RAISE EXCEPTION 'rows of a standing release' USING ERRCODE = 'check_violation', CONSTRAINT = 'release_rows_stand';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER releaserow_stands AFTER DELETE ON enrolment_releaserow
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION releaserow_stands();

-- Only what was approved stands on a publicity list (totals count the suspended as well), and no child on one with
-- names; nobody is added later.
CREATE FUNCTION releasemember_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM enrolment_release r WHERE r.id IN (SELECT release_id FROM new_rows)
          AND (SELECT count(*) FROM enrolment_releasemember m WHERE m.release_id = r.id) > r.count
    ) OR EXISTS (
        SELECT 1 FROM new_rows n JOIN enrolment_release r ON r.id = n.release_id
        JOIN enrolment_enrolment e ON e.id = n.enrolment_id
        WHERE r.program_id <> n.program_id OR (r.kind = 'publicity' AND e.state NOT IN ('approved', 'active')
              AND NOT (e.state = 'suspended' AND totals_only(r.program_id)))
    ) THEN
        RAISE EXCEPTION 'an enrolment that does not belong on the list'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'releasemember_fits';
    END IF;
    IF EXISTS (
        SELECT 1 FROM new_rows n JOIN enrolment_release r ON r.id = n.release_id AND r.form = 'list'
        JOIN enrolment_enrolment e ON e.id = n.enrolment_id JOIN beneficiaries_person p ON p.id = e.person_id
        WHERE p.birth_date + interval '18 years' > r.opens_on
    ) THEN
        RAISE EXCEPTION 'a child on a list' USING ERRCODE = 'check_violation', CONSTRAINT = 'release_names_no_child';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER releasemember_fits AFTER INSERT ON enrolment_releasemember
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION releasemember_fits();

-- At the end of the transaction a release is whole: its rows give the fingerprint, and a publicity release was
-- made from as many enrolments as it says; a list shows each of them; where only totals may be seen, they are of
-- everyone in the program and the place, so that nobody can be left out of one and found by the next.
CREATE FUNCTION release_whole() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    rows bigint;
    members bigint;
BEGIN
    SELECT count(*) INTO rows FROM enrolment_releaserow WHERE release_id = NEW.id;
    SELECT count(*) INTO members FROM enrolment_releasemember WHERE release_id = NEW.id;
    -- Down again in the same transaction: the rows have gone already.
    IF rows = 0 AND members = NEW.count
       AND EXISTS (SELECT 1 FROM enrolment_release r WHERE r.id = NEW.id AND r.state <> 'standing') THEN
        RETURN NULL;
    END IF;
    IF rows = 0 OR NEW.count = 0 OR NEW.fingerprint <> release_fingerprint(NEW.id)
       OR (NEW.form = 'list' AND rows <> NEW.count)
       OR (NEW.form = 'totals' AND NEW.count < 5)
       OR (NEW.kind = 'publicity' AND members <> NEW.count) THEN
        RAISE EXCEPTION 'release % is not whole', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'release_whole';
    END IF;
    IF NEW.kind = 'publicity' AND totals_only(NEW.program_id) AND NEW.count <> (
        SELECT count(*) FROM enrolment_enrolment e
        WHERE e.program_id = NEW.program_id AND starts_with(e.area, NEW.area)
          AND e.state IN ('approved', 'active', 'suspended')
    ) THEN
        RAISE EXCEPTION 'the totals of release % leave somebody out', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'release_totals_whole';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER release_whole AFTER INSERT ON enrolment_release
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION release_whole();

-- Daily: what stood its days comes down; the rows go, the fingerprint stays. Disclosures stay up.
CREATE FUNCTION take_down_due(today date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    day date := least(today, (now() AT TIME ZONE 'Asia/Shanghai')::date);
    down uuid[];
BEGIN
    WITH ended AS (
        UPDATE enrolment_release SET state = 'ended'
        WHERE state = 'standing' AND kind = 'publicity' AND closes_on < day RETURNING id
    ) SELECT array_agg(id) INTO down FROM ended;
    DELETE FROM enrolment_releaserow WHERE release_id = ANY (down);
    RETURN coalesce(array_length(down, 1), 0);
END $$;
