-- Ids that sort by age, made in the database for set-based inserts (RFC 9562, version 7).
DO $do$ BEGIN
    IF current_setting('server_version_num')::int >= 180000 THEN
        CREATE OR REPLACE FUNCTION payments_uuid7() RETURNS uuid LANGUAGE sql VOLATILE AS 'SELECT uuidv7()';
    ELSE
        CREATE OR REPLACE FUNCTION payments_uuid7() RETURNS uuid LANGUAGE sql VOLATILE AS $$
            SELECT (left(moment, 8) || '-' || right(moment, 4) || '-7' || substr(random, 16))::uuid
            FROM (SELECT lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0') AS moment,
                         gen_random_uuid()::text AS random) AS made
        $$;
    END IF;
END $do$;

CREATE SEQUENCE IF NOT EXISTS payments_batch_number;

-- "FF20261123-0007" (发放): what people say on the phone.
CREATE OR REPLACE FUNCTION next_batch_number() RETURNS text
LANGUAGE sql VOLATILE AS $$
    SELECT 'FF' || to_char(now() AT TIME ZONE 'Asia/Shanghai', 'YYYYMMDD') || '-'
           || lpad(nextval('payments_batch_number')::text, 4, '0')
$$;

-- An entitlement is the person's whose enrolment it is.
CREATE OR REPLACE FUNCTION entitlement_fits_enrolment() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM new_rows n JOIN enrolment_enrolment e ON e.id = n.enrolment_id WHERE e.person_id <> n.person_id
    ) THEN
        RAISE EXCEPTION 'an entitlement of another person than the enrolment''s'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entitlement_fits_enrolment';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER entitlement_fits_enrolment AFTER INSERT ON payments_entitlement
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION entitlement_fits_enrolment();

-- Who made, approved, sent, closed or cancelled a batch is whose scope it is; a name once written stays.
CREATE OR REPLACE FUNCTION batch_signed_by_actor() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    before bigint[] := '{NULL,NULL,NULL,NULL,NULL}';
    after bigint[] := ARRAY[NEW.made_by_id, NEW.approved_by_id, NEW.sent_by_id, NEW.closed_by_id, NEW.cancelled_by_id];
BEGIN
    IF current_user <> ':app_role' THEN RETURN NEW; END IF;
    IF TG_OP = 'UPDATE' THEN
        before := ARRAY[OLD.made_by_id, OLD.approved_by_id, OLD.sent_by_id, OLD.closed_by_id, OLD.cancelled_by_id];
    END IF;
    FOR i IN 1..5 LOOP
        IF before[i] IS DISTINCT FROM after[i]
           AND (before[i] IS NOT NULL OR after[i] IS DISTINCT FROM scope_account()) THEN
            RAISE EXCEPTION 'batch %: signed in the name of another', NEW.number
                USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_signed_by_actor';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
CREATE TRIGGER batch_signed_by_actor BEFORE INSERT OR UPDATE ON payments_batch
    FOR EACH ROW EXECUTE FUNCTION batch_signed_by_actor();

-- A fund pays for its own programs.
CREATE OR REPLACE FUNCTION batch_fund_pays_for_program() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM catalogue_fundprogram WHERE fund_id = NEW.fund_id AND program_id = NEW.program_id) THEN
        RAISE EXCEPTION 'fund % does not pay for %', NEW.fund_id, NEW.program_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_fund_pays_for_program';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER batch_fund_pays_for_program BEFORE INSERT ON payments_batch
    FOR EACH ROW EXECUTE FUNCTION batch_fund_pays_for_program();

-- What a batch is about never changes; its count and total only while it is made; and it is approved as the
-- sum of its payments.
CREATE OR REPLACE FUNCTION batch_facts_frozen() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE kept record;
BEGIN
    IF (OLD.id, OLD.number, OLD.program_id, OLD.area, OLD.period, OLD.fund_id, OLD.made_by_id, OLD.made_at)
       IS DISTINCT FROM
       (NEW.id, NEW.number, NEW.program_id, NEW.area, NEW.period, NEW.fund_id, NEW.made_by_id, NEW.made_at)
       OR ((OLD.count, OLD.total) IS DISTINCT FROM (NEW.count, NEW.total) AND OLD.state <> 'made') THEN
        RAISE EXCEPTION 'batch %: its facts are frozen', OLD.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_facts_frozen';
    END IF;
    IF NEW.state = 'approved' AND OLD.state <> 'approved' THEN
        SELECT count(*) AS count, coalesce(sum(amount), 0) AS total INTO kept
        FROM payments_payment WHERE batch_id = NEW.id AND state <> 'dropped';
        IF kept.count = 0 OR (kept.count, kept.total) IS DISTINCT FROM (NEW.count::bigint, NEW.total) THEN
            RAISE EXCEPTION 'batch %: count or total is not that of its payments', NEW.number
                USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_total_is_the_payments';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER batch_facts_frozen BEFORE UPDATE ON payments_batch
    FOR EACH ROW EXECUTE FUNCTION batch_facts_frozen();

