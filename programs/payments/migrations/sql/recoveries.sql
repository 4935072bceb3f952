-- What comes back, and is no mirror, is of an open claim, no more than is open and left by the payments that are to set
-- it off, in its recorder's name, and the transfer's sum.
CREATE FUNCTION recovery_fits_claim() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE c payments_claim%ROWTYPE; p payments_payment%ROWTYPE;
BEGIN
    SELECT * INTO c FROM payments_claim WHERE id = NEW.claim_id FOR UPDATE;
    SELECT * INTO p FROM payments_payment WHERE id = c.payment_id FOR UPDATE;
    IF NEW.made_by_id IS DISTINCT FROM scope_account() THEN
        RAISE EXCEPTION 'a recovery in the name of another'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'recovery_signed_by_actor';
    END IF;
    IF p.state IS DISTINCT FROM 'paid' THEN
        RAISE EXCEPTION 'a recovery of what came back by the bank'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_of_what_was_paid';
    END IF;
    IF NEW.amount > claim_free(c.id) THEN
        RAISE EXCEPTION 'more came back than is open'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'recovery_within_claim';
    END IF;
    IF NEW."on" < p.paid_on OR NEW."on" > (now() AT TIME ZONE 'Asia/Shanghai')::date THEN
        RAISE EXCEPTION 'a recovery before the payment, or to come'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'recovery_after_payment';
    END IF;
    IF NEW.way = 'instalment' AND c.plan = '[]' THEN
        RAISE EXCEPTION 'an instalment of no plan'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'recovery_by_plan';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM ledger_transfer t JOIN ledger_leg l ON l.transfer_id = t.id AND l.amount > 0
        WHERE t.id = NEW.transfer_id AND t.kind = 'recovery' AND t.cause = c.id AND t."on" = NEW."on"
        GROUP BY t.id HAVING sum(l.amount) = NEW.amount
    ) THEN
        RAISE EXCEPTION 'a recovery and its transfer differ'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_agrees_with_ledger';
    END IF;
    NEW.made_at := clock_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER recovery_fits_claim BEFORE INSERT ON payments_recovery
    FOR EACH ROW WHEN (NEW.cancels_id IS NULL) EXECUTE FUNCTION recovery_fits_claim();

-- What is asked to be taken back was recorded by hand, and is no mirror itself.
CREATE FUNCTION takeback_fits_recovery() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE c uuid;
BEGIN
    SELECT claim_id INTO c FROM payments_recovery WHERE id = NEW.recovery_id;
    PERFORM 1 FROM payments_claim WHERE id = c FOR UPDATE;
    IF TG_OP = 'INSERT' THEN
        NEW.asked_at := clock_timestamp();
    ELSIF NEW.state <> OLD.state THEN
        NEW.decided_at := clock_timestamp();
    END IF;
    PERFORM decided_by_another(c, TG_OP = 'INSERT', NEW.asked_by_id, NEW.decided_by_id, 'takeback');
    IF TG_OP = 'INSERT' AND EXISTS (SELECT 1 FROM payments_recovery r WHERE r.id = NEW.recovery_id
                                    AND (r.cancels_id IS NOT NULL OR r.way = 'offset')) THEN
        RAISE EXCEPTION 'a mirror is not taken back'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'takeback_of_a_recovery';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER takeback_fits_recovery BEFORE INSERT OR UPDATE ON payments_takeback
    FOR EACH ROW EXECUTE FUNCTION takeback_fits_recovery();

-- Approved is what was taken back.
CREATE FUNCTION takeback_happens() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM payments_recovery r WHERE r.cancels_id = NEW.recovery_id) THEN
        RAISE EXCEPTION 'taken back, and still there'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'takeback_happens';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER takeback_happens AFTER UPDATE OF state ON payments_takeback
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state = 'approved') EXECUTE FUNCTION takeback_happens();

-- A mirror takes back the whole of a recovery, as another account decided, by the reversal of its transfer. What the
-- bank returned takes back what was set off by it; nobody else needs to be asked.
CREATE FUNCTION recovery_mirrors_original() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE r payments_recovery%ROWTYPE;
BEGIN
    PERFORM 1 FROM payments_claim WHERE id = NEW.claim_id FOR UPDATE;
    SELECT * INTO r FROM payments_recovery WHERE id = NEW.cancels_id;
    IF (r.claim_id, r.way, r.amount) IS DISTINCT FROM (NEW.claim_id, NEW.way, -NEW.amount)
       OR NOT EXISTS (SELECT 1 FROM ledger_transfer t WHERE t.id = NEW.transfer_id AND t.reverses_id = r.transfer_id
                      AND t."on" = NEW."on") THEN
        RAISE EXCEPTION 'a recovery that is not the mirror of what it takes back'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'recovery_mirrors_original';
    END IF;
    IF NEW.made_by_id IS DISTINCT FROM scope_account() OR NEW.payment_id IS NULL AND NOT EXISTS (
        SELECT 1 FROM payments_takeback k
        WHERE k.recovery_id = r.id AND k.state = 'approved' AND k.decided_by_id = NEW.made_by_id) THEN
        RAISE EXCEPTION 'a recovery is taken back by one alone'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'recovery_taken_back_by_two';
    END IF;
    NEW.made_at := clock_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER recovery_mirrors_original BEFORE INSERT ON payments_recovery
    FOR EACH ROW WHEN (NEW.cancels_id IS NOT NULL) EXECUTE FUNCTION recovery_mirrors_original();

-- Of what was given back in part, and not taken back again, the bank can't return the whole any more; nor a payment of
-- which something is being set off against another.
CREATE FUNCTION payment_recovered_stays() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM payments_recovery r JOIN payments_claim c ON c.id = r.claim_id
               WHERE c.payment_id = NEW.id HAVING sum(r.amount) > 0) THEN
        RAISE EXCEPTION 'a payment that was given back comes back by the bank'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_recovered_stays';
    END IF;
    IF EXISTS (SELECT 1 FROM payments_claim c WHERE c.payment_id = NEW.id AND claim_free(c.id) < claim_rest(c.id)) THEN
        RAISE EXCEPTION 'a payment that is being set off comes back by the bank'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_set_off_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payment_recovered_stays BEFORE UPDATE OF state ON payments_payment FOR EACH ROW
    WHEN (OLD.state = 'paid' AND NEW.state <> 'paid') EXECUTE FUNCTION payment_recovered_stays();
