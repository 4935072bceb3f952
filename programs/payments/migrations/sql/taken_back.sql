-- Whom a signer must leave to others: people, and payees of other people (`payee` is null where every payee is meant).
-- By blind indexes of ID numbers and by the registered person of a relation; of who has given no number nothing is known.
CREATE OR REPLACE FUNCTION kin_of_signer(signer bigint) RETURNS TABLE (person_id uuid, payee text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH own AS MATERIALIZED (SELECT id_index AS i FROM core_account WHERE id = signer AND id_index IS NOT NULL),
    me AS MATERIALIZED (SELECT p.id FROM beneficiaries_person p JOIN own ON p.id_number_index = own.i),
    mine AS MATERIALIZED (
        SELECT r.other_id, r.id_number_index AS i FROM beneficiaries_relation r JOIN me ON me.id = r.person_id),
    kin AS MATERIALIZED (
        SELECT id FROM me
        UNION SELECT other_id FROM mine WHERE other_id IS NOT NULL
        UNION SELECT p.id FROM beneficiaries_person p JOIN mine ON p.id_number_index = mine.i
        UNION SELECT r.person_id FROM beneficiaries_relation r JOIN own ON r.id_number_index = own.i
        UNION SELECT r.person_id FROM beneficiaries_relation r JOIN me ON me.id = r.other_id),
    numbers AS MATERIALIZED (
        SELECT i FROM own UNION SELECT i FROM mine WHERE i IS NOT NULL
        UNION SELECT p.id_number_index FROM beneficiaries_person p JOIN kin ON kin.id = p.id
              WHERE p.id_number_index IS NOT NULL)
    SELECT id, NULL::text FROM kin
    -- The payee is a relative of theirs.
    UNION SELECT r.person_id, r.name::text FROM numbers JOIN beneficiaries_relation r ON r.id_number_index = numbers.i
$$;

-- As in `flow`.
CREATE OR REPLACE FUNCTION batch_signer_is_kin(of_batch uuid, signer bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM kin_of_signer(signer) k JOIN payments_payment y ON y.person_id = k.person_id
        WHERE y.batch_id = of_batch AND y.state <> 'dropped' AND (k.payee IS NULL OR y.payee = k.payee))
$$;

-- The same of whoever decides about a claim.
CREATE OR REPLACE FUNCTION claim_signer_is_kin(of_claim uuid, signer bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM payments_claim c JOIN payments_payment y ON y.id = c.payment_id
        JOIN kin_of_signer(signer) k ON y.person_id = k.person_id
        WHERE c.id = of_claim AND (k.payee IS NULL OR y.payee = k.payee))
$$;
REVOKE EXECUTE ON FUNCTION kin_of_signer(bigint) FROM PUBLIC;

-- A claim that cites a difference cites one of its payment's enrolment and period that stands, and with the others that
-- cite it asks for no more than that.
CREATE OR REPLACE FUNCTION claim_within_difference() RETURNS trigger
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

-- Who asks and who decides about a claim that is held: in their own names, and no relative of whom it is about.
CREATE OR REPLACE FUNCTION decided_by_another(of_claim uuid, asked boolean, asked_by bigint, decided_by bigint, rule text)
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

-- As in `claims`, and by no relative.
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
    PERFORM decided_by_another(NEW.claim_id, TG_OP = 'INSERT', NEW.asked_by_id, NEW.decided_by_id, 'writeoff');
    IF NEW.state <> 'refused' AND (TG_OP = 'INSERT' OR NEW.state <> OLD.state)
       AND NEW.amount > claim_rest(NEW.claim_id) THEN
        RAISE EXCEPTION 'more is let go than is open'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'writeoff_within_claim';
    END IF;
    RETURN NEW;
END $$;

-- What is asked to be taken back was recorded by hand, and is no mirror itself.
CREATE OR REPLACE FUNCTION takeback_fits_recovery() RETURNS trigger
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
CREATE OR REPLACE FUNCTION takeback_happens() RETURNS trigger
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

-- A mirror takes back the whole of a recovery, as another account decided, by the reversal of its transfer.
CREATE OR REPLACE FUNCTION recovery_mirrors_original() RETURNS trigger
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
    IF NEW.made_by_id IS DISTINCT FROM scope_account() OR NOT EXISTS (
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

-- As in `claims`: what is no mirror.
DROP TRIGGER recovery_fits_claim ON payments_recovery;
CREATE TRIGGER recovery_fits_claim BEFORE INSERT ON payments_recovery
    FOR EACH ROW WHEN (NEW.cancels_id IS NULL) EXECUTE FUNCTION recovery_fits_claim();
-- Of what was given back and taken back again nothing was given back.
DO $do$ BEGIN
    EXECUTE replace(pg_get_functiondef('payment_recovered_stays()'::regprocedure),
                    'WHERE c.payment_id = NEW.id)', 'WHERE c.payment_id = NEW.id HAVING sum(r.amount) > 0)');
END $do$;
