-- Who asked and who decided is whose scope it is; and money goes only where the fund that gives it may go itself.
CREATE FUNCTION allotment_within_bounds() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF scope_account() IS NOT NULL AND (
        TG_OP = 'INSERT' AND NEW.asked_by_id IS DISTINCT FROM scope_account()
        OR NEW.decided_by_id IS NOT NULL AND NEW.decided_by_id IS DISTINCT FROM scope_account()
    ) THEN
        RAISE EXCEPTION 'a transfer between funds in the name of another'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'allotment_signed_by_actor';
    END IF;
    IF NEW.state IN ('asked', 'posted') AND (
        EXISTS (SELECT 1 FROM catalogue_fundprogram WHERE fund_id = NEW.source_id) AND (
            NOT EXISTS (SELECT 1 FROM catalogue_fundprogram WHERE fund_id = NEW.target_id)
            OR EXISTS (SELECT program_id FROM catalogue_fundprogram WHERE fund_id = NEW.target_id
                       EXCEPT SELECT program_id FROM catalogue_fundprogram WHERE fund_id = NEW.source_id))
        OR EXISTS (SELECT 1 FROM catalogue_fundarea WHERE fund_id = NEW.source_id) AND (
            NOT EXISTS (SELECT 1 FROM catalogue_fundarea WHERE fund_id = NEW.target_id)
            OR EXISTS (SELECT 1 FROM catalogue_fundarea t WHERE t.fund_id = NEW.target_id AND NOT EXISTS (
                SELECT 1 FROM catalogue_fundarea s WHERE s.fund_id = NEW.source_id AND starts_with(t.area_id, s.area_id))))
    ) THEN
        RAISE EXCEPTION 'fund % may be spent where fund % may not', NEW.target_id, NEW.source_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'allotment_within_restrictions';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER allotment_within_bounds BEFORE INSERT OR UPDATE ON payments_allotment
    FOR EACH ROW EXECUTE FUNCTION allotment_within_bounds();

-- What was approved is in the ledger, and the ledger moves between funds only what was approved.
CREATE FUNCTION allotment_must_agree(allotment uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM (
            SELECT source_id AS fund, -amount AS amount FROM payments_allotment WHERE id = allotment AND state = 'posted'
            UNION ALL
            SELECT target_id, amount FROM payments_allotment WHERE id = allotment AND state = 'posted'
            UNION ALL
            SELECT a.fund_id, -l.amount FROM ledger_transfer t JOIN ledger_leg l ON l.transfer_id = t.id
            JOIN ledger_ledgeraccount a ON a.id = l.account_id WHERE t.cause = allotment
        ) AS both_sides GROUP BY fund HAVING sum(amount) <> 0
    ) THEN
        RAISE EXCEPTION 'the ledger and the approved transfer between funds differ'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'allotment_agrees_with_ledger';
    END IF;
END $$;
REVOKE EXECUTE ON FUNCTION allotment_must_agree(uuid) FROM PUBLIC;

CREATE FUNCTION allotment_agrees() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM allotment_must_agree(NEW.id);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER allotment_agrees AFTER INSERT OR UPDATE ON payments_allotment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION allotment_agrees();

CREATE FUNCTION transfer_agrees_with_allotment() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.cause IS NULL THEN
        RAISE EXCEPTION 'money goes to another fund without an approved transfer'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'allotment_agrees_with_ledger';
    END IF;
    PERFORM allotment_must_agree(NEW.cause);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER transfer_agrees_with_allotment AFTER INSERT ON ledger_transfer
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind IN ('allotment', 'reversal') AND (
        NEW.kind = 'allotment' OR NEW.cause IS NOT NULL))
    EXECUTE FUNCTION transfer_agrees_with_allotment();
