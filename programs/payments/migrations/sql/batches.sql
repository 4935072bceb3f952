CREATE SEQUENCE payments_batch_number;

-- "FF20261123-0007" (发放): what people say on the phone.
CREATE FUNCTION next_batch_number() RETURNS text
LANGUAGE sql VOLATILE AS $$
    SELECT 'FF' || to_char(now() AT TIME ZONE 'Asia/Shanghai', 'YYYYMMDD') || '-'
           || lpad(nextval('payments_batch_number')::text, 4, '0')
$$;

-- Who made, checked, approved, sent, closed, cancelled or sent back a batch is whose scope it is. A name once written
-- stays, but when a checked batch is sent back: then its check is undone, and whoever sends it back this time signs for
-- it.
CREATE FUNCTION batch_signed_by_actor() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    before bigint[] := array_fill(NULL::bigint, ARRAY[7]);
    after bigint[] := ARRAY[NEW.made_by_id, NEW.approved_by_id, NEW.sent_by_id, NEW.closed_by_id, NEW.cancelled_by_id,
                            NEW.checked_by_id, NEW.sent_back_by_id];
    again boolean := false;
BEGIN
    IF current_user <> ':app_role' THEN RETURN NEW; END IF;
    IF TG_OP = 'UPDATE' THEN
        before := ARRAY[OLD.made_by_id, OLD.approved_by_id, OLD.sent_by_id, OLD.closed_by_id, OLD.cancelled_by_id,
                        OLD.checked_by_id, OLD.sent_back_by_id];
        again := NEW.state = 'made' AND OLD.state = 'checked';
    END IF;
    FOR i IN 1..7 LOOP
        CONTINUE WHEN before[i] IS NOT DISTINCT FROM after[i] OR (again AND i = 6 AND after[i] IS NULL);
        IF (before[i] IS NOT NULL AND NOT (again AND i = 7)) OR after[i] IS DISTINCT FROM scope_account() THEN
            RAISE EXCEPTION 'batch %: signed in the name of another', NEW.number
                USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_signed_by_actor';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
CREATE TRIGGER batch_signed_by_actor BEFORE INSERT OR UPDATE ON payments_batch
    FOR EACH ROW EXECUTE FUNCTION batch_signed_by_actor();

-- A fund pays for its own programs.
CREATE FUNCTION batch_fund_pays_for_program() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM catalogue_fundprogram WHERE fund_id = NEW.fund_id AND program_id = NEW.program_id) THEN
        RAISE EXCEPTION 'fund % does not pay for %', NEW.fund_id, NEW.program_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_fund_pays_for_program';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER batch_fund_pays_for_program BEFORE INSERT ON payments_batch
    FOR EACH ROW EXECUTE FUNCTION batch_fund_pays_for_program();

-- A fund with places is spent in them, and what lies below them.
CREATE FUNCTION batch_fund_pays_in_area() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM catalogue_fundarea WHERE fund_id = NEW.fund_id) AND NOT EXISTS (
        SELECT 1 FROM catalogue_fundarea WHERE fund_id = NEW.fund_id AND starts_with(NEW.area, area_id)
    ) THEN
        RAISE EXCEPTION 'fund % may not be spent in %', NEW.fund_id, NEW.area
            USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_fund_pays_in_area';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER batch_fund_pays_in_area BEFORE INSERT ON payments_batch
    FOR EACH ROW EXECUTE FUNCTION batch_fund_pays_in_area();

-- A program pays in the months that its rules of the day name. In another one a batch says why; what came back and is
-- paid again was decided on before.
CREATE FUNCTION batch_in_its_months() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE today date := (now() AT TIME ZONE 'Asia/Shanghai')::date; months jsonb;
BEGIN
    SELECT r.definition #> '{payment,months}' INTO months FROM catalogue_rules r
    WHERE r.program_id = NEW.program_id AND r.valid_from <= today ORDER BY r.valid_from DESC, r.version DESC LIMIT 1;
    IF NEW.outside_months = '' AND NOT NEW.reissue AND jsonb_array_length(coalesce(months, '[]')) > 0
       AND NOT months @> to_jsonb(extract(month FROM today)::int) THEN
        RAISE EXCEPTION 'batch %: paid outside the months of its program, without a reason', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_in_its_months';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER batch_in_its_months BEFORE INSERT ON payments_batch
    FOR EACH ROW EXECUTE FUNCTION batch_in_its_months();

