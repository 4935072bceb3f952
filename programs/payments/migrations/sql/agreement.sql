-- How far a batch that went to the bank is, by its payments.
CREATE FUNCTION batch_progress(batch uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN bool_or(state IN ('in_transit', 'unknown')) THEN 'sent'
                WHEN bool_or(state = 'returned') THEN 'answered' ELSE 'closed' END
    FROM payments_payment WHERE batch_id = batch AND state <> 'dropped'
$$;

-- The one invariant of a batch: its payments are as far as it is, and the ledger holds for it, in each account, the sum
-- of the payments that are there. Money that is paid again comes from what came back, and is the new batch's. Raises
-- where that isn't so. The payments are read once for all that is asked of them.
CREATE FUNCTION batch_must_agree(batch uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE b payments_batch%ROWTYPE; there text[]; sums jsonb;
BEGIN
    SELECT * INTO b FROM payments_batch WHERE id = batch;
    IF NOT FOUND THEN RETURN; END IF;
    SELECT coalesce(array_agg(s.state), '{}'), coalesce(jsonb_object_agg(s.state, s.amount), '{}') INTO there, sums
    FROM (SELECT p.state::text AS state, sum(p.amount) AS amount FROM payments_payment p
          WHERE p.batch_id = b.id AND p.state <> 'dropped' GROUP BY p.state) AS s;
    IF NOT (CASE b.state
        WHEN 'made' THEN there <@ '{planned}' WHEN 'checked' THEN there <@ '{planned}'
        WHEN 'approved' THEN there <@ '{committed}'
        WHEN 'cancelled' THEN there <@ '{}'
        ELSE there <@ '{in_transit,unknown,paid,returned,reissued,released,given_up}'
             AND b.state = CASE WHEN there && '{in_transit,unknown}' THEN 'sent'
                                WHEN there @> '{returned}' THEN 'answered' ELSE 'closed' END
        END) THEN
        RAISE EXCEPTION 'batch %: a payment is elsewhere than its batch', b.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_agrees_with_payments';
    END IF;
    IF EXISTS (
        SELECT 1 FROM (
            SELECT CASE s.state WHEN 'unknown' THEN 'in_transit' WHEN 'reissued' THEN 'returned' ELSE s.state END AS kind,
                   s.amount::numeric AS amount
            FROM jsonb_each_text(sums) AS s(state, amount)
            WHERE s.state IN ('committed', 'in_transit', 'unknown', 'paid', 'returned', 'reissued')
            UNION ALL
            SELECT 'returned', -s.amount::numeric FROM jsonb_each_text(sums) AS s(state, amount)
            WHERE b.reissue AND s.state <> 'planned'
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
REVOKE EXECUTE ON FUNCTION batch_must_agree(uuid), batch_progress(uuid) FROM PUBLIC;

CREATE FUNCTION batch_agrees() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM batch_must_agree(CASE TG_TABLE_NAME WHEN 'payments_batch' THEN (to_jsonb(NEW) ->> 'id')::uuid
                                                ELSE (to_jsonb(NEW) ->> 'cause')::uuid END);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER batch_agrees AFTER INSERT OR UPDATE ON payments_batch
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION batch_agrees();
CREATE CONSTRAINT TRIGGER transfer_agrees_with_batch AFTER INSERT ON ledger_transfer
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.cause IS NOT NULL) EXECUTE FUNCTION batch_agrees();

-- A step of payments comes after the money, and takes their batch along: then all three agree at once. What the bank
-- did not say does not happen; and what a transfer moved is the sum of the payments that cite it. What changed is
-- looked for once, and what follows from it asked only where it did. The bank's rows are asked for by a statement of
-- its own, whose plan is made for as many as there are now. A transfer that is cited is there: no key asks for it.
CREATE FUNCTION payment_steps() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE moved record; cites boolean := false; answered boolean := false; unanswered boolean;
BEGIN
    FOR moved IN
        SELECT n.batch_id, bool_or(n.state <> o.state) AS stepped,
               bool_or((n.settled_by_id, n.returned_by_id, n.released_by_id)
                       IS DISTINCT FROM (o.settled_by_id, o.returned_by_id, o.released_by_id)) AS cites,
               bool_or(n.state <> o.state
                       AND (n.state IN ('paid', 'unknown') OR n.state = 'returned' AND o.state <> 'reissued')) AS answered
        FROM new_rows n JOIN old_rows o USING (id) GROUP BY n.batch_id ORDER BY n.batch_id
    LOOP
        cites := cites OR moved.cites;
        answered := answered OR moved.answered;
        CONTINUE WHEN NOT moved.stepped;
        UPDATE payments_batch b SET
            state = now_at.state, answered_at = CASE WHEN b.answered_at IS NULL THEN now() ELSE b.answered_at END,
            -- Of a batch that is opened again its first closing stays: what became of it then is sealed.
            closed_by_id = CASE WHEN b.closed_at IS NULL AND now_at.state = 'closed' THEN scope_account()
                                ELSE b.closed_by_id END,
            closed_at = CASE WHEN b.closed_at IS NULL AND now_at.state = 'closed' THEN now() ELSE b.closed_at END
        FROM (SELECT batch_progress(moved.batch_id) AS state) AS now_at
        WHERE b.id = moved.batch_id AND b.state IN ('sent', 'answered', 'closed') AND b.state <> now_at.state;
        PERFORM batch_must_agree(moved.batch_id);
    END LOOP;
    IF cites AND EXISTS (
        SELECT 1 FROM (
            SELECT DISTINCT c.id, n.batch_id, c.by FROM new_rows n JOIN old_rows o USING (id)
            CROSS JOIN LATERAL (VALUES ('settled', n.settled_by_id, o.settled_by_id),
                ('returned', n.returned_by_id, o.returned_by_id), ('released', n.released_by_id, o.released_by_id)
            ) AS c(by, id, before)
            WHERE c.id IS DISTINCT FROM c.before AND c.id IS NOT NULL
        ) AS cited LEFT JOIN ledger_transfer t ON t.id = cited.id
        WHERE t.id IS NULL
           OR t.kind <> ALL (CASE cited.by WHEN 'settled' THEN '{confirmation}'::text[]
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
    IF answered THEN
        EXECUTE $sql$
            SELECT EXISTS (
                SELECT 1 FROM new_rows n JOIN old_rows o USING (id)
                WHERE n.state <> o.state
                  AND (n.state IN ('paid', 'unknown') OR n.state = 'returned' AND o.state <> 'reissued')
                  AND NOT EXISTS (
                      SELECT 1 FROM payments_answerrow r JOIN payments_answer a ON a.id = r.answer_id
                      WHERE r.payment_id = n.id AND r.outcome = n.state AND r.verdict = 'counts'
                        AND a.state = 'posted' AND a.batch_id = n.batch_id))
        $sql$ INTO unanswered;
        IF unanswered THEN
            RAISE EXCEPTION 'a payment that the bank did not answer for'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_answered_for';
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER payment_steps AFTER UPDATE ON payments_payment
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION payment_steps();
