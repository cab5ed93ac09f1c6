-- What the database itself refuses. Installed after every migration; safe to run again.
-- It reads the catalogue, so that a table added later is guarded without being named here.

CREATE OR REPLACE FUNCTION acting_authority() RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT NULLIF(current_setting('evenreach.authority', true), '')::bigint
$$;

-- The journal: every change of a guarded row, once a statement, written as the tables' owner.
CREATE OR REPLACE FUNCTION journal_changes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    actor bigint := NULLIF(current_setting('evenreach.actor', true), '')::bigint;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO flow_change (authority_id, actor_id, operation, "table", row_id, after)
        SELECT n.authority_id, actor, 'insert', TG_TABLE_NAME, n.id,
               to_jsonb(n) - 'password' FROM new_rows n;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO flow_change (authority_id, actor_id, operation, "table", row_id, before)
        SELECT o.authority_id, actor, 'delete', TG_TABLE_NAME, o.id,
               to_jsonb(o) - 'password' FROM old_rows o;
    ELSE
        INSERT INTO flow_change
            (authority_id, actor_id, operation, "table", row_id, before, after)
        SELECT n.authority_id, actor, 'update', TG_TABLE_NAME, n.id, d.before, d.after
        FROM old_rows o JOIN new_rows n USING (id),
        LATERAL (
            SELECT jsonb_object_agg(key, b.value) AS before,
                   jsonb_object_agg(key, a.value) AS after
            FROM jsonb_each(to_jsonb(o) - 'password') b
            JOIN jsonb_each(to_jsonb(n) - 'password') a USING (key)
            WHERE a.value IS DISTINCT FROM b.value
        ) d
        WHERE d.after IS NOT NULL;
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is written once and never changed', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

-- An account is locked while its sum is read, so two people cannot spend the same minute.
CREATE OR REPLACE FUNCTION refuse_overdraft() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    balance bigint;
BEGIN
    PERFORM 1 FROM flow_account WHERE id = NEW.account_id FOR UPDATE;
    SELECT coalesce(sum(minutes), 0) INTO balance
    FROM flow_ledgerentry WHERE account_id = NEW.account_id;
    IF balance + NEW.minutes < 0 THEN
        RAISE EXCEPTION 'account % holds % minutes and cannot give %',
            NEW.account_id, balance, -NEW.minutes
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_never_overdrawn';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION refuse_published() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched jsonb := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);
    fixed boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I WHERE id = $1 AND %I IS NOT NULL)',
                   TG_ARGV[0], TG_ARGV[1])
    INTO fixed USING (touched ->> TG_ARGV[2])::bigint;
    IF fixed THEN
        RAISE EXCEPTION '% belongs to something published and never changes', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

DO $$
DECLARE
    guarded record;
    reference record;
    journaled boolean;
