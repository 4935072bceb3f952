-- The scope is worked out from accounts and grants. So an account is made and changed by administrators, none of
-- them their own; of its own anyone changes the password and how to be reached. Logging in has no scope yet.
CREATE FUNCTION account_guarded() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    me bigint := scope_account();
    free text[] := '{last_login}';
BEGIN
    IF current_user <> ':app_role' THEN RETURN NEW; END IF;
    IF NEW.id IS DISTINCT FROM me AND scope_holds('administrator') THEN RETURN NEW; END IF;
    IF NEW.id = me THEN free := free || '{password,email,phone,first_name,last_name}'; END IF;
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - free = to_jsonb(OLD) - free THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'account %: changed by nobody but an administrator, and never their own', NEW.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'account_guarded';
END $$;
CREATE TRIGGER account_guarded BEFORE INSERT OR UPDATE ON core_account
    FOR EACH ROW EXECUTE FUNCTION account_guarded();
