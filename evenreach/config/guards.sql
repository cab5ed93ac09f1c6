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

-- What the adjustment pool gives less what it is given is never more than it holds, however many
-- ask at once. Corrections count as what they correct; those of a use or of an order have nothing
-- to do with it.
CREATE OR REPLACE FUNCTION refuse_empty_pool() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    about flow_account%ROWTYPE;
    holds bigint;
    drawn bigint;
BEGIN
    IF NEW.kind = 'correction' AND EXISTS (
        SELECT 1 FROM flow_ledgerentry
        WHERE id = NEW.refers_to_id AND kind IN ('use', 'buy')) THEN
        RETURN NEW;
    END IF;
    SELECT * INTO about FROM flow_account WHERE id = NEW.account_id;
    SELECT pool_minutes INTO holds FROM flow_capacity
    WHERE service_id = about.service_id AND academic_year = about.academic_year FOR UPDATE;
    SELECT coalesce(sum(e.minutes), 0) INTO drawn
    FROM flow_ledgerentry e JOIN flow_account a ON a.id = e.account_id
    LEFT JOIN flow_ledgerentry corrected ON corrected.id = e.refers_to_id
    WHERE a.service_id = about.service_id AND a.academic_year = about.academic_year
      AND (e.kind IN ('adjust', 'appeal', 'return')
           OR e.kind = 'correction' AND corrected.kind NOT IN ('use', 'buy'));
    IF NEW.minutes > 0 AND drawn + NEW.minutes > coalesce(holds, 0) THEN
        RAISE EXCEPTION 'the adjustment pool has % minutes left and cannot give %',
            coalesce(holds, 0) - drawn, NEW.minutes
            USING ERRCODE = 'check_violation', CONSTRAINT = 'pool_never_overdrawn';
    END IF;
    RETURN NEW;
END $$;

-- A correction keeps what it corrects on its own side of nothing, and stays in its account.
CREATE OR REPLACE FUNCTION refuse_overcorrection() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong flow_ledgerentry%ROWTYPE;
    stands bigint;
BEGIN
    SELECT * INTO wrong FROM flow_ledgerentry WHERE id = NEW.refers_to_id;
    SELECT wrong.minutes + coalesce(sum(minutes), 0) INTO stands
    FROM flow_ledgerentry WHERE refers_to_id = NEW.refers_to_id AND kind = 'correction';
    IF wrong.account_id <> NEW.account_id
       OR wrong.kind NOT IN ('grant', 'adjust', 'use', 'return', 'appeal', 'buy')
       OR (stands + NEW.minutes) * wrong.minutes < 0 THEN
        RAISE EXCEPTION 'entry % cannot be corrected by % minutes', NEW.refers_to_id, NEW.minutes
            USING ERRCODE = 'check_violation', CONSTRAINT = 'corrections_keep_the_sign';
    END IF;
    RETURN NEW;
END $$;

-- What leaves an account in a pair comes into another, in full, by the end of the transaction.
CREATE OR REPLACE FUNCTION refuse_unpaired() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    paired boolean;
BEGIN
    SELECT EXISTS (
        SELECT 1 FROM flow_ledgerentry half
        JOIN flow_account giver ON giver.id =
            CASE WHEN NEW.minutes < 0 THEN NEW.account_id ELSE half.account_id END
        JOIN flow_account taker ON taker.id =
            CASE WHEN NEW.minutes < 0 THEN half.account_id ELSE NEW.account_id END
        WHERE (half.refers_to_id = NEW.id OR half.id = NEW.refers_to_id)
          AND half.kind = NEW.kind AND half.minutes = -NEW.minutes
          AND giver.service_id = taker.service_id AND giver.is_bought = taker.is_bought
          AND CASE WHEN NEW.kind = 'carry'
                   THEN giver.school_id = taker.school_id
                        AND taker.academic_year = giver.academic_year + 1
                   ELSE giver.school_id <> taker.school_id
                        AND taker.academic_year = giver.academic_year END
    ) INTO paired;
    IF NOT paired THEN
        RAISE EXCEPTION 'entry % has no other half', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'pairs_come_to_nothing';
    END IF;
    RETURN NULL;
END $$;

