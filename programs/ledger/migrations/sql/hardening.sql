-- The legs of a transfer go in as one statement and sum to zero; they move money one way, as the transfer's
-- kind says, within one fund; the balances follow in the same statement.
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

    SELECT n.transfer_id INTO wrong
    FROM new_legs n JOIN ledger_transfer t ON t.id = n.transfer_id JOIN ledger_ledgeraccount a ON a.id = n.account_id
    WHERE t.kind <> 'reversal' AND (t.kind, a.kind, sign(n.amount)) NOT IN (VALUES
        ('receipt', 'source', -1::numeric), ('receipt', 'available', 1),
        ('commitment', 'available', -1), ('commitment', 'committed', 1),
        ('release', 'committed', -1), ('release', 'available', 1),
        ('sending', 'committed', -1), ('sending', 'in_transit', 1),
        ('confirmation', 'in_transit', -1), ('confirmation', 'paid', 1))
    LIMIT 1;
    IF wrong IS NULL THEN
        SELECT n.transfer_id INTO wrong FROM new_legs n JOIN ledger_ledgeraccount a ON a.id = n.account_id
        GROUP BY n.transfer_id HAVING count(DISTINCT a.fund_id) > 1 LIMIT 1;
    END IF;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'the legs of transfer % do not go the way of its kind', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'transfer_goes_its_way';
    END IF;

    SELECT t.id INTO wrong FROM ledger_transfer t JOIN ledger_transfer original ON original.id = t.reverses_id
    WHERE t.id IN (SELECT transfer_id FROM new_legs) AND (
        original.kind = 'reversal'
        OR EXISTS (SELECT account_id, -amount FROM ledger_leg WHERE transfer_id = original.id
                   EXCEPT SELECT account_id, amount FROM new_legs WHERE transfer_id = t.id)
        OR EXISTS (SELECT account_id, amount FROM new_legs WHERE transfer_id = t.id
                   EXCEPT SELECT account_id, -amount FROM ledger_leg WHERE transfer_id = original.id))
    LIMIT 1;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'transfer % is not the mirror of what it reverses', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'transfer_mirrors_original';
    END IF;

    -- In the order of ids, so that two transfers over the same accounts can't lock each other out.
    PERFORM 1 FROM ledger_ledgeraccount WHERE id IN (SELECT account_id FROM new_legs) ORDER BY id FOR UPDATE;
    UPDATE ledger_ledgeraccount a SET balance = a.balance + n.amount
    FROM (SELECT account_id, sum(amount) AS amount FROM new_legs GROUP BY account_id) n WHERE a.id = n.account_id;
    RETURN NULL;
END $$;

-- A transfer without legs is no transfer. Deferred, because the legs come after it; once for each transfer.
CREATE OR REPLACE FUNCTION transfer_has_legs() RETURNS trigger
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
CREATE OR REPLACE FUNCTION transfer_signed_by_actor() RETURNS trigger
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

-- A balance is what the legs make it: whoever writes, the owner included, can't set one by hand.
CREATE OR REPLACE FUNCTION ledger_balance_follows_legs() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'a balance is written by its legs alone'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledgeraccount_balance_follows_legs';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_balance_follows_legs BEFORE UPDATE OF balance ON ledger_ledgeraccount
    FOR EACH ROW EXECUTE FUNCTION ledger_balance_follows_legs();
