-- How many approvals a batch of that total needs on a day: by the program's own rule in force, or the one for all.
CREATE FUNCTION approvals_needed(of_program text, total numeric, day date) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT greatest(1, coalesce((
        SELECT (SELECT max(band.approvals) FROM jsonb_to_recordset(r.bands) AS band(above numeric, approvals integer)
                WHERE band.above < total)
        FROM payments_approvalrule r
        WHERE (r.program_id = of_program OR r.program_id IS NULL) AND r.valid_from <= day
        ORDER BY r.program_id IS NULL, r.valid_from DESC, r.id DESC LIMIT 1), 1))
$$;

-- A rule about approvals holds from tomorrow at the earliest, so that nobody loosens it for the batch at hand, and
-- bears its maker's name.
CREATE FUNCTION approvalrule_for_later() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF current_user = ':app_role' AND NEW.made_by_id IS DISTINCT FROM scope_account() THEN
        RAISE EXCEPTION 'a rule in the name of another'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'approvalrule_signed_by_actor';
    END IF;
    IF current_user = ':app_role' AND NEW.valid_from <= (now() AT TIME ZONE 'Asia/Shanghai')::date THEN
        RAISE EXCEPTION 'a rule about approvals that holds already'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'approvalrule_for_later';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER approvalrule_for_later BEFORE INSERT ON payments_approvalrule
    FOR EACH ROW EXECUTE FUNCTION approvalrule_for_later();

-- A signature is the account's own, in its turn, of someone who didn't make the batch and has nobody in it.
CREATE FUNCTION approval_fits_batch() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE b payments_batch%ROWTYPE;
BEGIN
    SELECT * INTO b FROM payments_batch WHERE id = NEW.batch_id FOR UPDATE;
    IF NOT FOUND OR b.state <> (CASE NEW.step WHEN 'check' THEN 'made' ELSE 'checked' END) THEN
        RAISE EXCEPTION 'a signature that is not due' USING ERRCODE = 'check_violation', CONSTRAINT = 'approval_in_its_turn';
    END IF;
    IF NEW.account_id IS DISTINCT FROM scope_account() THEN
        RAISE EXCEPTION 'a signature in the name of another'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'approval_signed_by_actor';
    END IF;
    IF NEW.account_id = b.made_by_id THEN
        RAISE EXCEPTION 'batch %: signed by its maker', b.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_maker_is_not_approver';
    END IF;
    IF batch_signer_is_kin(b.id, NEW.account_id) THEN
        RAISE EXCEPTION 'batch %: signed by a relative', b.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_signer_is_no_kin';
    END IF;
    NEW.program_id := b.program_id; NEW.area := b.area; NEW.round := b.round; NEW.at := clock_timestamp();
    NEW.count := b.count; NEW.total := b.total;
    RETURN NEW;
END $$;
CREATE TRIGGER approval_fits_batch BEFORE INSERT ON payments_approval
    FOR EACH ROW EXECUTE FUNCTION approval_fits_batch();

-- Checked is what someone signed as checked; approved what enough others signed. Sent back, it begins a new round.
CREATE FUNCTION batch_signed_enough() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE signed bigint;
BEGIN
    NEW.round := OLD.round;
    NEW.approvals_needed := OLD.approvals_needed;
    IF NEW.state = OLD.state THEN RETURN NEW; END IF;
    IF NEW.state = 'made' THEN
        NEW.round := OLD.round + 1;
        NEW.checked_by_id := NULL; NEW.checked_at := NULL;
        IF NEW.sent_back_by_id IS NULL OR NEW.sent_back_reason = '' THEN
            RAISE EXCEPTION 'batch %: sent back without a reason', NEW.number
                USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_sent_back_with_reason';
        END IF;
    ELSIF NEW.state = 'checked' THEN
        NEW.approvals_needed :=
            approvals_needed(NEW.program_id, NEW.total, (now() AT TIME ZONE 'Asia/Shanghai')::date);
        IF NOT EXISTS (SELECT 1 FROM payments_approval a WHERE a.batch_id = NEW.id AND a.round = NEW.round
                       AND a.step = 'check' AND a.account_id = NEW.checked_by_id) THEN
            RAISE EXCEPTION 'batch %: nobody signed the check', NEW.number
                USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_checked_by_someone';
        END IF;
        IF batch_signer_is_kin(NEW.id, NEW.made_by_id) THEN
            RAISE EXCEPTION 'batch %: made by a relative', NEW.number
                USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_signer_is_no_kin';
        END IF;
    ELSIF NEW.state = 'approved' THEN
        SELECT count(*) INTO signed FROM payments_approval a
        WHERE a.batch_id = NEW.id AND a.round = NEW.round AND a.step = 'approval';
        IF signed < NEW.approvals_needed THEN
            RAISE EXCEPTION 'batch %: % of % approvals', NEW.number, signed, NEW.approvals_needed
                USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_approved_by_enough';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER batch_signed_enough BEFORE UPDATE ON payments_batch
    FOR EACH ROW EXECUTE FUNCTION batch_signed_enough();

-- What ships until a city writes its own: one approval, above 50,000 yuan two.
INSERT INTO payments_approvalrule (id, program_id, valid_from, document, bands, made_at)
VALUES ('01930000-0000-7000-8000-00000000ba4d', NULL, '2000-01-01', '示例：按本地资金审批制度修订',
        '[{"above": "0", "approvals": 1}, {"above": "50000", "approvals": 2}]', now());
