-- Every leg counts in its month, in the statement that brings it; in one order, so that two can't lock each other out.
CREATE FUNCTION ledger_months_kept() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO ledger_ledgermonth AS m (fund_id, kind, program, month, amount, came)
    SELECT a.fund_id, a.kind, a.program, date_trunc('month', t."on")::date, sum(l.amount),
           coalesce(sum(l.amount) FILTER (WHERE (l.amount > 0) <> (t.kind = 'reversal')), 0)
    FROM new_legs l JOIN ledger_transfer t ON t.id = l.transfer_id JOIN ledger_ledgeraccount a ON a.id = l.account_id
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
    ON CONFLICT (fund_id, kind, program, month) DO UPDATE
        SET amount = m.amount + EXCLUDED.amount, came = m.came + EXCLUDED.came;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_months_kept AFTER INSERT ON ledger_leg
    REFERENCING NEW TABLE AS new_legs FOR EACH STATEMENT EXECUTE FUNCTION ledger_months_kept();