-- What a school has bought is kept apart from what it is entitled to.
CREATE OR REPLACE FUNCTION refuse_mixed_minutes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.kind = 'buy') <> (SELECT is_bought FROM flow_account WHERE id = NEW.account_id) THEN
        RAISE EXCEPTION 'a % entry does not belong into account %', NEW.kind, NEW.account_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'bought_minutes_apart';
    END IF;
    RETURN NEW;
END $$;

-- A request draws on what its own school has bought of its service, and only where it said so.
CREATE OR REPLACE FUNCTION refuse_unchosen_bought() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    drawn flow_account%ROWTYPE;
BEGIN
    SELECT * INTO drawn FROM flow_account WHERE id = NEW.account_id;
    IF drawn.is_bought AND (NOT NEW.may_use_bought OR drawn.school_id <> NEW.school_id
       OR drawn.service_id <> (
           SELECT o.service_id FROM flow_visitspecification v
           JOIN flow_serviceoffer o ON o.id = v.service_offer_id WHERE v.id = NEW.specification_id))
    THEN
        RAISE EXCEPTION 'request % was not to draw on bought minutes of account %', NEW.id, drawn.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'bought_by_choice';
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

-- An offer goes from draft to consultation to published; only then do a year's schools have it.
CREATE OR REPLACE FUNCTION refuse_offer_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.published_at IS NOT NULL OR OLD.opened_at IS NOT NULL THEN
            RAISE EXCEPTION 'an offer that schools were shown never changes and is never deleted'
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.published_at IS NOT NULL OR NEW.opened_at IS NOT NULL THEN
            RAISE EXCEPTION 'an offer begins as a draft' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.published_at IS NOT NULL THEN
        RAISE EXCEPTION 'an offer that is published never changes'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.opened_at IS NOT NULL AND NEW.opened_at IS NULL AND NEW.returned_why = '' THEN
        RAISE EXCEPTION 'a consultation is ended with a reason'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.opened_at IS NOT NULL AND NEW.opened_at IS NOT NULL
       AND to_jsonb(NEW) - 'published_at' IS DISTINCT FROM to_jsonb(OLD) - 'published_at' THEN
        RAISE EXCEPTION 'an offer never changes while schools are consulted on it'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.published_at IS NOT NULL AND NOT (
        CASE WHEN NEW.opened_at IS NULL THEN NEW.number > 1 AND NEW.reason <> ''
             ELSE NEW.closes_on < (NEW.published_at AT TIME ZONE 'Europe/London')::date END
    ) THEN
        RAISE EXCEPTION 'an offer is published after its consultation has closed'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION refuse_settled_offer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    held bigint[];
BEGIN
    IF TG_TABLE_NAME = 'flow_serviceoffer' THEN
        IF TG_OP <> 'INSERT' THEN held := held || OLD.offer_id; END IF;
        IF TG_OP <> 'DELETE' THEN held := held || NEW.offer_id; END IF;
    ELSE
        IF TG_OP <> 'INSERT' THEN
            held := held || (SELECT offer_id FROM flow_serviceoffer WHERE id = OLD.service_offer_id);
        END IF;
        IF TG_OP <> 'DELETE' THEN
            held := held || (SELECT offer_id FROM flow_serviceoffer WHERE id = NEW.service_offer_id);
        END IF;
    END IF;
    IF EXISTS (SELECT 1 FROM flow_offerversion
               WHERE id = ANY (held) AND (published_at IS NOT NULL OR opened_at IS NOT NULL)) THEN
        RAISE EXCEPTION '% belongs to an offer that schools were shown and never changes',
            TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

-- Schools answer what they were shown: a consultation stands still while it is open, takes answers
-- to the end of its last day, and after it is closed nothing of it changes.
CREATE OR REPLACE FUNCTION refuse_consultation_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.closed_at IS NOT NULL
       OR to_jsonb(NEW) - 'closed_at' - 'closed_by'
          IS DISTINCT FROM to_jsonb(OLD) - 'closed_at' - 'closed_by' THEN
        RAISE EXCEPTION 'a consultation that schools were shown never changes'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION refuse_late_answer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asked desks_consultation%ROWTYPE;
