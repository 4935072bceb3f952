-- How many approvals a batch of that total needs on a day: by the program's own rule in force, or the one for all.
CREATE OR REPLACE FUNCTION approvals_needed(of_program text, total numeric, day date) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT greatest(1, coalesce((
        SELECT (SELECT max(band.approvals) FROM jsonb_to_recordset(r.bands) AS band(above numeric, approvals integer)
                WHERE band.above < total)
        FROM payments_approvalrule r
        WHERE (r.program_id = of_program OR r.program_id IS NULL) AND r.valid_from <= day
        ORDER BY r.program_id IS NULL, r.valid_from DESC, r.id DESC LIMIT 1), 1))
$$;

-- A rule about approvals holds from tomorrow at the earliest, so that nobody loosens it for the batch at hand, and
-- bears its maker's name.
CREATE OR REPLACE FUNCTION approvalrule_for_later() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF current_user = ':app_role' AND NEW.made_by_id IS DISTINCT FROM scope_account() THEN
        RAISE EXCEPTION 'a rule in the name of another'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'approvalrule_signed_by_actor';
    END IF;
    IF current_user = ':app_role' AND NEW.valid_from <= (now() AT TIME ZONE 'Asia/Shanghai')::date THEN
        RAISE EXCEPTION 'a rule about approvals that holds already'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'approvalrule_for_later';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER approvalrule_for_later BEFORE INSERT ON payments_approvalrule
    FOR EACH ROW EXECUTE FUNCTION approvalrule_for_later();

-- Whether an account's holder is someone in the batch, or on record as a relative of one: by blind indexes of ID
-- numbers and by the registered person of a relation. Of who has given no number nothing is known.
CREATE OR REPLACE FUNCTION batch_signer_is_kin(of_batch uuid, signer bigint) RETURNS boolean
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
    SELECT EXISTS (
        SELECT 1 FROM payments_payment y JOIN kin ON kin.id = y.person_id
        WHERE y.batch_id = of_batch AND y.state <> 'dropped')
    OR EXISTS (
        -- The payee is a relative of theirs.
        SELECT 1 FROM numbers JOIN beneficiaries_relation r ON r.id_number_index = numbers.i
        JOIN payments_payment y ON y.person_id = r.person_id AND y.payee = r.name
        WHERE y.batch_id = of_batch AND y.state <> 'dropped')
$$;

-- A signature is the account's own, in its turn, of someone who didn't make the batch and has nobody in it.
CREATE OR REPLACE FUNCTION approval_fits_batch() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE b payments_batch%ROWTYPE;
BEGIN
    SELECT * INTO b FROM payments_batch WHERE id = NEW.batch_id FOR UPDATE;
    IF NOT FOUND OR b.state <> (CASE NEW.step WHEN 'check' THEN 'made' ELSE 'checked' END) THEN
        RAISE EXCEPTION 'a signature that is not due' USING ERRCODE = 'check_violation', CONSTRAINT = 'approval_in_its_turn';
    END IF;
    IF NEW.account_id IS DISTINCT FROM scope_account() THEN
        RAISE EXCEPTION 'a signature in the name of another'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'approval_signed_by_actor';
    END IF;
    IF NEW.account_id = b.made_by_id THEN
        RAISE EXCEPTION 'batch %: signed by its maker', b.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_maker_is_not_approver';
    END IF;
    IF batch_signer_is_kin(b.id, NEW.account_id) THEN
        RAISE EXCEPTION 'batch %: signed by a relative', b.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_signer_is_no_kin';
    END IF;
    NEW.program_id := b.program_id; NEW.area := b.area; NEW.round := b.round; NEW.at := clock_timestamp();
    NEW.count := b.count; NEW.total := b.total;
    RETURN NEW;
END $$;
CREATE TRIGGER approval_fits_batch BEFORE INSERT ON payments_approval
    FOR EACH ROW EXECUTE FUNCTION approval_fits_batch();

