-- Which way each kind of transfer moves money: out of one kind of account (-1), into another (1).
CREATE FUNCTION ledger_goes(transfer text, account text, direction numeric) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT (transfer, account, direction) IN (VALUES
        ('receipt', 'source', -1::numeric), ('receipt', 'available', 1),
        ('allotment', 'available', -1), ('allotment', 'available', 1),
        ('commitment', 'available', -1), ('commitment', 'committed', 1),
        ('release', 'committed', -1), ('release', 'available', 1),
        ('sending', 'committed', -1), ('sending', 'in_transit', 1),
        ('confirmation', 'in_transit', -1), ('confirmation', 'paid', 1),
        ('return', 'in_transit', -1), ('return', 'returned', 1),
        ('late_return', 'paid', -1), ('late_return', 'returned', 1),
        ('reissue', 'returned', -1), ('reissue', 'committed', 1),
        ('restitution', 'returned', -1), ('restitution', 'available', 1),
        ('recovery', 'paid', -1), ('recovery', 'recovered', 1),
        ('reclaim', 'recovered', -1), ('reclaim', 'available', 1))
$$;

-- The legs of a transfer go in as one statement and sum to zero; they move money one way, as the transfer's kind says,
-- and to another fund by an allotment alone; the balances follow in the same statement, and no account was below zero
-- at the end of any day. Per statement over the transition table: a deferred trigger per row costs more than twice as
-- much.
CREATE FUNCTION ledger_legs_added() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE wrong uuid; backdated uuid[];
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

    SELECT n.transfer_id INTO wrong
    FROM new_legs n JOIN ledger_transfer t ON t.id = n.transfer_id JOIN ledger_ledgeraccount a ON a.id = n.account_id
    WHERE t.kind <> 'reversal' AND NOT ledger_goes(t.kind, a.kind, sign(n.amount)) LIMIT 1;
    IF wrong IS NULL THEN
        SELECT t.id INTO wrong
        FROM new_legs n JOIN ledger_transfer t ON t.id = n.transfer_id
        LEFT JOIN ledger_transfer original ON original.id = t.reverses_id
        JOIN ledger_ledgeraccount a ON a.id = n.account_id
        WHERE coalesce(original.kind, t.kind) <> 'allotment'
        GROUP BY t.id HAVING count(DISTINCT a.fund_id) > 1 LIMIT 1;
    END IF;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'the legs of transfer % do not go the way of its kind', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'transfer_goes_its_way';
    END IF;

    -- Money comes in when its fund is there: from the fund's first day on, and never before the books begin. (greatest
    -- passes over a fund without a first day.) All else follows, since no account was below zero on any day.
    SELECT n.transfer_id INTO wrong
    FROM new_legs n JOIN ledger_transfer t ON t.id = n.transfer_id JOIN ledger_ledgeraccount a ON a.id = n.account_id
    JOIN catalogue_fund f ON f.code = a.fund_id
    WHERE t.kind = 'receipt' AND t."on" < greatest(f.starts_on, DATE '1989-01-01') LIMIT 1;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'transfer % is dated before its fund begins', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'receipt_since_the_fund_began';
    END IF;

    -- A mirror and what it reverses touch the same accounts, and leave nothing in any. All of them are summed in one go:
    -- asked for one by one, each would read all new legs, which no index follows.
    SELECT both_sides.id INTO wrong FROM (
        SELECT t.id, n.account_id, n.amount, NULL AS reversed
        FROM new_legs n JOIN ledger_transfer t ON t.id = n.transfer_id WHERE t.reverses_id IS NOT NULL
        UNION ALL
        SELECT t.id, l.account_id, l.amount, original.kind
        FROM (SELECT DISTINCT transfer_id FROM new_legs) n JOIN ledger_transfer t ON t.id = n.transfer_id
        JOIN ledger_transfer original ON original.id = t.reverses_id JOIN ledger_leg l ON l.transfer_id = original.id
    ) AS both_sides
    GROUP BY both_sides.id, account_id HAVING sum(amount) <> 0 OR bool_or(reversed = 'reversal') LIMIT 1;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'transfer % is not the mirror of what it reverses', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'transfer_mirrors_original';
    END IF;

    -- In the order of ids, so that two transfers over the same accounts can't lock each other out.
    PERFORM 1 FROM ledger_ledgeraccount WHERE id IN (SELECT account_id FROM new_legs) ORDER BY id FOR UPDATE;
    -- Dated before what the account has already: then the days from there on must bear it as well.
    backdated := ARRAY(
        SELECT DISTINCT a.id FROM new_legs n JOIN ledger_transfer t ON t.id = n.transfer_id
        JOIN ledger_ledgeraccount a ON a.id = n.account_id
        WHERE n.amount < 0 AND a.kind <> 'source' AND t."on" < a.last_on);
    UPDATE ledger_ledgeraccount a SET balance = a.balance + n.amount, last_on = greatest(a.last_on, n."on")
    FROM (SELECT l.account_id, sum(l.amount) AS amount, max(t."on") AS "on"
          FROM new_legs l JOIN ledger_transfer t ON t.id = l.transfer_id GROUP BY l.account_id) n WHERE a.id = n.account_id;
    IF backdated <> '{}' AND EXISTS (
        SELECT 1 FROM (
            SELECT sum(sum(l.amount)) OVER (PARTITION BY l.account_id ORDER BY t."on") AS held
            FROM ledger_leg l JOIN ledger_transfer t ON t.id = l.transfer_id
            WHERE l.account_id = ANY (backdated) GROUP BY l.account_id, t."on") AS days
        WHERE held < 0
    ) THEN
        RAISE EXCEPTION 'on a day in the past the money was not there'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledgeraccount_never_overdrawn';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_legs_added AFTER INSERT ON ledger_leg
    REFERENCING NEW TABLE AS new_legs FOR EACH STATEMENT EXECUTE FUNCTION ledger_legs_added();

-- A transfer without legs is no transfer. Deferred, because the legs come after it; once for each transfer.
CREATE FUNCTION transfer_has_legs() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM ledger_leg WHERE transfer_id = NEW.id) THEN
        RAISE EXCEPTION 'transfer % has no legs', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'transfer_has_legs';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER transfer_has_legs AFTER INSERT ON ledger_transfer
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION transfer_has_legs();

-- Whose name a transfer bears is whose scope it is. The time is the database's.
CREATE FUNCTION transfer_signed_by_actor() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF current_user = ':app_role' THEN
        IF NEW.actor_id IS DISTINCT FROM scope_account() THEN
            RAISE EXCEPTION 'a transfer in the name of another'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'transfer_signed_by_actor';
        END IF;
        NEW.at := clock_timestamp();
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER transfer_signed_by_actor BEFORE INSERT ON ledger_transfer
    FOR EACH ROW EXECUTE FUNCTION transfer_signed_by_actor();
