-- As in `flow`; but what is paid again is looked for only where something is. In a table that is not analysed yet, each
-- payment of a batch would be held against all that there are.
CREATE OR REPLACE FUNCTION payment_fits_batch() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    -- Held until the end, so that the batch isn't approved meanwhile.
    PERFORM 1 FROM payments_batch WHERE id IN (SELECT batch_id FROM new_rows) ORDER BY id FOR SHARE;
    IF EXISTS (
        SELECT 1 FROM new_rows n JOIN payments_batch b ON b.id = n.batch_id
        WHERE b.state <> 'made' OR b.program_id <> n.program_id OR NOT starts_with(n.area, b.area)
           OR b.reissue IS DISTINCT FROM (n.replaces_id IS NOT NULL)
    ) OR EXISTS (
        SELECT 1 FROM new_rows n JOIN payments_entitlement e ON e.id = n.entitlement_id
        JOIN payments_batch b ON b.id = n.batch_id
        WHERE (e.enrolment_id, e.person_id, e.program_id, e.period, e.amount)
              IS DISTINCT FROM (n.enrolment_id, n.person_id, n.program_id, b.period, n.amount)
    ) OR EXISTS (SELECT 1 FROM new_rows WHERE replaces_id IS NOT NULL) AND EXISTS (
        SELECT 1 FROM new_rows n JOIN payments_batch b ON b.id = n.batch_id
        JOIN payments_payment first ON first.id = n.replaces_id JOIN payments_batch f ON f.id = first.batch_id
        WHERE (first.entitlement_id, first.amount, first.state, f.fund_id)
              IS DISTINCT FROM (n.entitlement_id, n.amount, 'reissued', b.fund_id)
    ) THEN
        RAISE EXCEPTION 'a payment that does not fit its batch or entitlement'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_fits_batch';
    END IF;
    RETURN NULL;
END $$;