BEGIN
    SELECT * INTO asked FROM desks_consultation WHERE id = NEW.consultation_id FOR SHARE;
    IF asked.closed_at IS NOT NULL
       OR (NEW.answered_at AT TIME ZONE 'Europe/London')::date > asked.closes_on THEN
        RAISE EXCEPTION 'consultation % is closed and takes no more answers', NEW.consultation_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'answers_before_closing';
    END IF;
    RETURN NEW;
END $$;

-- What schools were asked about is what may be adopted, and only on a decision about these facts.
CREATE OR REPLACE FUNCTION refuse_consulted_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.terms <> OLD.terms
       AND EXISTS (SELECT 1 FROM desks_consultationoption WHERE policy_id = OLD.id) THEN
        RAISE EXCEPTION 'what schools were consulted on never changes'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION demand_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.adopted_at IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM desks_decision
        WHERE policy_id = NEW.id AND decided_at IS NOT NULL AND input_sha256 = NEW.input_sha256
    ) THEN
        RAISE EXCEPTION 'a policy is adopted on a decision about the same facts'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'adopted_on_a_decision';
    END IF;
    RETURN NEW;
END $$;

-- A stream pays only for what its ring-fence lets it pay for.
CREATE OR REPLACE FUNCTION refuse_ring_fence() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    stream flow_fundingstream;
    service text;
    phase text;
    first_on date;
    last_on date;
BEGIN
    IF NEW.stream_id IS NULL THEN RETURN NEW; END IF;
    SELECT * INTO stream FROM flow_fundingstream WHERE id = NEW.stream_id FOR SHARE;
    IF TG_TABLE_NAME = 'flow_fundeduse' THEN
        SELECT s.slug, b.phase, (e.entered_at AT TIME ZONE 'Europe/London')::date
        INTO service, phase, first_on
        FROM flow_ledgerentry e JOIN flow_account a ON a.id = e.account_id
        JOIN flow_service s ON s.id = a.service_id JOIN flow_school b ON b.id = a.school_id
        WHERE e.id = NEW.entry_id;
        last_on := first_on;
        IF stream.may_not_pay ? NEW.purpose
           OR (stream.phases <> '[]' AND NOT stream.phases ? phase) THEN
            RAISE EXCEPTION 'the ring-fence of % keeps it from paying for this', stream.name
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ring_fence';
        END IF;
    ELSE
        SELECT s.slug, make_date(NEW.academic_year, 9, 1), make_date(NEW.academic_year + 1, 8, 31)
        INTO service, first_on, last_on
        FROM flow_service s WHERE s.id = NEW.service_id;
    END IF;
    IF (stream.services <> '[]' AND NOT stream.services ? service)
       OR stream.starts_on > last_on OR stream.ends_on <= first_on THEN
        RAISE EXCEPTION 'the ring-fence of % keeps it from paying for this', stream.name
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ring_fence';
    END IF;
    RETURN NEW;
END $$;

-- Where streams pay for a capacity, every minute used names who paid for it.
CREATE OR REPLACE FUNCTION demand_payer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    paid bigint;
BEGIN
    IF NEW.kind <> 'use' OR NOT EXISTS (
        SELECT 1 FROM flow_account a
        JOIN flow_capacity c ON c.service_id = a.service_id AND c.academic_year = a.academic_year
        JOIN flow_fundedminutes f ON f.capacity_id = c.id
        WHERE a.id = NEW.account_id AND NOT a.is_bought
    ) THEN
        RETURN NULL;
    END IF;
    SELECT coalesce(sum(minutes), 0) INTO paid FROM flow_fundeduse WHERE entry_id = NEW.id;
    IF paid <> -NEW.minutes THEN
        RAISE EXCEPTION 'a use of % minutes has payers for %', -NEW.minutes, paid
            USING ERRCODE = 'check_violation', CONSTRAINT = 'uses_are_paid_for';
    END IF;
    RETURN NULL;
END $$;

