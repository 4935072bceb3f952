-- What is set off is so against an open claim on the same person and program, no more than the program's share of the
-- payment and no more than is free; and what is paid again sets off as the first did. Of things nothing is set off,
-- whatever they are worth and whatever share the program has.
CREATE FUNCTION payment_set_off_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM new_rows WHERE replaces_id IS NOT NULL) AND EXISTS (
        SELECT 1 FROM new_rows n JOIN payments_payment first ON first.id = n.replaces_id
        WHERE (first.set_off, first.against_id) IS DISTINCT FROM (n.set_off, n.against_id)
    ) THEN
        RAISE EXCEPTION 'what is paid again sets off something else'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_set_off_fits';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM new_rows WHERE set_off <> 0) THEN RETURN NULL; END IF;
    PERFORM 1 FROM payments_claim WHERE id IN (SELECT against_id FROM new_rows) ORDER BY id FOR UPDATE;
    IF EXISTS (
        SELECT 1 FROM new_rows n JOIN payments_claim c ON c.id = n.against_id
        JOIN payments_payment wrong ON wrong.id = c.payment_id
        JOIN beneficiaries_person a ON a.id = n.person_id JOIN beneficiaries_person b ON b.id = wrong.person_id
        JOIN catalogue_rules r ON r.id = n.rules_id
        WHERE r.definition -> 'benefit' ? 'goods' OR wrong.state <> 'paid' OR c.program_id <> n.program_id
           OR coalesce(a.merged_into_id, a.id) <> coalesce(b.merged_into_id, b.id)
           OR n.set_off > trunc(n.amount * coalesce((r.definition #>> '{payment,offset_share}')::int, 0) / 100, 2)
    ) THEN
        RAISE EXCEPTION 'a payment that sets off what it may not'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_set_off_fits';
    END IF;
    -- Of a claim that was closed meanwhile nothing is free.
    IF EXISTS (SELECT 1 FROM (SELECT DISTINCT against_id FROM new_rows WHERE set_off <> 0) AS claims
               WHERE claim_free(against_id) < 0) THEN
        RAISE EXCEPTION 'more is set off than is open'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'set_off_within_claim';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER payment_set_off_fits AFTER INSERT ON payments_payment
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION payment_set_off_fits();

-- What a payment sets off came back of its claim when it has arrived, and not otherwise. It is looked for among what came
-- back of that claim (`recovery_of_a_set_off`): no index finds all of a payment.
CREATE FUNCTION payment_sets_off() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF (SELECT coalesce(sum(r.amount), 0) FROM payments_recovery r
        WHERE r.claim_id = NEW.against_id AND r.payment_id = NEW.id)
       IS DISTINCT FROM (SELECT CASE p.state WHEN 'paid' THEN p.set_off ELSE 0 END FROM payments_payment p
                         WHERE p.id = NEW.id) THEN
        RAISE EXCEPTION 'a payment and what it set off do not agree'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_sets_off';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER payment_sets_off AFTER UPDATE OF state ON payments_payment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.set_off > 0 AND (OLD.state = 'paid' OR NEW.state = 'paid')) EXECUTE FUNCTION payment_sets_off();

-- What came back by a payment is what that payment set off.
CREATE FUNCTION recovery_of_a_set_off() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM payments_payment p WHERE p.id = NEW.payment_id AND p.against_id = NEW.claim_id
          AND p.set_off = abs(NEW.amount) AND p.state = CASE WHEN NEW.amount > 0 THEN 'paid' ELSE 'returned' END
    ) THEN
        RAISE EXCEPTION 'what came back is not what the payment set off'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'recovery_of_a_set_off';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recovery_of_a_set_off BEFORE INSERT ON payments_recovery
    FOR EACH ROW WHEN (NEW.payment_id IS NOT NULL) EXECUTE FUNCTION recovery_of_a_set_off();
