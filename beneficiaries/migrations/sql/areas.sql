-- The rows of a person carry the person's area; those about a merge, the area of the record that was kept. The key
-- makes a wrong one impossible, and moves them with her.
DO $$
DECLARE child text;
BEGIN
    FOREACH child IN ARRAY ARRAY[
        'phone', 'payaccount', 'relation', 'hardship', 'disability', 'consent', 'move', 'merge', 'mergeconflict'
    ] LOOP
        EXECUTE format(
            'ALTER TABLE beneficiaries_%1$s ADD CONSTRAINT %1$s_area_is_the_persons '
            'FOREIGN KEY (person_id, area) REFERENCES beneficiaries_person (id, area) ON UPDATE CASCADE', child);
    END LOOP;
END $$;

-- And who she is stays: what is looked up once, when it is written, holds for good.
CREATE FUNCTION person_stays() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'person % stays who she is', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'person_stays';
END $$;
CREATE TRIGGER person_stays BEFORE UPDATE OF id ON beneficiaries_person FOR EACH ROW
    WHEN (OLD.id IS DISTINCT FROM NEW.id) EXECUTE FUNCTION person_stays();

-- People live in a thousand villages, whatever the first rows of a roster say. Where the planner sees one place alone,
-- it takes an index that begins with the place for as good as one that begins with who is looked for, and then reads
-- everyone there for each.
ALTER TABLE beneficiaries_person ALTER COLUMN area SET (n_distinct = 1000);
