-- An answer belongs to a batch that went out, is signed by who records and takes it over, and stays once it is taken
-- over; what hangs on it has its program and area, and is as it was then.
CREATE FUNCTION answer_of_its_batch() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE b payments_batch%ROWTYPE;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT * INTO b FROM payments_batch WHERE id = NEW.batch_id;
        IF NOT FOUND OR b.state NOT IN ('sent', 'answered', 'closed') THEN
            RAISE EXCEPTION 'an answer to a batch that was not sent'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'answer_of_its_batch';
        END IF;
        NEW.program_id := b.program_id; NEW.area := b.area;
    ELSIF OLD.state = 'posted' OR (OLD.batch_id, OLD.program_id, OLD.area, OLD.source, OLD.digest, OLD.made_by_id)
          IS DISTINCT FROM (NEW.batch_id, NEW.program_id, NEW.area, NEW.source, NEW.digest, NEW.made_by_id) THEN
        RAISE EXCEPTION 'an answer that was taken over stays'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'answer_stays';
    END IF;
    IF (TG_OP = 'INSERT' AND NEW.made_by_id IS DISTINCT FROM scope_account())
       OR (NEW.posted_by_id IS NOT NULL AND NEW.posted_by_id IS DISTINCT FROM scope_account()) THEN
        RAISE EXCEPTION 'an answer in the name of another'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'answer_signed_by_actor';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER answer_of_its_batch BEFORE INSERT OR UPDATE ON payments_answer
    FOR EACH ROW EXECUTE FUNCTION answer_of_its_batch();

-- What a row or a part hangs on is there, is not taken over yet, and has the same program and area; and a row counts
-- for a payment of its own batch. Keys would be asked for each row.
CREATE FUNCTION answer_rows_fit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM payments_answer WHERE id IN (SELECT answer_id FROM rows_now) ORDER BY id FOR SHARE;
    IF EXISTS (
        SELECT 1 FROM rows_now n LEFT JOIN payments_answer a ON a.id = n.answer_id
        WHERE a.state = 'posted' OR (n.program_id, n.area) IS DISTINCT FROM (a.program_id, a.area)
    ) THEN
        RAISE EXCEPTION 'rows of an answer that was taken over stay'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'answer_stays';
    END IF;
    IF EXISTS (
        SELECT 1 FROM rows_now n LEFT JOIN payments_answer a ON a.id = n.answer_id
        LEFT JOIN payments_payment p ON p.id = n.payment_id
        WHERE n.payment_id IS NOT NULL AND p.id IS NULL OR p.batch_id <> a.batch_id AND n.verdict <> 'fault'
    ) THEN
        RAISE EXCEPTION 'a row for a payment of another batch'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'answerrow_of_its_batch';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER answer_rows_fit AFTER INSERT ON payments_answerrow
    REFERENCING NEW TABLE AS rows_now FOR EACH STATEMENT EXECUTE FUNCTION answer_rows_fit();
CREATE TRIGGER answer_rows_stay AFTER DELETE ON payments_answerrow
    REFERENCING OLD TABLE AS rows_now FOR EACH STATEMENT EXECUTE FUNCTION answer_rows_fit();

-- The same of rows that change; but the vault may seal the cells of an answer that was taken over again, under a new
-- key.
CREATE FUNCTION answer_rows_fit_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM payments_answer WHERE id IN (SELECT answer_id FROM rows_now) ORDER BY id FOR SHARE;
    IF EXISTS (
        SELECT 1 FROM rows_now n LEFT JOIN payments_answer a ON a.id = n.answer_id
        LEFT JOIN rows_before o ON o.answer_id = n.answer_id AND o.number = n.number
        WHERE (n.program_id, n.area) IS DISTINCT FROM (a.program_id, a.area)
           OR a.state = 'posted' AND (o.number IS NULL OR to_jsonb(n) - 'payload' <> to_jsonb(o) - 'payload')
    ) THEN
        RAISE EXCEPTION 'rows of an answer that was taken over stay'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'answer_stays';
    END IF;
    IF EXISTS (
        SELECT 1 FROM rows_now n LEFT JOIN payments_answer a ON a.id = n.answer_id
        LEFT JOIN payments_payment p ON p.id = n.payment_id
        WHERE n.payment_id IS NOT NULL AND p.id IS NULL OR p.batch_id <> a.batch_id AND n.verdict <> 'fault'
    ) THEN
        RAISE EXCEPTION 'a row for a payment of another batch'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'answerrow_of_its_batch';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER answer_rows_fit_changed AFTER UPDATE ON payments_answerrow
    REFERENCING OLD TABLE AS rows_before NEW TABLE AS rows_now
    FOR EACH STATEMENT EXECUTE FUNCTION answer_rows_fit_changed();

-- The parts of a file come while it is handed in, and not later.
CREATE FUNCTION answer_parts_fit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM rows_now n LEFT JOIN payments_answer a ON a.id = n.answer_id
        WHERE a.state <> 'uploaded' OR (n.program_id, n.area) IS DISTINCT FROM (a.program_id, a.area)
    ) THEN
        RAISE EXCEPTION 'the file of an answer stays'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'answer_stays';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER answer_parts_fit AFTER INSERT ON payments_answerpart
    REFERENCING NEW TABLE AS rows_now FOR EACH STATEMENT EXECUTE FUNCTION answer_parts_fit();

-- What a bank's own word means is an outcome.
ALTER TABLE payments_answermapping ADD CONSTRAINT answermapping_words_known CHECK (
    jsonb_typeof(words) = 'object'
    AND jsonb_path_query_array(words, '$.*')
        = jsonb_path_query_array(words, '$.* ? (@ == "paid" || @ == "returned" || @ == "unknown")'));
