-- What is handed out has the program and area of its enrolment, and moves with it.
ALTER TABLE payments_handout ADD CONSTRAINT handout_scope_is_the_enrolments
    FOREIGN KEY (enrolment_id, program_id, area) REFERENCES enrolment_enrolment (id, program_id, area) ON UPDATE CASCADE;

-- A hand-out is of a payment that is out to be handed over, is written down by whoever does it, on a day since it went
-- out, and stays once a signed sheet says the same: until finance takes that over, whoever handed it in may take it
-- back.
CREATE FUNCTION handout_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE p payments_payment%ROWTYPE; b payments_batch%ROWTYPE;
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - 'area' = to_jsonb(NEW) - 'area' THEN RETURN NEW; END IF;
    SELECT * INTO p FROM payments_payment WHERE id = NEW.payment_id;
    SELECT * INTO b FROM payments_batch WHERE id = p.batch_id;
    IF b.method IS DISTINCT FROM 'cash' OR p.state <> 'in_transit' THEN
        RAISE EXCEPTION 'a hand-out of what is not out'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'handout_of_what_is_out';
    END IF;
    IF TG_OP = 'INSERT' THEN
        NEW.enrolment_id := p.enrolment_id; NEW.program_id := p.program_id; NEW.area := p.area;
        NEW.batch_id := b.id; NEW.number := b.number || '-' || p.sequence;
        NEW.receiver := ''; NEW.unmet := ''; NEW.name := ''; NEW.relation := ''; NEW.id_tail := '';
        NEW."on" := NULL; NEW.made_by_id := NULL; NEW.made_at := NULL; NEW.sheet_id := NULL;
        RETURN NEW;
    END IF;
    IF OLD.sheet_id IS NOT NULL THEN
        IF NEW.sheet_id IS NULL AND to_jsonb(OLD) - 'sheet_id' = to_jsonb(NEW) - 'sheet_id'
           AND EXISTS (SELECT 1 FROM payments_signedsheet s
                       WHERE s.id = OLD.sheet_id AND s.made_by_id = scope_account()) THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'a hand-out whose sheet is signed' USING ERRCODE = 'check_violation', CONSTRAINT = 'handout_stays';
    END IF;
    IF NEW.sheet_id IS NOT NULL THEN
        IF to_jsonb(OLD) - 'sheet_id' <> to_jsonb(NEW) - 'sheet_id' OR NEW.receiver || NEW.unmet = ''
           OR NOT EXISTS (SELECT 1 FROM payments_signedsheet s WHERE s.id = NEW.sheet_id AND s.batch_id = NEW.batch_id
                          AND s.made_by_id = scope_account()) THEN
            RAISE EXCEPTION 'a hand-out that is not on this sheet'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'handout_of_its_sheet';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.made_by_id IS DISTINCT FROM scope_account() THEN
        RAISE EXCEPTION 'a hand-out in the name of another'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'handout_signed_by_actor';
    END IF;
    IF NEW."on" NOT BETWEEN (b.sent_at AT TIME ZONE 'Asia/Shanghai')::date
                        AND (now() AT TIME ZONE 'Asia/Shanghai')::date THEN
        RAISE EXCEPTION 'a hand-out on a day when it was not out'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'handout_on_its_day';
    END IF;
    NEW.made_at := clock_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER handout_fits BEFORE INSERT OR UPDATE ON payments_handout
    FOR EACH ROW EXECUTE FUNCTION handout_fits();

-- A signed sheet is of a batch that is handed out, and bears the name of whoever hands it in.
CREATE FUNCTION signedsheet_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.made_by_id IS DISTINCT FROM scope_account() THEN
        RAISE EXCEPTION 'a sheet in the name of another'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'signedsheet_signed_by_actor';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM payments_batch b WHERE b.id = NEW.batch_id AND b.program_id = NEW.program_id
                   AND b.method = 'cash' AND b.state = 'sent') THEN
        RAISE EXCEPTION 'a sheet of what is not handed out'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'signedsheet_of_its_batch';
    END IF;
    NEW.made_at := clock_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER signedsheet_fits BEFORE INSERT ON payments_signedsheet
    FOR EACH ROW EXECUTE FUNCTION signedsheet_fits();

-- What is handed out has arrived, or was not received, when a signed sheet says so, on the day that is written down, and
-- not before: else it could be paid again while someone still hands it over. What the sheet says nothing of is not in
-- its answer. (An answer is never born posted, its chart starts
-- before: so no other way leads there.)
CREATE FUNCTION handout_by_signed_sheet() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    -- Held until the end, so that the sheet isn't taken back meanwhile.
    PERFORM 1 FROM payments_handout WHERE sheet_id = NEW.sheet_id ORDER BY payment_id FOR UPDATE;
    IF EXISTS (SELECT 1 FROM payments_batch b WHERE b.id = NEW.batch_id AND b.method = 'cash') AND EXISTS (
        SELECT 1 FROM payments_answerrow r
        JOIN payments_payment p ON p.id = r.payment_id
        LEFT JOIN payments_handout h ON h.payment_id = r.payment_id AND h.sheet_id = NEW.sheet_id
        WHERE r.answer_id = NEW.id AND r.verdict = 'counts'
          -- Without a sheet only what had arrived may be brought back.
          AND (r.outcome = 'paid' OR NEW.sheet_id IS NOT NULL OR p.settled_by_id IS NULL)
          AND (r.outcome, r."on") IS DISTINCT FROM (CASE WHEN h.receiver <> '' THEN 'paid' WHEN h.unmet <> '' THEN 'returned' END, h."on")
    ) THEN
        RAISE EXCEPTION 'handed out without a signed sheet'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'handout_by_signed_sheet';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER handout_by_signed_sheet BEFORE UPDATE ON payments_answer FOR EACH ROW
    WHEN (NEW.state = 'posted' AND OLD.state <> 'posted') EXECUTE FUNCTION handout_by_signed_sheet();