-- The table of a request's moves, equal to that of the code: a state changes by a move written down
-- first, and by no other way.
CREATE OR REPLACE FUNCTION is_request_move(begins text, action text, ends text, role text)
RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT (begins, action, ends, role) IN (VALUES
        ('drafted', 'ask', 'asked', 'school'),
        ('asked', 'accept', 'accepted', 'service_lead'),
        ('asked', 'decline', 'declined', 'service_lead'),
        ('asked', 'ask for more', 'returned', 'service_lead'),
        ('asked', 'pass on', 'asked', 'service_lead'),
        ('asked', 'signpost', 'signposted', 'service_lead'),
        ('asked', 'withdraw', 'withdrawn', 'school'),
        ('returned', 'send again', 'asked', 'school'),
        ('returned', 'withdraw', 'withdrawn', 'school'),
        ('accepted', 'withdraw', 'withdrawn', 'school'),
        ('accepted', 'book', 'booked', 'school'),
        ('booked', 'move', 'accepted', 'school'),
        ('booked', 'withdraw', 'withdrawn', 'school'),
        ('booked', 'hand over', 'accepted', 'service_lead'),
        ('booked', 'miss', 'accepted', 'specialist'),
        ('booked', 'lose', 'asked', 'specialist'),
        ('booked', 'see', 'seen', 'specialist'),
        ('seen', 'report', 'reported', 'specialist'),
        ('seen', 'withdraw', 'withdrawn', 'school'),
        ('reported', 'review', 'closed', 'school'))
$$;

CREATE OR REPLACE FUNCTION refuse_unlisted_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT is_request_move(NEW.begins, NEW.action, NEW.ends, NEW.role)
       OR NEW.begins IS DISTINCT FROM
          (SELECT state FROM flow_schoolrequest WHERE id = NEW.school_request_id) THEN
        RAISE EXCEPTION 'no such move: % from % to % by %',
            NEW.action, NEW.begins, NEW.ends, NEW.role
            USING ERRCODE = 'check_violation', CONSTRAINT = 'moves_are_in_the_table';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION refuse_unwritten_move() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last flow_requestmove%ROWTYPE;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT * INTO last FROM flow_requestmove
        WHERE school_request_id = NEW.id ORDER BY id DESC LIMIT 1;
        IF (last.begins, last.ends) IS NOT DISTINCT FROM (OLD.state, NEW.state) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'request % becomes % without a move that says so', NEW.id, NEW.state
        USING ERRCODE = 'check_violation', CONSTRAINT = 'moves_are_written';
END $$;

-- The two requests of a joint visit are of one school, about one learner, to two services; a third
-- does not hang on the second.
CREATE OR REPLACE FUNCTION refuse_odd_company() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    first flow_schoolrequest%ROWTYPE;
    services bigint[];
BEGIN
    SELECT * INTO first FROM flow_schoolrequest WHERE id = NEW.joined_to_id;
    SELECT array_agg(DISTINCT o.service_id) INTO services
    FROM flow_visitspecification v JOIN flow_serviceoffer o ON o.id = v.service_offer_id
    WHERE v.id IN (NEW.specification_id, first.specification_id);
    IF first.joined_to_id IS NOT NULL OR first.school_id <> NEW.school_id
       OR first.learner_id IS NULL OR first.learner_id IS DISTINCT FROM NEW.learner_id
       OR cardinality(services) <> 2 THEN
        RAISE EXCEPTION 'requests % and % are not for one visit of two services',
            first.id, NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'company_of_two';
    END IF;
    RETURN NEW;
END $$;

-- A learner known by a unique pupil number has one whose first letter fits the rest.
CREATE OR REPLACE FUNCTION refuse_wrong_upn() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    letters CONSTANT text := 'ABCDEFGHJKLMNPQRTUVWXYZ';
    said text := NEW.school_reference;
    total int := 0;
BEGIN
    IF said ~ '^[A-HJ-NP-RT-Z][0-9]{11}[0-9A-HJ-NP-RT-Z]$' THEN
        FOR place IN 2..13 LOOP
            total := total + place * CASE WHEN substr(said, place, 1) ~ '[0-9]'
                THEN substr(said, place, 1)::int
                ELSE strpos(letters, substr(said, place, 1)) - 1 END;
        END LOOP;
        IF substr(letters, total % 23 + 1, 1) = left(said, 1) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'learner % has no unique pupil number that checks', NEW.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'upns_check';
END $$;

