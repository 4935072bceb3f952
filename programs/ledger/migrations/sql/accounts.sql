-- An account is born empty: money comes by transfers alone.
CREATE FUNCTION ledger_account_born_empty() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.balance := 0;
    NEW.last_on := NULL;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_account_born_empty BEFORE INSERT ON ledger_ledgeraccount
    FOR EACH ROW EXECUTE FUNCTION ledger_account_born_empty();

-- A balance is what the legs make it: whoever writes, the owner included, can't set one by hand.
CREATE FUNCTION ledger_balance_follows_legs() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'a balance is written by its legs alone'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledgeraccount_balance_follows_legs';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_balance_follows_legs BEFORE UPDATE OF balance, last_on ON ledger_ledgeraccount
    FOR EACH ROW EXECUTE FUNCTION ledger_balance_follows_legs();
