-- The paper of a receipt is that of a receipt, and bears the name of whoever entered it.
CREATE FUNCTION receipt_of_a_receipt() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM ledger_transfer WHERE id = NEW.transfer_id AND kind = 'receipt'
                   AND actor_id IS NOT DISTINCT FROM coalesce(scope_account(), actor_id)) THEN
        RAISE EXCEPTION 'a paper of no receipt, or of another''s'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'receipt_of_a_receipt';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER receipt_of_a_receipt BEFORE INSERT ON payments_receipt
    FOR EACH ROW EXECUTE FUNCTION receipt_of_a_receipt();