-- A learner goes to another school by a move that the other school has confirmed, and not else.
CREATE OR REPLACE FUNCTION refuse_unconfirmed_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM flow_learnermove
        WHERE learner_id = NEW.id AND from_school_id = OLD.school_id
          AND to_school_id = NEW.school_id AND outcome = 'confirmed'
    ) THEN
        RAISE EXCEPTION 'learner % has no confirmed move to school %', NEW.id, NEW.school_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'learners_move_by_confirmation';
    END IF;
    RETURN NEW;
END $$;

-- A report comes from a complete record, and a trainee's or an assistant's from a checked one.
CREATE OR REPLACE FUNCTION demand_ready_record() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    written flow_visitrecord%ROWTYPE;
    checking boolean;
BEGIN
    SELECT * INTO written FROM flow_visitrecord WHERE id = NEW.record_id FOR SHARE;
    SELECT EXISTS (
        SELECT 1 FROM flow_visit v
        JOIN flow_schoolrequest r ON r.id = v.school_request_id
        JOIN flow_visitspecification s ON s.id = r.specification_id
        JOIN flow_serviceoffer o ON o.id = s.service_offer_id
        JOIN flow_specialistpost p ON p.person_id = v.specialist_id AND p.service_id = o.service_id
        WHERE v.id = written.visit_id AND p.needs_checking
    ) INTO checking;
    IF written.state NOT IN ('complete', 'checked') OR (checking AND written.state <> 'checked') THEN
        RAISE EXCEPTION 'the record % is % and cannot be released', written.id, written.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'released_when_ready';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM flow_provisionline WHERE record_id = written.id)
       OR EXISTS (SELECT 1 FROM flow_provisionline WHERE record_id = written.id
                  AND (what = '' OR who = '' OR how_often = '' OR until IS NULL))
       OR EXISTS (SELECT 1 FROM flow_outcome WHERE record_id = written.id
                  AND (what = '' OR baseline IS NULL OR expected IS NULL)) THEN
        RAISE EXCEPTION 'the record % lacks provision or part of an outcome', written.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'released_when_ready';
    END IF;
    RETURN NEW;
END $$;

-- What was said about consent never changes but to be superseded. Who gives it is who may: a young
-- person over 16 decides for themselves, and a disagreement is settled before it is passed over.
CREATE OR REPLACE FUNCTION refuse_consent_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.superseded_at IS NOT NULL
       OR to_jsonb(NEW) - 'superseded_at' IS DISTINCT FROM to_jsonb(OLD) - 'superseded_at' THEN
        RAISE EXCEPTION 'what was said about consent never changes but to be superseded'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION demand_who_may() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    year_group text;
    before text;
BEGIN
    SELECT l.year_group INTO year_group
    FROM flow_schoolrequest r JOIN flow_learner l ON l.id = r.learner_id
    WHERE r.id = NEW.school_request_id;
    IF NEW.outcome = 'given' AND year_group IS NOT NULL
       AND (NEW.given_by = 'The young person' AND year_group NOT IN ('12', '13', '14')
            OR NEW.given_by <> 'The young person' AND year_group IN ('12', '13', '14')
               AND NEW.not_self_why = '') THEN
        RAISE EXCEPTION 'a young person over 16 decides for themselves, and nobody younger'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'the_young_decide_over_16';
    END IF;
    SELECT outcome INTO before FROM flow_consent
    WHERE school_request_id = NEW.school_request_id ORDER BY id DESC LIMIT 1;
    IF before = 'disagreed' AND NEW.outcome IN ('requested', 'given') AND NEW.settled_how = '' THEN
        RAISE EXCEPTION 'a disagreement about consent is settled before work goes on'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'disagreements_are_settled';
    END IF;
    IF before = 'withdrawn' AND EXISTS (
        SELECT 1 FROM flow_schoolrequest WHERE id = NEW.school_request_id AND state <> 'drafted') THEN
        RAISE EXCEPTION 'consent that was taken back is given again for another request'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'withdrawn_is_the_last_word';
    END IF;
    RETURN NEW;
END $$;