-- Checked is what someone signed as checked; approved what enough others signed. Sent back, it begins a new round.
CREATE OR REPLACE FUNCTION batch_signed_enough() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE signed bigint;
BEGIN
    NEW.round := OLD.round;
    NEW.approvals_needed := OLD.approvals_needed;
    IF NEW.state = OLD.state THEN RETURN NEW; END IF;
    IF NEW.state = 'made' THEN
        NEW.round := OLD.round + 1;
        NEW.checked_by_id := NULL; NEW.checked_at := NULL;
        IF NEW.sent_back_by_id IS NULL OR NEW.sent_back_reason = '' THEN
            RAISE EXCEPTION 'batch %: sent back without a reason', NEW.number
                USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_sent_back_with_reason';
        END IF;
    ELSIF NEW.state = 'checked' THEN
        NEW.approvals_needed :=
            approvals_needed(NEW.program_id, NEW.total, (now() AT TIME ZONE 'Asia/Shanghai')::date);
        IF NOT EXISTS (SELECT 1 FROM payments_approval a WHERE a.batch_id = NEW.id AND a.round = NEW.round
                       AND a.step = 'check' AND a.account_id = NEW.checked_by_id) THEN
            RAISE EXCEPTION 'batch %: nobody signed the check', NEW.number
                USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_checked_by_someone';
        END IF;
        IF batch_signer_is_kin(NEW.id, NEW.made_by_id) THEN
            RAISE EXCEPTION 'batch %: made by a relative', NEW.number
                USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_signer_is_no_kin';
        END IF;
    ELSIF NEW.state = 'approved' THEN
        SELECT count(*) INTO signed FROM payments_approval a
        WHERE a.batch_id = NEW.id AND a.round = NEW.round AND a.step = 'approval';
        IF signed < NEW.approvals_needed THEN
            RAISE EXCEPTION 'batch %: % of % approvals', NEW.number, signed, NEW.approvals_needed
                USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_approved_by_enough';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER batch_signed_enough BEFORE UPDATE ON payments_batch
    FOR EACH ROW EXECUTE FUNCTION batch_signed_enough();

-- As in `money`, with the check and the sending back: who did what is whose scope it is. A name once written stays,
-- but for the check of a batch that is sent back, and the close of one that was opened again.
CREATE OR REPLACE FUNCTION batch_signed_by_actor() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    before bigint[] := array_fill(NULL::bigint, ARRAY[7]);
    after bigint[] := ARRAY[NEW.made_by_id, NEW.approved_by_id, NEW.sent_by_id, NEW.closed_by_id, NEW.cancelled_by_id,
                            NEW.checked_by_id, NEW.sent_back_by_id];
    again boolean := false;
BEGIN
    IF current_user <> ':app_role' THEN RETURN NEW; END IF;
    IF TG_OP = 'UPDATE' THEN
        before := ARRAY[OLD.made_by_id, OLD.approved_by_id, OLD.sent_by_id, OLD.closed_by_id, OLD.cancelled_by_id,
                        OLD.checked_by_id, OLD.sent_back_by_id];
        again := NEW.state = 'made' AND OLD.state = 'checked';
    END IF;
    FOR i IN 1..7 LOOP
        CONTINUE WHEN before[i] IS NOT DISTINCT FROM after[i] OR (again AND i = 6 AND after[i] IS NULL);
        IF (before[i] IS NOT NULL AND NOT (again AND i = 7)) OR after[i] IS DISTINCT FROM scope_account() THEN
            RAISE EXCEPTION 'batch %: signed in the name of another', NEW.number
                USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_signed_by_actor';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;

