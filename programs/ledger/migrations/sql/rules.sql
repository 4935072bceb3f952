-- The legs of a transfer go in as one statement and sum to zero; the balances follow in the same statement.
-- Per statement over the transition table: a deferred trigger per row costs more than twice as much.
CREATE OR REPLACE FUNCTION ledger_legs_added() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE wrong uuid;
BEGIN
    SELECT transfer_id INTO wrong FROM new_legs GROUP BY transfer_id HAVING sum(amount) <> 0 OR count(*) < 2 LIMIT 1;
    IF wrong IS NULL THEN
        -- A transfer that had legs before may not get more.
        SELECT n.transfer_id INTO wrong
        FROM (SELECT transfer_id, count(*) AS added FROM new_legs GROUP BY transfer_id) n
        WHERE (SELECT count(*) FROM ledger_leg l WHERE l.transfer_id = n.transfer_id) <> n.added LIMIT 1;
    END IF;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'the legs of transfer % do not sum to zero in one statement', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'transfer_sums_to_zero';
    END IF;
    -- In the order of ids, so that two transfers over the same accounts can't lock each other out.
    PERFORM 1 FROM ledger_ledgeraccount WHERE id IN (SELECT account_id FROM new_legs) ORDER BY id FOR UPDATE;
    UPDATE ledger_ledgeraccount a SET balance = a.balance + n.amount
    FROM (SELECT account_id, sum(amount) AS amount FROM new_legs GROUP BY account_id) n WHERE a.id = n.account_id;
    RETURN NULL;
END $$;

CREATE TRIGGER ledger_legs_added AFTER INSERT ON ledger_leg
    REFERENCING NEW TABLE AS new_legs FOR EACH STATEMENT EXECUTE FUNCTION ledger_legs_added();

-- An account is born empty: money comes by transfers alone.
CREATE OR REPLACE FUNCTION ledger_account_born_empty() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.balance := 0;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_account_born_empty BEFORE INSERT ON ledger_ledgeraccount
    FOR EACH ROW EXECUTE FUNCTION ledger_account_born_empty();
