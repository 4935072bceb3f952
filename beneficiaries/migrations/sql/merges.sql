-- Who merges and who undoes it is whose scope it is.
CREATE FUNCTION merge_signed() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE me bigint := scope_account();
BEGIN
    IF current_user = ':app_role' AND (
        (TG_OP = 'INSERT' AND (NEW.made_by_id IS DISTINCT FROM me OR NEW.undone_at IS NOT NULL))
        OR (TG_OP = 'UPDATE' AND NEW.undone_by_id IS DISTINCT FROM me)
    ) THEN
        RAISE EXCEPTION 'merge in the name of another'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'merge_signed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER merge_signed BEFORE INSERT ON beneficiaries_merge FOR EACH ROW EXECUTE FUNCTION merge_signed();
CREATE TRIGGER merge_undone_signed BEFORE UPDATE OF undone_at, undone_by_id ON beneficiaries_merge FOR EACH ROW
    WHEN (OLD.undone_at IS DISTINCT FROM NEW.undone_at) EXECUTE FUNCTION merge_signed();

-- Whoever merges holds both records so hard that a foreign key waits for it: a phone or an enrolment that comes at
-- the same moment is either there before, and goes over, or sees that its record was merged.
CREATE FUNCTION person_merge_locks() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM beneficiaries_person
    WHERE id IN (NEW.id, NEW.merged_into_id, OLD.merged_into_id) ORDER BY id FOR UPDATE;
    RETURN NEW;
END $$;
CREATE TRIGGER person_merge_locks BEFORE UPDATE OF merged_into_id ON beneficiaries_person FOR EACH ROW
    WHEN (OLD.merged_into_id IS DISTINCT FROM NEW.merged_into_id) EXECUTE FUNCTION person_merge_locks();

-- A record is merged by a merge that stands, into one that is merged into none, and nothing is merged into it. (One that
-- points at itself was taken back with its roster, and stands for nobody.) Asked when the transaction commits: the
-- record and what is written about it change one after the other.
CREATE FUNCTION person_merged_by_record() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    it uuid := coalesce(to_jsonb(NEW) ->> 'merged_id', to_jsonb(NEW) ->> 'id')::uuid;
    target uuid;
    standing boolean;
BEGIN
    SELECT merged_into_id INTO target FROM beneficiaries_person WHERE id = it;
    IF target = it THEN RETURN NULL; END IF;
    standing := EXISTS (SELECT 1 FROM beneficiaries_merge m WHERE m.merged_id = it AND m.undone_at IS NULL);
    IF standing <> (target IS NOT NULL) THEN
        RAISE EXCEPTION 'person % and the record of its merge differ', it
            USING ERRCODE = 'check_violation', CONSTRAINT = 'person_merged_by_record';
    END IF;
    IF target IS NOT NULL AND (
        EXISTS (SELECT 1 FROM beneficiaries_person p WHERE p.id = target AND p.merged_into_id IS NOT NULL)
        OR EXISTS (SELECT 1 FROM beneficiaries_person p WHERE p.merged_into_id = it)
    ) THEN
        RAISE EXCEPTION 'person % would be merged into a merged one', it
            USING ERRCODE = 'check_violation', CONSTRAINT = 'person_merge_is_flat';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER person_merged_by_record AFTER UPDATE OF merged_into_id ON beneficiaries_person
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.merged_into_id IS DISTINCT FROM NEW.merged_into_id) EXECUTE FUNCTION person_merged_by_record();
CREATE CONSTRAINT TRIGGER merge_is_of_the_record AFTER INSERT OR UPDATE ON beneficiaries_merge
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION person_merged_by_record();

-- Nobody is born merged, except who a roster takes back (`person_born_whole`).
CREATE FUNCTION person_born_unmerged() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'person % is born merged', NEW.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'person_merged_by_record';
END $$;
CREATE TRIGGER person_born_unmerged BEFORE INSERT ON beneficiaries_person FOR EACH ROW
    WHEN (NEW.merged_into_id <> NEW.id) EXECUTE FUNCTION person_born_unmerged();

-- Nothing new is written about a merged record.
CREATE FUNCTION row_of_merged_record() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM new_rows n JOIN beneficiaries_person p ON p.id = n.person_id WHERE p.merged_into_id IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'a row of %, of a merged record', TG_TABLE_NAME
            USING ERRCODE = 'check_violation', CONSTRAINT = 'row_of_merged_record';
    END IF;
    RETURN NULL;
END $$;

-- A row goes to another record only with a merge of the two, or back when it is undone.
CREATE FUNCTION row_follows_merge() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM beneficiaries_person p
        WHERE (p.id = OLD.person_id AND p.merged_into_id = NEW.person_id)
           OR (p.id = NEW.person_id AND p.merged_into_id = OLD.person_id)
    ) THEN
        RAISE EXCEPTION 'a row of % goes to another person', TG_TABLE_NAME
            USING ERRCODE = 'check_violation', CONSTRAINT = 'row_follows_merge';
    END IF;
    RETURN NEW;
END $$;

-- Both hold for whatever is written about a person.
DO $$
DECLARE child text;
BEGIN
    FOREACH child IN ARRAY ARRAY['phone', 'payaccount', 'relation', 'hardship', 'disability', 'consent'] LOOP
        EXECUTE format(
            'CREATE TRIGGER row_of_merged_record AFTER INSERT ON beneficiaries_%1$s '
            'REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION row_of_merged_record()', child);
        EXECUTE format(
            'CREATE TRIGGER row_follows_merge BEFORE UPDATE OF person_id ON beneficiaries_%1$s FOR EACH ROW '
            'WHEN (OLD.person_id IS DISTINCT FROM NEW.person_id) EXECUTE FUNCTION row_follows_merge()', child);
    END LOOP;
END $$;
