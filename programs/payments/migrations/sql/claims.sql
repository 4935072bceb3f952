-- What hangs on an enrolment has its program and area.
ALTER TABLE payments_claim ADD CONSTRAINT claim_scope_is_the_enrolments
    FOREIGN KEY (enrolment_id, program_id, area) REFERENCES enrolment_enrolment (id, program_id, area) ON UPDATE CASCADE;

-- What of a claim is still open: neither came back nor was let go.
CREATE FUNCTION claim_rest(of_claim uuid) RETURNS numeric
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.amount - coalesce((SELECT sum(r.amount) FROM payments_recovery r WHERE r.claim_id = c.id), 0)
                    - coalesce((SELECT sum(w.amount) FROM payments_writeoff w
                                WHERE w.claim_id = c.id AND w.state = 'approved'), 0)
    FROM payments_claim c WHERE c.id = of_claim
$$;

-- Where a claim is, by its sums.
CREATE FUNCTION claim_stands(of_claim uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN claim_rest(of_claim) > 0 THEN 'open'
                WHEN EXISTS (SELECT 1 FROM payments_writeoff w WHERE w.claim_id = of_claim AND w.state = 'approved')
                THEN 'written_off' ELSE 'settled' END
$$;
REVOKE EXECUTE ON FUNCTION claim_rest(uuid), claim_stands(uuid) FROM PUBLIC;

-- What of a claim may still come back otherwise: what is open, less what payments on their way are to set off.
CREATE FUNCTION claim_free(of_claim uuid) RETURNS numeric
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT claim_rest(of_claim) - coalesce((
        SELECT sum(p.set_off) FROM payments_payment p WHERE p.against_id = of_claim
          AND p.state IN ('planned', 'committed', 'in_transit', 'unknown', 'returned')), 0)
$$;

-- A claim is on a payment that arrived, bears its maker's name, and with the others on it asks for no more than was
-- paid. What was asked back by mistake may be asked for again; what was waived may not.
CREATE FUNCTION claim_fits_payment() RETURNS trigger
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

-- A claim that cites a difference cites one of its payment's enrolment and period that stands, and with the others that
-- cite it asks for no more than that.
CREATE FUNCTION claim_within_difference() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE over numeric; others numeric;
BEGIN
    SELECT -d.amount INTO over
    FROM payments_payment p JOIN payments_entitlement due ON due.id = p.entitlement_id
    JOIN payments_entitlement d ON (d.enrolment_id, d.period) = (due.enrolment_id, due.period)
    WHERE p.id = NEW.payment_id AND d.id = NEW.difference_id AND d.amount < 0 AND d.cancels_id IS NULL
      AND NOT EXISTS (SELECT 1 FROM payments_entitlement m WHERE m.cancels_id = d.id);
    SELECT coalesce(sum(c.amount - coalesce((
        SELECT sum(w.amount) FROM payments_writeoff w
        WHERE w.claim_id = c.id AND w.state = 'approved' AND w.ground = 'mistaken'), 0)), 0)
    INTO others FROM payments_claim c WHERE c.difference_id = NEW.difference_id AND c.id <> NEW.id;
    IF over IS NULL OR NEW.amount + others > over THEN
        RAISE EXCEPTION 'a claim for more than the difference that it cites'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_within_difference';
    END IF;
    RETURN NEW;
END $$;

-- After `claim_fits_payment`, which holds the payment.
CREATE TRIGGER claim_within_difference BEFORE INSERT ON payments_claim
    FOR EACH ROW WHEN (NEW.difference_id IS NOT NULL) EXECUTE FUNCTION claim_within_difference();

-- A claim is as far as its sums; and a plan is of all that is still open, day after day.
CREATE FUNCTION claim_follows_sums() RETURNS trigger
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

-- Nothing open any more: the claim closes by itself.
CREATE FUNCTION claim_moves() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE payments_claim SET state = claim_stands(id)
    WHERE id = NEW.claim_id AND state <> claim_stands(id);
    RETURN NULL;
END $$;
CREATE TRIGGER writeoff_moves_claim AFTER UPDATE OF state ON payments_writeoff
    FOR EACH ROW EXECUTE FUNCTION claim_moves();

-- The same, once for all that a statement brings.
CREATE FUNCTION recoveries_move_claims() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE payments_claim c SET state = now_at.state
    FROM (SELECT of.claim_id, claim_stands(of.claim_id) AS state
          FROM (SELECT DISTINCT claim_id FROM new_rows) AS of) AS now_at
    WHERE c.id = now_at.claim_id AND c.state <> now_at.state;
    RETURN NULL;
END $$;
CREATE TRIGGER recovery_moves_claim AFTER INSERT ON payments_recovery
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION recoveries_move_claims();

-- What came back, less what was taken back again, is in the ledger: out of what the payment's batch paid, and in the
-- fund again. The ledger recovers and reclaims nothing else.
CREATE FUNCTION claim_must_agree(of_claim uuid) RETURNS void
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

CREATE FUNCTION recovery_agrees() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM claim_must_agree(NEW.claim_id);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER recovery_agrees AFTER INSERT ON payments_recovery
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION recovery_agrees();

CREATE FUNCTION transfer_agrees_with_claim() RETURNS trigger
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

-- Who asks and who decides about a claim that is held: in their own names, and no relative of whom it is about.
CREATE FUNCTION decided_by_another(of_claim uuid, asked boolean, asked_by bigint, decided_by bigint, rule text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF asked AND asked_by IS DISTINCT FROM scope_account()
       OR decided_by IS NOT NULL AND decided_by IS DISTINCT FROM scope_account() THEN
        RAISE EXCEPTION 'a request or decision in the name of another'
            USING ERRCODE = 'check_violation', CONSTRAINT = rule || '_signed_by_actor';
    END IF;
    IF decided_by IS NOT NULL AND claim_signer_is_kin(of_claim, decided_by) THEN
        RAISE EXCEPTION 'decided by a relative'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_decider_is_no_kin';
    END IF;
END $$;
REVOKE EXECUTE ON FUNCTION decided_by_another(uuid, boolean, bigint, bigint, text) FROM PUBLIC;

-- What is let go is asked for and decided in their own names, by a manager who is no relative, and is no more than is
-- open and left by the payments that are to set it off.
CREATE FUNCTION writeoff_fits_claim() RETURNS trigger
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
    PERFORM decided_by_another(NEW.claim_id, TG_OP = 'INSERT', NEW.asked_by_id, NEW.decided_by_id, 'writeoff');
    IF NEW.state <> 'refused' AND (TG_OP = 'INSERT' OR NEW.state <> OLD.state)
       AND NEW.amount > claim_free(NEW.claim_id) THEN
        RAISE EXCEPTION 'more is let go than is open'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'writeoff_within_claim';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER writeoff_fits_claim BEFORE INSERT OR UPDATE ON payments_writeoff
    FOR EACH ROW EXECUTE FUNCTION writeoff_fits_claim();