-- As in `money`: what a batch is about never changes; its count and total only while it is made; and it is checked
-- and approved as the sum of its payments.
CREATE OR REPLACE FUNCTION batch_facts_frozen() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE kept record;
BEGIN
    IF (OLD.id, OLD.number, OLD.program_id, OLD.area, OLD.period, OLD.fund_id, OLD.made_by_id, OLD.made_at, OLD.method,
        OLD.reissue)
       IS DISTINCT FROM
       (NEW.id, NEW.number, NEW.program_id, NEW.area, NEW.period, NEW.fund_id, NEW.made_by_id, NEW.made_at, NEW.method,
        NEW.reissue)
       OR ((OLD.count, OLD.total) IS DISTINCT FROM (NEW.count, NEW.total) AND OLD.state <> 'made') THEN
        RAISE EXCEPTION 'batch %: its facts are frozen', OLD.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_facts_frozen';
    END IF;
    IF NEW.state IN ('checked', 'approved') AND OLD.state <> NEW.state THEN
        SELECT count(*) AS count, coalesce(sum(amount), 0) AS total INTO kept
        FROM payments_payment WHERE batch_id = NEW.id AND state <> 'dropped';
        IF kept.count = 0 OR (kept.count, kept.total) IS DISTINCT FROM (NEW.count::bigint, NEW.total) THEN
            RAISE EXCEPTION 'batch %: count or total is not that of its payments', NEW.number
                USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_total_is_the_payments';
        END IF;
    END IF;
    RETURN NEW;
END $$;

-- As in `money`, and: in a batch that pays again each payment cites one that came back, of the same money.
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
    ) OR EXISTS (
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

-- What came back and is being paid again has a payment that does so, and while there is one it is not due otherwise.
CREATE OR REPLACE FUNCTION payment_reissue_stands() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM payments_payment first
        LEFT JOIN payments_payment again ON again.replaces_id = first.id AND again.state <> 'dropped'
        WHERE first.id IN (NEW.id, NEW.replaces_id) AND (first.state = 'reissued') <> (again.id IS NOT NULL)
    ) THEN
        RAISE EXCEPTION 'a payment that came back and the one that pays it again do not agree'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_reissue_stands';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER payment_reissue_stands AFTER UPDATE OF state ON payments_payment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.state = 'reissued' OR NEW.state = 'reissued' OR NEW.state = 'dropped' AND NEW.replaces_id IS NOT NULL)
    EXECUTE FUNCTION payment_reissue_stands();

