-- As in `flow`, but that the vault may seal the cells of an answer that was taken over again, under a new key.
CREATE OR REPLACE FUNCTION answer_rows_fit_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM payments_answer WHERE id IN (SELECT answer_id FROM rows_now) ORDER BY id FOR SHARE;
    IF EXISTS (
        SELECT 1 FROM rows_now n JOIN payments_answer a ON a.id = n.answer_id
        LEFT JOIN rows_before o ON o.answer_id = n.answer_id AND o.number = n.number
        WHERE (n.program_id, n.area) IS DISTINCT FROM (a.program_id, a.area)
           OR a.state = 'posted' AND (o.number IS NULL OR to_jsonb(n) - 'payload' <> to_jsonb(o) - 'payload')
    ) THEN
        RAISE EXCEPTION 'rows of an answer that was taken over stay'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'answer_stays';
    END IF;
    IF EXISTS (
        SELECT 1 FROM rows_now n JOIN payments_answer a ON a.id = n.answer_id JOIN payments_payment p ON p.id = n.payment_id
        WHERE p.batch_id <> a.batch_id AND n.verdict <> 'fault'
    ) THEN
        RAISE EXCEPTION 'a row for a payment of another batch'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'answerrow_of_its_batch';
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER answer_rows_fit_changed ON payments_answerrow;
CREATE TRIGGER answer_rows_fit_changed AFTER UPDATE ON payments_answerrow
    REFERENCING OLD TABLE AS rows_before NEW TABLE AS rows_now
    FOR EACH STATEMENT EXECUTE FUNCTION answer_rows_fit_changed();