-- What a batch is about never changes, and neither does why it is paid outside its months; its count and total change
-- only while it is made; and it is checked and approved as the sum of its payments.
CREATE FUNCTION batch_facts_frozen() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE kept record;
BEGIN
    IF (OLD.id, OLD.number, OLD.program_id, OLD.area, OLD.period, OLD.fund_id, OLD.made_by_id, OLD.made_at, OLD.method,
        OLD.reissue, OLD.outside_months)
       IS DISTINCT FROM
       (NEW.id, NEW.number, NEW.program_id, NEW.area, NEW.period, NEW.fund_id, NEW.made_by_id, NEW.made_at, NEW.method,
        NEW.reissue, NEW.outside_months)
       OR ((OLD.count, OLD.total) IS DISTINCT FROM (NEW.count, NEW.total) AND OLD.state <> 'made') THEN
        RAISE EXCEPTION 'batch %: its facts are frozen', OLD.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_facts_frozen';
    END IF;
    IF NEW.state IN ('checked', 'approved') AND OLD.state <> NEW.state THEN
        SELECT count(*) AS count, coalesce(sum(amount), 0) AS total INTO kept
        FROM payments_payment WHERE batch_id = NEW.id AND state <> 'dropped';
        IF kept.count = 0 OR (kept.count, kept.total) IS DISTINCT FROM (NEW.count::bigint, NEW.total) THEN
            RAISE EXCEPTION 'batch %: count or total is not that of its payments', NEW.number
                USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_total_is_the_payments';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER batch_facts_frozen BEFORE UPDATE ON payments_batch
    FOR EACH ROW EXECUTE FUNCTION batch_facts_frozen();

-- Things are never paid by a bank, and what only a bank pays is never handed out: asked once, at the check.
CREATE FUNCTION batch_method_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM catalogue_rules r
        WHERE r.id IN (SELECT e.rules_id FROM payments_payment p JOIN payments_entitlement e ON e.id = p.entitlement_id
                       WHERE p.batch_id = NEW.id AND p.state <> 'dropped')
          AND CASE NEW.method WHEN 'bank' THEN r.definition -> 'benefit' ? 'goods'
              ELSE r.definition -> 'benefit' -> 'bank_only' = 'true'::jsonb END
    ) THEN
        RAISE EXCEPTION 'batch %: its method does not fit what is given', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_method_fits';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER batch_method_fits BEFORE UPDATE ON payments_batch FOR EACH ROW
    WHEN (NEW.state = 'checked' AND OLD.state <> 'checked') EXECUTE FUNCTION batch_method_fits();

-- Money waits for publicity: a batch is neither approved nor sent while one payment's list hasn't stood. Programs that
-- aren't published as a list have nothing to wait for, and are not asked for each payment.
CREATE FUNCTION batch_publicity_stood() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE today date := (now() AT TIME ZONE 'Asia/Shanghai')::date;
BEGIN
    IF (SELECT public_form FROM catalogue_program WHERE code = NEW.program_id) = 'list' AND EXISTS (
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

-- Which batches of a program stood at the end of a day, and how far they were by the days of the ledger. Where a batch was
-- that day is no secret of those who see a part of its payments only: it tells nothing of whom or how much it pays, and
-- the ledger shows the same to all staff.
CREATE FUNCTION batches_on(of_program text, of_year text, day date)
RETURNS TABLE (id uuid, period text, reissue boolean, committed boolean, sent boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT b.id, b.period, b.reissue, coalesce(bool_or(t.kind <> 'sending'), false),
           coalesce(bool_or(t.kind = 'sending'), false)
    FROM payments_batch b LEFT JOIN ledger_transfer t
      ON t.cause = b.id AND t."on" <= day AND t.kind IN ('commitment', 'reissue', 'sending')
    WHERE b.program_id = of_program AND of_program = ANY (scope_reads()) AND starts_with(b.period, of_year)
      AND (b.cancelled_at IS NULL OR (b.cancelled_at AT TIME ZONE 'Asia/Shanghai')::date > day)
    GROUP BY b.id
    HAVING bool_or(t.kind <> 'sending') OR (b.made_at AT TIME ZONE 'Asia/Shanghai')::date <= day
$$;
