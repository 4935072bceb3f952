-- Payments are counted where they come to, and no longer where they left; in one order, as the batch has them.
CREATE FUNCTION payments_tallied() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO payments_paymenttally AS t (fund_id, program_id, period, county, state, count, amount)
    SELECT b.fund_id, n.program_id, b.period, left(n.area, 6) AS county, n.state, count(*), sum(n.amount)
    FROM new_rows n JOIN payments_batch b ON b.id = n.batch_id
    GROUP BY 1, 2, 3, 4, 5 ORDER BY 4, 2, 3, 1, 5
    ON CONFLICT (program_id, period, county, fund_id, state)
        DO UPDATE SET count = t.count + EXCLUDED.count, amount = t.amount + EXCLUDED.amount;
    RETURN NULL;
END $$;
CREATE TRIGGER payments_tallied AFTER INSERT ON payments_payment
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION payments_tallied();

CREATE FUNCTION payments_tallied_again() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO payments_paymenttally AS t (fund_id, program_id, period, county, state, count, amount)
    SELECT b.fund_id, m.program_id, b.period, left(m.area, 6) AS county, m.state, sum(m.sign), sum(m.sign * m.amount)
    FROM (SELECT batch_id, program_id, area, state, amount, 1 AS sign FROM new_rows
          UNION ALL SELECT batch_id, program_id, area, state, amount, -1 FROM old_rows) AS m
    JOIN payments_batch b ON b.id = m.batch_id
    GROUP BY 1, 2, 3, 4, 5 HAVING sum(m.sign) <> 0 OR sum(m.sign * m.amount) <> 0 ORDER BY 4, 2, 3, 1, 5
    ON CONFLICT (program_id, period, county, fund_id, state)
        DO UPDATE SET count = t.count + EXCLUDED.count, amount = t.amount + EXCLUDED.amount;
    RETURN NULL;
END $$;
CREATE TRIGGER payments_tallied_again AFTER UPDATE ON payments_payment
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION payments_tallied_again();

-- Whether the fund pays, or was to pay, anyone of the period in the county of the account: what lets its offices see the
-- batches of the city that do.
CREATE FUNCTION pays_in_county(of_fund text, of_program text, of_period text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM payments_paymenttally t WHERE t.program_id = of_program AND t.period = of_period
                   AND t.county = left(scope_low(), 6) AND t.fund_id = of_fund AND t.count > 0)
$$;