-- The one invariant of a batch: its payments are as far as it is, and the ledger holds for it, in each account, the
-- sum of the payments that are there. Money that is paid again comes from what came back, and is the new batch's.
-- Raises where that isn't so.
CREATE OR REPLACE FUNCTION batch_must_agree(batch uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE b payments_batch%ROWTYPE; there text[];
BEGIN
    SELECT * INTO b FROM payments_batch WHERE id = batch;
    IF NOT FOUND THEN RETURN; END IF;
    there := ARRAY(SELECT DISTINCT p.state FROM payments_payment p WHERE p.batch_id = b.id AND p.state <> 'dropped');
    IF NOT (CASE b.state
        WHEN 'made' THEN there <@ '{planned}' WHEN 'checked' THEN there <@ '{planned}'
        WHEN 'approved' THEN there <@ '{committed}'
        WHEN 'cancelled' THEN there <@ '{}'
        ELSE there <@ '{in_transit,unknown,paid,returned,reissued,released,given_up}'
             AND b.state = batch_progress(b.id)
        END) THEN
        RAISE EXCEPTION 'batch %: a payment is elsewhere than its batch', b.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_agrees_with_payments';
    END IF;
    IF EXISTS (
        SELECT 1 FROM (
            SELECT CASE p.state WHEN 'unknown' THEN 'in_transit' WHEN 'reissued' THEN 'returned' ELSE p.state END AS kind,
                   p.amount
            FROM payments_payment p
            WHERE p.batch_id = b.id
              AND p.state IN ('committed', 'in_transit', 'unknown', 'paid', 'returned', 'reissued')
            UNION ALL
            SELECT 'returned', -p.amount FROM payments_payment p
            WHERE b.reissue AND p.batch_id = b.id AND p.state NOT IN ('planned', 'dropped')
            UNION ALL
            SELECT CASE WHEN (a.fund_id, a.program, a.period) = (b.fund_id, b.program_id, b.period)
                        THEN a.kind ELSE a.id::text END, -l.amount
            FROM ledger_transfer t JOIN ledger_leg l ON l.transfer_id = t.id
            JOIN ledger_ledgeraccount a ON a.id = l.account_id
            WHERE t.cause = b.id AND a.kind <> 'available'
        ) AS both_sides GROUP BY kind HAVING sum(amount) <> 0
    ) THEN
        RAISE EXCEPTION 'batch %: the ledger does not hold what its payments are', b.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_agrees_with_ledger';
    END IF;
END $$;

-- How far a batch that went to the bank is, by its payments.
CREATE OR REPLACE FUNCTION batch_progress(batch uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN bool_or(state IN ('in_transit', 'unknown')) THEN 'sent'
                WHEN bool_or(state = 'returned') THEN 'answered' ELSE 'closed' END
    FROM payments_payment WHERE batch_id = batch AND state <> 'dropped'
$$;
REVOKE EXECUTE ON FUNCTION batch_must_agree(uuid), batch_progress(uuid) FROM PUBLIC;

-- A step of payments comes after the money, and takes their batch along: then all three agree at once. What the bank
-- did not say does not happen; and what a transfer moved is the sum of the payments that cite it.
CREATE OR REPLACE FUNCTION payment_steps() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE batch uuid;
BEGIN
    FOR batch IN SELECT DISTINCT n.batch_id FROM new_rows n JOIN old_rows o USING (id) WHERE n.state <> o.state LOOP
        UPDATE payments_batch b SET
            state = now_at.state, answered_at = CASE WHEN b.answered_at IS NULL THEN now() ELSE b.answered_at END,
            -- Of a batch that is opened again its first closing stays: what became of it then is sealed.
            closed_by_id = CASE WHEN b.closed_at IS NULL AND now_at.state = 'closed' THEN scope_account()
                                ELSE b.closed_by_id END,
            closed_at = CASE WHEN b.closed_at IS NULL AND now_at.state = 'closed' THEN now() ELSE b.closed_at END
        FROM (SELECT batch_progress(batch) AS state) AS now_at
        WHERE b.id = batch AND b.state IN ('sent', 'answered', 'closed') AND b.state <> now_at.state;
        PERFORM batch_must_agree(batch);
    END LOOP;
    IF EXISTS (
        SELECT 1 FROM (
            SELECT DISTINCT n.settled_by_id AS id, n.batch_id, 'settled' AS by FROM new_rows n JOIN old_rows o USING (id)
            WHERE n.settled_by_id IS DISTINCT FROM o.settled_by_id AND n.settled_by_id IS NOT NULL
            UNION ALL
            SELECT DISTINCT n.returned_by_id, n.batch_id, 'returned' FROM new_rows n JOIN old_rows o USING (id)
            WHERE n.returned_by_id IS DISTINCT FROM o.returned_by_id AND n.returned_by_id IS NOT NULL
            UNION ALL
            SELECT DISTINCT n.released_by_id, n.batch_id, 'released' FROM new_rows n JOIN old_rows o USING (id)
            WHERE n.released_by_id IS DISTINCT FROM o.released_by_id AND n.released_by_id IS NOT NULL
        ) AS cited JOIN ledger_transfer t ON t.id = cited.id
        WHERE t.kind <> ALL (CASE cited.by WHEN 'settled' THEN '{confirmation}'::text[]
                                           WHEN 'returned' THEN '{return,late_return}' ELSE '{restitution}' END)
           OR t.cause IS DISTINCT FROM cited.batch_id
           OR (SELECT sum(p.amount) FROM payments_payment p
               WHERE p.batch_id = cited.batch_id
                 AND CASE cited.by WHEN 'settled' THEN p.settled_by_id WHEN 'returned' THEN p.returned_by_id
                                   ELSE p.released_by_id END = t.id)
              IS DISTINCT FROM (SELECT sum(l.amount) FROM ledger_leg l WHERE l.transfer_id = t.id AND l.amount > 0)
    ) THEN
        RAISE EXCEPTION 'payments that are not the sum of the transfer they cite'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_settled_by_its_sum';
    END IF;
    IF EXISTS (
        SELECT 1 FROM new_rows n JOIN old_rows o USING (id)
        WHERE n.state <> o.state AND (n.state IN ('paid', 'unknown') OR n.state = 'returned' AND o.state <> 'reissued')
          AND NOT EXISTS (SELECT 1 FROM payments_answerrow r JOIN payments_answer a ON a.id = r.answer_id
                          WHERE r.payment_id = n.id AND r.outcome = n.state AND r.verdict = 'counts'
                            AND a.state = 'posted' AND a.batch_id = n.batch_id)
    ) THEN
        RAISE EXCEPTION 'a payment that the bank did not answer for'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_answered_for';
    END IF;
    RETURN NULL;
END $$;

-- An answer belongs to a batch that went out, is signed by who records and takes it over, and stays once it is taken
-- over; what hangs on it has its program and area, and is as it was then.
CREATE OR REPLACE FUNCTION answer_of_its_batch() RETURNS trigger
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

CREATE OR REPLACE FUNCTION answer_rows_fit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM payments_answer WHERE id IN (SELECT answer_id FROM rows_now) ORDER BY id FOR SHARE;
    IF EXISTS (
        SELECT 1 FROM rows_now n JOIN payments_answer a ON a.id = n.answer_id
        WHERE a.state = 'posted' OR (n.program_id, n.area) IS DISTINCT FROM (a.program_id, a.area)
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
CREATE TRIGGER answer_rows_fit AFTER INSERT ON payments_answerrow
    REFERENCING NEW TABLE AS rows_now FOR EACH STATEMENT EXECUTE FUNCTION answer_rows_fit();
CREATE TRIGGER answer_rows_fit_changed AFTER UPDATE ON payments_answerrow
    REFERENCING NEW TABLE AS rows_now FOR EACH STATEMENT EXECUTE FUNCTION answer_rows_fit();
CREATE TRIGGER answer_rows_stay AFTER DELETE ON payments_answerrow
    REFERENCING OLD TABLE AS rows_now FOR EACH STATEMENT EXECUTE FUNCTION answer_rows_fit();

CREATE OR REPLACE FUNCTION answer_parts_fit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM rows_now n JOIN payments_answer a ON a.id = n.answer_id
        WHERE a.state <> 'uploaded' OR (n.program_id, n.area) IS DISTINCT FROM (a.program_id, a.area)
    ) THEN
        RAISE EXCEPTION 'the file of an answer stays'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'answer_stays';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER answer_parts_fit AFTER INSERT ON payments_answerpart
    REFERENCING NEW TABLE AS rows_now FOR EACH STATEMENT EXECUTE FUNCTION answer_parts_fit();

-- As in `corrections`, but that what came back and was released binds what is due no more.
DO $do$ BEGIN
    EXECUTE replace(pg_get_functiondef('entitlement_corrects()'::regprocedure), 'p.state <> ''dropped''',
                    'p.state NOT IN (''dropped'', ''released'')');
END $do$;

-- What ships until a city writes its own: one approval, above 50,000 yuan two.
INSERT INTO payments_approvalrule (id, program_id, valid_from, document, bands, made_at)
VALUES ('01930000-0000-7000-8000-00000000ba4d', NULL, '2000-01-01', '示例：按本地资金审批制度修订',
        '[{"above": "0", "approvals": 1}, {"above": "50000", "approvals": 2}]', now());