-- Nobody visits or reports on a learner without consent that stands.
CREATE OR REPLACE FUNCTION demand_consent() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    about flow_schoolrequest%ROWTYPE;
BEGIN
    IF TG_TABLE_NAME = 'flow_visit' THEN
        SELECT * INTO about FROM flow_schoolrequest WHERE id = NEW.school_request_id;
    ELSE
        SELECT r.* INTO about FROM flow_schoolrequest r
        JOIN flow_visit v ON v.school_request_id = r.id
        JOIN flow_visitrecord w ON w.visit_id = v.id WHERE w.id = NEW.record_id;
    END IF;
    IF about.learner_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM flow_consent WHERE school_request_id = about.id
        AND superseded_at IS NULL AND outcome = 'given') THEN
        RAISE EXCEPTION 'request % has no consent that stands', about.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'work_needs_consent';
    END IF;
    RETURN NEW;
END $$;

-- An announcement is written as a draft, approved by somebody else, and published as it is.
CREATE OR REPLACE FUNCTION refuse_announcement_move() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moving text[] := ARRAY['state', 'returned_why', 'approver_id', 'approved_at', 'publish_at',
                           'address', 'published_at', 'withdrawn_at', 'reason'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'an announcement is never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'drafted' THEN
            RAISE EXCEPTION 'an announcement begins as a draft'
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state <> 'drafted' AND to_jsonb(NEW) - moving IS DISTINCT FROM to_jsonb(OLD) - moving THEN
        RAISE EXCEPTION 'an announcement changes as a draft only'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state IN ('published', 'withdrawn') AND to_jsonb(NEW) - 'state' - 'withdrawn_at' - 'reason'
       IS DISTINCT FROM to_jsonb(OLD) - 'state' - 'withdrawn_at' - 'reason' THEN
        RAISE EXCEPTION 'a published announcement never changes'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (VALUES
        ('drafted', 'submitted'), ('submitted', 'drafted'), ('submitted', 'approved'),
        ('approved', 'drafted'), ('approved', 'submitted'), ('approved', 'published'),
        ('published', 'withdrawn')) THEN
        RAISE EXCEPTION 'an announcement does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
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

        -- The journal does not journal itself, answers stay apart from who was asked, what an
        -- import changed is history already, and a task's progress and a file's bytes pass.
        journaled := guarded.name NOT IN ('flow_change', 'flow_line', 'flow_learnerlook',
                                          'flow_outgoingmail', 'flow_submittedform', 'flow_answer',
                                          'flow_registersnapshot', 'flow_schoolchange',
                                          'flow_registerupload', 'flow_documentcontent',
                                          'desks_announcementpicture',
                                          'flow_task');
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
CREATE OR REPLACE TRIGGER ready BEFORE INSERT ON flow_report
    FOR EACH ROW EXECUTE FUNCTION demand_ready_record();
CREATE OR REPLACE TRIGGER written_once BEFORE UPDATE OR DELETE ON flow_answer
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER written_once BEFORE UPDATE OR DELETE ON desks_letter
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER written_once BEFORE UPDATE OR DELETE ON desks_lettercopy
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER written_once BEFORE UPDATE OR DELETE ON desks_release
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER written_once BEFORE UPDATE OR DELETE ON desks_announcementcopy
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER written_once BEFORE UPDATE OR DELETE ON desks_announcementpicture
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER by_the_table BEFORE INSERT OR UPDATE OR DELETE
    ON desks_announcementversion FOR EACH ROW EXECUTE FUNCTION refuse_announcement_move();
CREATE OR REPLACE TRIGGER never_overdrawn BEFORE INSERT ON flow_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION refuse_overdraft();
CREATE OR REPLACE TRIGGER overcorrected BEFORE INSERT ON flow_ledgerentry
    FOR EACH ROW WHEN (NEW.kind = 'correction') EXECUTE FUNCTION refuse_overcorrection();
CREATE OR REPLACE TRIGGER bought_apart BEFORE INSERT ON flow_ledgerentry
    FOR EACH ROW WHEN (NEW.kind IN ('buy', 'grant', 'recall', 'adjust', 'appeal', 'return',
                                    'transfer', 'expire'))
    EXECUTE FUNCTION refuse_mixed_minutes();
CREATE OR REPLACE TRIGGER pool_never_overdrawn BEFORE INSERT ON flow_ledgerentry
    FOR EACH ROW WHEN (NEW.kind IN ('adjust', 'appeal', 'return', 'correction'))
    EXECUTE FUNCTION refuse_empty_pool();
DROP TRIGGER IF EXISTS paired ON flow_ledgerentry;
CREATE CONSTRAINT TRIGGER paired AFTER INSERT ON flow_ledgerentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind IN ('carry', 'transfer', 'move'))
    EXECUTE FUNCTION refuse_unpaired();