-- Payments join a batch while it is made, and are what their entitlement says: person, program, period, amount.
CREATE OR REPLACE FUNCTION payment_fits_batch() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    -- Held until the end, so that the batch isn't approved meanwhile.
    PERFORM 1 FROM payments_batch WHERE id IN (SELECT batch_id FROM new_rows) ORDER BY id FOR SHARE;
    IF EXISTS (
        SELECT 1 FROM new_rows n JOIN payments_batch b ON b.id = n.batch_id
        WHERE b.state <> 'made' OR b.program_id <> n.program_id OR NOT starts_with(n.area, b.area)
    ) OR EXISTS (
        SELECT 1 FROM new_rows n JOIN payments_entitlement e ON e.id = n.entitlement_id
        JOIN payments_batch b ON b.id = n.batch_id
        WHERE (e.enrolment_id, e.person_id, e.program_id, e.period, e.amount)
              IS DISTINCT FROM (n.enrolment_id, n.person_id, n.program_id, b.period, n.amount)
    ) THEN
        RAISE EXCEPTION 'a payment that does not fit its batch or entitlement'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_fits_batch';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER payment_fits_batch AFTER INSERT ON payments_payment
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION payment_fits_batch();

-- The one invariant of a batch: its payments are as far as it is, and the ledger holds for it, in each
-- account, the sum of the payments that are there. Raises where that isn't so.
CREATE OR REPLACE FUNCTION batch_must_agree(batch uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE b payments_batch%ROWTYPE;
BEGIN
    SELECT * INTO b FROM payments_batch WHERE id = batch;
    IF NOT FOUND THEN RETURN; END IF;
    IF EXISTS (
        SELECT 1 FROM payments_payment p WHERE p.batch_id = b.id AND (b.state, p.state) NOT IN (VALUES
            ('made', 'planned'), ('made', 'dropped'), ('approved', 'committed'), ('approved', 'dropped'),
            ('sent', 'in_transit'), ('sent', 'paid'), ('sent', 'dropped'), ('closed', 'paid'), ('closed', 'dropped'),
            ('cancelled', 'dropped'))
    ) THEN
        RAISE EXCEPTION 'batch %: a payment is elsewhere than its batch', b.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_agrees_with_payments';
    END IF;
    IF EXISTS (
        SELECT 1 FROM (
            SELECT p.state AS kind, p.amount FROM payments_payment p
            WHERE p.batch_id = b.id AND p.state IN ('committed', 'in_transit', 'paid')
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
REVOKE EXECUTE ON FUNCTION batch_must_agree(uuid) FROM PUBLIC;

CREATE OR REPLACE FUNCTION batch_agrees() RETURNS trigger
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

-- A step of payments comes after that of their batch and of the money: then all three agree at once. What a
-- confirmation moved is the sum of the payments that cite it.
CREATE OR REPLACE FUNCTION payment_steps() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE batch uuid;
BEGIN
    FOR batch IN SELECT DISTINCT n.batch_id FROM new_rows n JOIN old_rows o USING (id) WHERE n.state <> o.state LOOP
        PERFORM batch_must_agree(batch);
    END LOOP;
    IF EXISTS (
        SELECT 1 FROM (
            SELECT DISTINCT n.settled_by_id AS id, n.batch_id FROM new_rows n JOIN old_rows o USING (id)
            WHERE n.settled_by_id IS DISTINCT FROM o.settled_by_id AND n.settled_by_id IS NOT NULL
        ) AS cited JOIN ledger_transfer t ON t.id = cited.id
        WHERE t.kind <> 'confirmation' OR t.cause IS DISTINCT FROM cited.batch_id
           OR (SELECT sum(p.amount) FROM payments_payment p WHERE p.settled_by_id = t.id)
              IS DISTINCT FROM (SELECT sum(l.amount) FROM ledger_leg l WHERE l.transfer_id = t.id AND l.amount > 0)
    ) THEN
        RAISE EXCEPTION 'payments that are not the sum of the confirmation they cite'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_settled_by_its_sum';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER payment_steps AFTER UPDATE ON payments_payment
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION payment_steps();

-- Money waits for publicity. Programs that aren't published as a list have nothing to wait for, and are not
-- asked for each payment.
CREATE OR REPLACE FUNCTION batch_publicity_stood() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE today date := (now() AT TIME ZONE 'Asia/Shanghai')::date;
BEGIN
    IF (SELECT public_form FROM catalogue_program WHERE code = NEW.program_id) = 'list' AND EXISTS (
        SELECT 1 FROM payments_payment p
        WHERE p.batch_id = NEW.id AND p.state <> 'dropped' AND NOT publicity_stood(p.enrolment_id, today)
    ) THEN
        RAISE EXCEPTION 'batch %: publicity has not stood', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_publicity_stood';
    END IF;
    RETURN NEW;
END $$;

ALTER TABLE payments_omission ADD CONSTRAINT omission_scope_is_the_enrolments
    FOREIGN KEY (enrolment_id, program_id, area) REFERENCES enrolment_enrolment (id, program_id, area) ON UPDATE CASCADE;
