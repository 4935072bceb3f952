-- What hangs on an enrolment has its program and area.
ALTER TABLE payments_claim ADD CONSTRAINT claim_scope_is_the_enrolments
    FOREIGN KEY (enrolment_id, program_id, area) REFERENCES enrolment_enrolment (id, program_id, area) ON UPDATE CASCADE;

-- What of a claim is still open: neither came back nor was let go.
CREATE OR REPLACE FUNCTION claim_rest(of_claim uuid) RETURNS numeric
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.amount - coalesce((SELECT sum(r.amount) FROM payments_recovery r WHERE r.claim_id = c.id), 0)
                    - coalesce((SELECT sum(w.amount) FROM payments_writeoff w
                                WHERE w.claim_id = c.id AND w.state = 'approved'), 0)
    FROM payments_claim c WHERE c.id = of_claim
$$;

-- Where a claim is, by its sums.
CREATE OR REPLACE FUNCTION claim_stands(of_claim uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN claim_rest(of_claim) > 0 THEN 'open'
                WHEN EXISTS (SELECT 1 FROM payments_writeoff w WHERE w.claim_id = of_claim AND w.state = 'approved')
                THEN 'written_off' ELSE 'settled' END
$$;
REVOKE EXECUTE ON FUNCTION claim_rest(uuid), claim_stands(uuid) FROM PUBLIC;

-- A claim is on a payment that arrived, bears its maker's name, and with the others on it asks for no more than was
-- paid. What was asked back by mistake may be asked for again; what was waived may not.
CREATE OR REPLACE FUNCTION claim_fits_payment() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE p payments_payment%ROWTYPE; others numeric;
BEGIN
    SELECT * INTO p FROM payments_payment WHERE id = NEW.payment_id FOR UPDATE;
    IF NOT FOUND OR p.state <> 'paid' THEN
        RAISE EXCEPTION 'a claim on what was not paid'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_of_what_was_paid';
    END IF;
    IF NEW.opened_by_id IS DISTINCT FROM scope_account() THEN
        RAISE EXCEPTION 'a claim in the name of another'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_signed_by_actor';
    END IF;
    NEW.enrolment_id := p.enrolment_id; NEW.program_id := p.program_id; NEW.area := p.area;
    NEW.plan := '[]'; NEW.opened_at := clock_timestamp();
    SELECT coalesce(sum(c.amount - coalesce((
        SELECT sum(w.amount) FROM payments_writeoff w
        WHERE w.claim_id = c.id AND w.state = 'approved' AND w.ground = 'mistaken'), 0)), 0)
    INTO others FROM payments_claim c WHERE c.payment_id = p.id AND c.id <> NEW.id;
    IF NEW.amount + others > p.amount THEN
        RAISE EXCEPTION 'more is asked back than was paid'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_within_payment';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER claim_fits_payment BEFORE INSERT ON payments_claim
    FOR EACH ROW EXECUTE FUNCTION claim_fits_payment();

-- A claim is as far as its sums; and a plan is of all that is still open, day after day.
CREATE OR REPLACE FUNCTION claim_follows_sums() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.state <> OLD.state AND NEW.state <> claim_stands(NEW.id) THEN
        RAISE EXCEPTION 'a claim that is elsewhere than its sums'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_closes_by_sums';
    END IF;
    IF NEW.plan IS DISTINCT FROM OLD.plan AND (
        NEW.state <> 'open' OR jsonb_typeof(NEW.plan) <> 'array'
        OR (SELECT sum((i ->> 'amount')::numeric) FROM jsonb_array_elements(NEW.plan) AS i)
           IS DISTINCT FROM claim_rest(NEW.id)
        OR EXISTS (SELECT 1 FROM jsonb_array_elements(NEW.plan) AS i WHERE (i ->> 'amount')::numeric <= 0)
        OR EXISTS (
            SELECT 1 FROM (
                SELECT (i ->> 'due')::date AS due, lag((i ->> 'due')::date) OVER (ORDER BY place) AS before
                FROM jsonb_array_elements(NEW.plan) WITH ORDINALITY AS t(i, place)) AS days
            WHERE due IS NULL OR due <= before)
    ) THEN
        RAISE EXCEPTION 'a plan that is not of what is open'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_plan_is_the_rest';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER claim_follows_sums BEFORE UPDATE ON payments_claim
    FOR EACH ROW EXECUTE FUNCTION claim_follows_sums();

-- What comes back is of an open claim, no more than is open, in its recorder's name, and the transfer's sum.
CREATE OR REPLACE FUNCTION recovery_fits_claim() RETURNS trigger
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
    IF NEW.amount > claim_rest(c.id) THEN
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
    FOR EACH ROW EXECUTE FUNCTION recovery_fits_claim();

-- What is let go is asked for and decided in their own names, by a manager, and is no more than is open.
CREATE OR REPLACE FUNCTION writeoff_fits_claim() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM payments_claim WHERE id = NEW.claim_id FOR UPDATE;
    IF TG_OP = 'INSERT' THEN
        NEW.asked_at := clock_timestamp();
    ELSIF NEW.state <> OLD.state THEN
        NEW.decided_at := clock_timestamp();
        IF NOT scope_holds('manager') THEN
            RAISE EXCEPTION 'decided by no manager'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'writeoff_decided_by_manager';
        END IF;
    END IF;
    IF TG_OP = 'INSERT' AND NEW.asked_by_id IS DISTINCT FROM scope_account()
       OR NEW.decided_by_id IS NOT NULL AND NEW.decided_by_id IS DISTINCT FROM scope_account() THEN
        RAISE EXCEPTION 'a write-off in the name of another'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'writeoff_signed_by_actor';
    END IF;
    IF NEW.state <> 'refused' AND (TG_OP = 'INSERT' OR NEW.state <> OLD.state)
       AND NEW.amount > claim_rest(NEW.claim_id) THEN
        RAISE EXCEPTION 'more is let go than is open'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'writeoff_within_claim';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER writeoff_fits_claim BEFORE INSERT OR UPDATE ON payments_writeoff
    FOR EACH ROW EXECUTE FUNCTION writeoff_fits_claim();

-- Nothing open any more: the claim closes by itself.
CREATE OR REPLACE FUNCTION claim_moves() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE payments_claim SET state = claim_stands(id)
    WHERE id = NEW.claim_id AND state <> claim_stands(id);
    RETURN NULL;
END $$;
CREATE TRIGGER recovery_moves_claim AFTER INSERT ON payments_recovery
    FOR EACH ROW EXECUTE FUNCTION claim_moves();
CREATE TRIGGER writeoff_moves_claim AFTER UPDATE OF state ON payments_writeoff
    FOR EACH ROW EXECUTE FUNCTION claim_moves();

-- What came back is in the ledger: out of what the payment's batch paid, and in the fund again. The ledger recovers
-- and reclaims nothing else, and takes nothing of it back.
CREATE OR REPLACE FUNCTION claim_must_agree(of_claim uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM (
            SELECT b.fund_id || ' paid ' || b.program_id || ' ' || b.period AS place, -r.amount AS amount
            FROM payments_recovery r JOIN payments_claim c ON c.id = r.claim_id
            JOIN payments_payment p ON p.id = c.payment_id JOIN payments_batch b ON b.id = p.batch_id
            WHERE c.id = of_claim
            UNION ALL
            SELECT b.fund_id || ' available  ', r.amount
            FROM payments_recovery r JOIN payments_claim c ON c.id = r.claim_id
            JOIN payments_payment p ON p.id = c.payment_id JOIN payments_batch b ON b.id = p.batch_id
            WHERE c.id = of_claim
            UNION ALL
            SELECT a.fund_id || ' ' || a.kind || ' ' || a.program || ' ' || a.period, -l.amount
            FROM ledger_transfer t JOIN ledger_leg l ON l.transfer_id = t.id
            JOIN ledger_ledgeraccount a ON a.id = l.account_id WHERE t.cause = of_claim
        ) AS both_sides GROUP BY place HAVING sum(amount) <> 0
    ) THEN
        RAISE EXCEPTION 'the ledger and what came back of a claim differ'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_agrees_with_ledger';
    END IF;
END $$;
REVOKE EXECUTE ON FUNCTION claim_must_agree(uuid) FROM PUBLIC;

CREATE OR REPLACE FUNCTION recovery_agrees() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM claim_must_agree(NEW.claim_id);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER recovery_agrees AFTER INSERT ON payments_recovery
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION recovery_agrees();

CREATE OR REPLACE FUNCTION transfer_agrees_with_claim() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.kind <> 'reversal' OR EXISTS (SELECT 1 FROM payments_claim WHERE id = NEW.cause) THEN
        IF NEW.cause IS NULL THEN
            RAISE EXCEPTION 'money is recovered without a claim'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_agrees_with_ledger';
        END IF;
        PERFORM claim_must_agree(NEW.cause);
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER transfer_agrees_with_claim AFTER INSERT ON ledger_transfer
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind IN ('recovery', 'reclaim', 'reversal'))
    EXECUTE FUNCTION transfer_agrees_with_claim();

-- Of what was given back in part, the bank can't return the whole any more.
CREATE OR REPLACE FUNCTION payment_recovered_stays() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM payments_recovery r JOIN payments_claim c ON c.id = r.claim_id
               WHERE c.payment_id = NEW.id) THEN
        RAISE EXCEPTION 'a payment that was given back comes back by the bank'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_recovered_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payment_recovered_stays BEFORE UPDATE OF state ON payments_payment FOR EACH ROW
    WHEN (OLD.state = 'paid' AND NEW.state <> 'paid') EXECUTE FUNCTION payment_recovered_stays();