CREATE OR REPLACE TRIGGER written_once BEFORE UPDATE OR DELETE ON flow_appeal
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER closed BEFORE UPDATE OR DELETE ON flow_yearend
    FOR EACH ROW EXECUTE FUNCTION refuse_published('flow_yearend', 'closed_at', 'id');

-- Published offers and adopted policies.
CREATE OR REPLACE TRIGGER published BEFORE INSERT OR UPDATE OR DELETE ON flow_offerversion
    FOR EACH ROW EXECUTE FUNCTION refuse_offer_move();
CREATE OR REPLACE TRIGGER published BEFORE INSERT OR UPDATE OR DELETE ON flow_serviceoffer
    FOR EACH ROW EXECUTE FUNCTION refuse_settled_offer();
CREATE OR REPLACE TRIGGER published BEFORE INSERT OR UPDATE OR DELETE ON flow_visitspecification
    FOR EACH ROW EXECUTE FUNCTION refuse_settled_offer();
CREATE OR REPLACE TRIGGER adopted BEFORE UPDATE OR DELETE ON desks_policy
    FOR EACH ROW EXECUTE FUNCTION refuse_published('desks_policy', 'adopted_at', 'id');
CREATE OR REPLACE TRIGGER adopted BEFORE INSERT OR UPDATE OR DELETE ON desks_share
    FOR EACH ROW EXECUTE FUNCTION refuse_published('desks_policy', 'adopted_at', 'policy_id');

-- Consultations on policies, and decisions.
CREATE OR REPLACE TRIGGER consulted BEFORE UPDATE OR DELETE ON desks_consultation
    FOR EACH ROW EXECUTE FUNCTION refuse_consultation_move();
CREATE OR REPLACE TRIGGER written_once BEFORE UPDATE OR DELETE ON desks_consultationoption
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER written_once BEFORE UPDATE OR DELETE ON desks_optionfigure
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER written_once BEFORE UPDATE OR DELETE ON desks_consultationanswer
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER before_closing BEFORE INSERT ON desks_consultationanswer
    FOR EACH ROW EXECUTE FUNCTION refuse_late_answer();
CREATE OR REPLACE TRIGGER decided BEFORE UPDATE OR DELETE ON desks_decision
    FOR EACH ROW EXECUTE FUNCTION refuse_published('desks_decision', 'decided_at', 'id');
CREATE OR REPLACE TRIGGER consulted BEFORE UPDATE ON desks_policy
    FOR EACH ROW EXECUTE FUNCTION refuse_consulted_change();
CREATE OR REPLACE TRIGGER decided BEFORE INSERT OR UPDATE ON desks_policy
    FOR EACH ROW EXECUTE FUNCTION demand_decision();

-- Funding streams.
CREATE OR REPLACE TRIGGER written_once BEFORE UPDATE OR DELETE ON flow_fundeduse
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER ring_fenced BEFORE INSERT ON flow_fundeduse
    FOR EACH ROW EXECUTE FUNCTION refuse_ring_fence();
CREATE OR REPLACE TRIGGER ring_fenced BEFORE INSERT OR UPDATE ON flow_staffline
    FOR EACH ROW EXECUTE FUNCTION refuse_ring_fence();
DROP TRIGGER IF EXISTS paid_for ON flow_ledgerentry;
CREATE CONSTRAINT TRIGGER paid_for AFTER INSERT ON flow_ledgerentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION demand_payer();

-- A request's states and its history.
CREATE OR REPLACE TRIGGER in_the_table BEFORE INSERT ON flow_requestmove
    FOR EACH ROW EXECUTE FUNCTION refuse_unlisted_move();
CREATE OR REPLACE TRIGGER written_once BEFORE UPDATE OR DELETE ON flow_requestmove
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER begins_as_a_draft BEFORE INSERT ON flow_schoolrequest
    FOR EACH ROW WHEN (NEW.state <> 'drafted') EXECUTE FUNCTION refuse_unwritten_move();