BEGIN
    FOR guarded IN
        SELECT c.oid, c.relname AS name
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'authority_id'
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded.name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', guarded.name);
        EXECUTE format('DROP POLICY IF EXISTS own_authority ON %I', guarded.name);
        EXECUTE format('CREATE POLICY own_authority ON %I USING (authority_id = acting_authority())'
                       ' WITH CHECK (authority_id = acting_authority())', guarded.name);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO evenreach_web', guarded.name);

        -- The journal does not journal itself, answers stay apart from who was asked, and what an
        -- import changed is history already.
        journaled := guarded.name NOT IN ('flow_change', 'flow_line', 'flow_learnerlook',
                                          'flow_outgoingmail', 'flow_submittedform', 'flow_answer',
                                          'flow_registersnapshot', 'flow_schoolchange');
        IF journaled THEN
            EXECUTE format('CREATE OR REPLACE TRIGGER journal_inserts AFTER INSERT ON %I'
                ' REFERENCING NEW TABLE AS new_rows'
                ' FOR EACH STATEMENT EXECUTE FUNCTION journal_changes()', guarded.name);
            EXECUTE format('CREATE OR REPLACE TRIGGER journal_updates AFTER UPDATE ON %I'
                ' REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows'
                ' FOR EACH STATEMENT EXECUTE FUNCTION journal_changes()', guarded.name);
            EXECUTE format('CREATE OR REPLACE TRIGGER journal_deletes AFTER DELETE ON %I'
                ' REFERENCING OLD TABLE AS old_rows'
                ' FOR EACH STATEMENT EXECUTE FUNCTION journal_changes()', guarded.name);
        END IF;
        IF NOT EXISTS (SELECT 1 FROM pg_constraint
                       WHERE conrelid = guarded.oid AND conname = guarded.name || '_own') THEN
            EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I UNIQUE (authority_id, id)',
                           guarded.name, guarded.name || '_own');
        END IF;
    END LOOP;

    -- A row refers to rows of its own authority only: each foreign key once more, as a pair.
    FOR reference IN
        SELECT con.conname AS name, child.relname AS child, parent.relname AS parent,
               a.attname AS "column"
        FROM pg_constraint con
        JOIN pg_class child ON child.oid = con.conrelid
        JOIN pg_class parent ON parent.oid = con.confrelid
        JOIN pg_attribute a ON a.attrelid = child.oid AND a.attnum = con.conkey[1]
        WHERE con.contype = 'f' AND cardinality(con.conkey) = 1
          AND child.relrowsecurity AND parent.relrowsecurity
          AND EXISTS (SELECT 1 FROM pg_constraint own
                      WHERE own.conrelid = parent.oid AND own.conname = parent.relname || '_own')
          AND EXISTS (SELECT 1 FROM pg_attribute t
                      WHERE t.attrelid = child.oid AND t.attname = 'authority_id')
    LOOP
        IF NOT EXISTS (SELECT 1 FROM pg_constraint
                       WHERE conname = left('own_' || reference.name, 63)) THEN
            EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I FOREIGN KEY (authority_id, %I)'
                ' REFERENCES %I (authority_id, id) DEFERRABLE INITIALLY DEFERRED',
                reference.child, left('own_' || reference.name, 63), reference."column",
                reference.parent);
        END IF;
    END LOOP;
END $$;

-- Written once: the serving role may add and read, nobody may alter.
REVOKE INSERT, UPDATE, DELETE ON flow_change FROM evenreach_web;
REVOKE UPDATE, DELETE ON flow_line, flow_learnerlook, flow_registersnapshot, flow_schoolchange
    FROM evenreach_web;
CREATE OR REPLACE TRIGGER written_once BEFORE UPDATE OR DELETE ON flow_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER written_once BEFORE UPDATE OR DELETE ON flow_report
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER written_once BEFORE UPDATE OR DELETE ON flow_answer
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER never_overdrawn BEFORE INSERT ON flow_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION refuse_overdraft();

-- Published offers and adopted policies.
CREATE OR REPLACE TRIGGER published BEFORE UPDATE OR DELETE ON flow_offerversion
    FOR EACH ROW EXECUTE FUNCTION refuse_published('flow_offerversion', 'published_at', 'id');
CREATE OR REPLACE TRIGGER published BEFORE INSERT OR UPDATE OR DELETE ON flow_serviceoffer
    FOR EACH ROW EXECUTE FUNCTION refuse_published('flow_offerversion', 'published_at', 'offer_id');
CREATE OR REPLACE TRIGGER published BEFORE UPDATE OR DELETE ON flow_visitspecification
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER adopted BEFORE UPDATE OR DELETE ON desks_policy
    FOR EACH ROW EXECUTE FUNCTION refuse_published('desks_policy', 'adopted_at', 'id');
CREATE OR REPLACE TRIGGER adopted BEFORE INSERT OR UPDATE OR DELETE ON desks_share
    FOR EACH ROW EXECUTE FUNCTION refuse_published('desks_policy', 'adopted_at', 'policy_id');

-- What serves a page without belonging to an authority's facts.
GRANT SELECT ON flow_authority, django_migrations, django_content_type TO evenreach_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON django_session, django_cache TO evenreach_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON account_emailaddress, account_emailconfirmation
    TO evenreach_web;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO evenreach_web;
ALTER TABLE account_emailaddress ENABLE ROW LEVEL SECURITY;
ALTER TABLE account_emailaddress FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS own_people ON account_emailaddress;
CREATE POLICY own_people ON account_emailaddress
    USING (user_id IN (SELECT id FROM flow_person));
ALTER TABLE account_emailconfirmation ENABLE ROW LEVEL SECURITY;
ALTER TABLE account_emailconfirmation FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS own_people ON account_emailconfirmation;
CREATE POLICY own_people ON account_emailconfirmation
    USING (email_address_id IN (SELECT id FROM account_emailaddress));
