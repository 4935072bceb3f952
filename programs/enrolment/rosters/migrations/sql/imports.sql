-- What hangs on an import has its program and area.
DO $$
DECLARE child text;
BEGIN
    FOREACH child IN ARRAY ARRAY['filepart', 'stagedrow'] LOOP
        EXECUTE format(
            'ALTER TABLE rosters_%1$s ADD CONSTRAINT %1$s_scope_is_the_imports '
            'FOREIGN KEY (roster_id, program_id, area) REFERENCES rosters_rosterimport (id, program_id, area)', child);
    END LOOP;
END $$;

-- A row that is in stays as it went in: undoing goes by it. Its payload may be sealed anew.
CREATE FUNCTION stagedrow_taken_stays() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'row % of a roster is in', OLD.number
        USING ERRCODE = 'check_violation', CONSTRAINT = 'stagedrow_taken_stays';
END $$;
CREATE TRIGGER stagedrow_taken_stays BEFORE UPDATE ON rosters_stagedrow FOR EACH ROW
    WHEN (OLD.taken_at IS NOT NULL AND (OLD.roster_id, OLD.number, OLD.verdict, OLD.person_id, OLD.enrolment_id,
          OLD.taken_at) IS DISTINCT FROM (NEW.roster_id, NEW.number, NEW.verdict, NEW.person_id, NEW.enrolment_id,
          NEW.taken_at))
    EXECUTE FUNCTION stagedrow_taken_stays();
CREATE TRIGGER stagedrow_taken_stays_there BEFORE DELETE ON rosters_stagedrow FOR EACH ROW
    WHEN (OLD.taken_at IS NOT NULL) EXECUTE FUNCTION stagedrow_taken_stays();

-- A person or an enrolment that a roster made is taken back with that roster and in no other way.
CREATE FUNCTION taken_back_with_its_roster() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF current_user = ':app_role' THEN
        RAISE EXCEPTION '% is taken back with its roster', TG_TABLE_NAME
            USING ERRCODE = 'check_violation', CONSTRAINT = 'taken_back_with_its_roster';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER person_taken_back BEFORE UPDATE OF merged_into_id ON beneficiaries_person FOR EACH ROW
    WHEN (OLD.merged_into_id IS DISTINCT FROM NEW.merged_into_id
          AND (NEW.merged_into_id = NEW.id OR OLD.merged_into_id = OLD.id))
    EXECUTE FUNCTION taken_back_with_its_roster();
CREATE TRIGGER person_born_whole BEFORE INSERT ON beneficiaries_person FOR EACH ROW
    WHEN (NEW.merged_into_id = NEW.id) EXECUTE FUNCTION taken_back_with_its_roster();
CREATE TRIGGER enrolment_taken_back BEFORE UPDATE OF state ON enrolment_enrolment FOR EACH ROW
    WHEN (OLD.state = 'active' AND NEW.state = 'withdrawn') EXECUTE FUNCTION taken_back_with_its_roster();

-- Undone is what `roster_undo` undid.
CREATE TRIGGER rosterimport_undone BEFORE UPDATE OF state ON rosters_rosterimport FOR EACH ROW
    WHEN (OLD.state <> 'undone' AND NEW.state = 'undone') EXECUTE FUNCTION taken_back_with_its_roster();