CREATE OR REPLACE TRIGGER moves_by_the_table BEFORE UPDATE ON flow_schoolrequest
    FOR EACH ROW WHEN (NEW.state <> OLD.state) EXECUTE FUNCTION refuse_unwritten_move();

CREATE OR REPLACE TRIGGER upns_check BEFORE INSERT OR UPDATE ON flow_learner
    FOR EACH ROW WHEN (NEW.identified_by = 'upn') EXECUTE FUNCTION refuse_wrong_upn();
CREATE OR REPLACE TRIGGER company_of_two
    BEFORE INSERT OR UPDATE OF joined_to_id, learner_id, specification_id
    ON flow_schoolrequest FOR EACH ROW WHEN (NEW.joined_to_id IS NOT NULL)
    EXECUTE FUNCTION refuse_odd_company();
CREATE OR REPLACE TRIGGER bought_by_choice BEFORE INSERT OR UPDATE OF account_id
    ON flow_schoolrequest FOR EACH ROW WHEN (NEW.account_id IS NOT NULL)
    EXECUTE FUNCTION refuse_unchosen_bought();

-- Reviews are written once; learners change school by a confirmed move.
CREATE OR REPLACE TRIGGER written_once BEFORE UPDATE OR DELETE ON flow_review
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER written_once BEFORE UPDATE OR DELETE ON flow_reviewedline
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER settled BEFORE UPDATE OR DELETE ON flow_learnermove
    FOR EACH ROW EXECUTE FUNCTION refuse_published('flow_learnermove', 'settled_at', 'id');
CREATE OR REPLACE TRIGGER moved BEFORE UPDATE ON flow_learner
    FOR EACH ROW WHEN (NEW.school_id <> OLD.school_id)
    EXECUTE FUNCTION refuse_unconfirmed_move();

-- Consent to involvement.
CREATE OR REPLACE TRIGGER said BEFORE UPDATE OR DELETE ON flow_consent
    FOR EACH ROW EXECUTE FUNCTION refuse_consent_change();
CREATE OR REPLACE TRIGGER who_may BEFORE INSERT ON flow_consent
    FOR EACH ROW EXECUTE FUNCTION demand_who_may();
CREATE OR REPLACE TRIGGER consented BEFORE INSERT OR UPDATE OF state ON flow_visit
    FOR EACH ROW WHEN (NEW.state IN ('booked', 'made')) EXECUTE FUNCTION demand_consent();
CREATE OR REPLACE TRIGGER consented BEFORE INSERT ON flow_report
    FOR EACH ROW EXECUTE FUNCTION demand_consent();

-- A brand: legible, written once, and the authority has the newest. The function writes as the
-- tables' owner, because the role that serves may not change an authority.
CREATE OR REPLACE FUNCTION use_brand() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    channels double precision[];
BEGIN
    SELECT array_agg(CASE WHEN c <= 0.04045 THEN c / 12.92 ELSE ((c + 0.055) / 1.055) ^ 2.4 END
                     ORDER BY n)
    INTO channels
    FROM (SELECT n, get_byte(decode(substr(NEW.colour, 2), 'hex'), n) / 255.0::float8 AS c
          FROM generate_series(0, 2) n) each;
    IF 1.05 / (0.2126 * channels[1] + 0.7152 * channels[2] + 0.0722 * channels[3] + 0.05) < 4.5 THEN
        RAISE EXCEPTION 'white text on % cannot be read', NEW.colour
            USING ERRCODE = 'check_violation', CONSTRAINT = 'a_brand_carries_white_text';
    END IF;
    UPDATE flow_authority SET colour = NEW.colour, logo = NEW.logo WHERE id = NEW.authority_id;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER used AFTER INSERT ON flow_brandchoice
    FOR EACH ROW EXECUTE FUNCTION use_brand();
CREATE OR REPLACE TRIGGER written_once BEFORE UPDATE OR DELETE ON flow_brandchoice
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- What serves a page without belonging to an authority's facts.
GRANT SELECT ON flow_authority, django_migrations, django_content_type TO evenreach_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON django_session, django_cache TO evenreach_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON account_emailaddress, account_emailconfirmation
    TO evenreach_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON procrastinate_jobs, procrastinate_events,
    procrastinate_periodic_defers, procrastinate_workers TO evenreach_web;
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
