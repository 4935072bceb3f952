-- The budgets that a batch would go beyond if it were approved: what is left of each, and by how much it is too little.
-- Of a fund, program, year and county the newest version holds; what came back and is paid again counts in its new batch.
CREATE FUNCTION batch_beyond_budgets(of_batch uuid)
RETURNS TABLE (county text, left_over numeric, beyond numeric)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT g.county, g.amount - spent.yuan, needs.yuan - (g.amount - spent.yuan)
    FROM payments_batch b
    CROSS JOIN LATERAL (
        SELECT DISTINCT ON (v.county) v.county, v.amount FROM payments_budget v
        WHERE (v.fund_id, v.program_id, v.year) = (b.fund_id, b.program_id, left(b.period, 4)::int)
        ORDER BY v.county, v.version DESC) g
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(t.amount), 0) AS yuan FROM payments_paymenttally t
        WHERE t.fund_id = b.fund_id AND t.program_id = b.program_id AND starts_with(t.period, left(b.period, 4))
          AND starts_with(t.county, g.county)
          AND t.state NOT IN ('planned', 'dropped', 'returned', 'reissued', 'released', 'given_up')) spent
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(p.amount), 0) AS yuan FROM payments_payment p
        WHERE p.batch_id = b.id AND p.state <> 'dropped' AND starts_with(p.area, g.county)) needs
    WHERE b.id = of_batch AND needs.yuan > g.amount - spent.yuan
$$;

-- Who approves a batch that goes beyond a budget says why. Of one fund, program and year they come one after another, so
-- that two that fit each for itself don't pass together.
CREATE FUNCTION batch_goes_beyond(b payments_batch) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM payments_budget v WHERE (v.fund_id, v.program_id, v.year)
                   = (b.fund_id, b.program_id, left(b.period, 4)::int)) THEN
        RETURN false;
    END IF;
    PERFORM pg_advisory_xact_lock(
        hashtextextended(concat_ws(' ', 'payments.budget', b.fund_id, b.program_id, left(b.period, 4)), 0));
    RETURN EXISTS (SELECT 1 FROM batch_beyond_budgets(b.id));
END $$;
REVOKE EXECUTE ON FUNCTION batch_goes_beyond(payments_batch) FROM PUBLIC;

CREATE FUNCTION approval_within_budgets() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.beyond_budget = '' AND batch_goes_beyond(b) FROM payments_batch b WHERE b.id = NEW.batch_id THEN
        RAISE EXCEPTION 'an approval beyond a budget, without a reason'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_within_budgets';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER approval_within_budgets BEFORE INSERT ON payments_approval
    FOR EACH ROW WHEN (NEW.step = 'approval') EXECUTE FUNCTION approval_within_budgets();

CREATE FUNCTION batch_within_budgets() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF batch_goes_beyond(NEW) AND NOT EXISTS (
        SELECT 1 FROM payments_approval a WHERE a.batch_id = NEW.id AND a.round = NEW.round AND a.step = 'approval'
          AND a.account_id = NEW.approved_by_id AND a.beyond_budget <> '') THEN
        RAISE EXCEPTION 'batch %: beyond a budget, without a reason', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_within_budgets';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER batch_within_budgets BEFORE UPDATE OF state ON payments_batch
    FOR EACH ROW WHEN (NEW.state = 'approved' AND OLD.state <> 'approved') EXECUTE FUNCTION batch_within_budgets();
