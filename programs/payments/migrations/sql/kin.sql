-- Whom a signer must leave to others: people, and payees of other people (`payee` is null where every payee is meant).
-- By blind indexes of ID numbers and by the registered person of a relation; of who has given no number nothing is known.
CREATE FUNCTION kin_of_signer(signer bigint) RETURNS TABLE (person_id uuid, payee text)
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
REVOKE EXECUTE ON FUNCTION kin_of_signer(bigint) FROM PUBLIC;

-- Whether an account's holder is someone in the batch, or on record as a relative of one.
CREATE FUNCTION batch_signer_is_kin(of_batch uuid, signer bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM kin_of_signer(signer) k JOIN payments_payment y ON y.person_id = k.person_id
        WHERE y.batch_id = of_batch AND y.state <> 'dropped' AND (k.payee IS NULL OR y.payee = k.payee))
$$;

-- The same of whoever decides about a claim.
CREATE FUNCTION claim_signer_is_kin(of_claim uuid, signer bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM payments_claim c JOIN payments_payment y ON y.id = c.payment_id
        JOIN kin_of_signer(signer) k ON y.person_id = k.person_id
        WHERE c.id = of_claim AND (k.payee IS NULL OR y.payee = k.payee))
$$;
