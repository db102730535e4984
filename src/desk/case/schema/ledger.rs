//! The ledger: sources, circles, claims, evidence, and what editors decided.

/// Step of issue 8.
pub(super) const LEDGER: &str = "
-- No row of the ledger is rewritten. It holds from one custody entry to another:
-- `since` is the number of the entry that made it, `until` of the one that ended
-- it, NULL while it holds. So the ledger can be read as of any entry, and no row
-- can be there without its entry. Foreign keys to custody are looked at when the
-- act is committed, because its entry is written last.

-- Why an entry was made: erasable, so outside the custody chain.
CREATE TABLE reason (
    entry INTEGER PRIMARY KEY REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED,
    words TEXT NOT NULL
) STRICT;
CREATE INDEX custody_of_subject
    ON custody (CASE WHEN json_valid(entry) THEN json_extract(entry, '$.subject') END);

-- 1 for a source that an editor named, 0 for the sender of a tip.
ALTER TABLE source ADD COLUMN named INTEGER NOT NULL DEFAULT 0 CHECK (named IN (0, 1));
CREATE UNIQUE INDEX source_named ON source (number, named);
CREATE TRIGGER sender_of_a_tip_is_protected BEFORE INSERT ON source WHEN NEW.named = 0 AND NEW.protected = 0
    BEGIN SELECT RAISE(ABORT, 'the sender of a tip is a protected source'); END;
CREATE TRIGGER sender_of_a_tip_stays_so BEFORE UPDATE OF named, protected ON source
    WHEN NEW.named != OLD.named OR NEW.protected < OLD.protected
    BEGIN SELECT RAISE(ABORT, 'protection is not taken away, and no name is given later'); END;
CREATE TRIGGER tip_is_of_no_named_source BEFORE INSERT ON tip
    WHEN (SELECT named FROM source WHERE id = NEW.source) = 1
    BEGIN SELECT RAISE(ABORT, 'the sender of a tip has no name'); END;
CREATE TRIGGER mailbox_is_of_no_named_source BEFORE INSERT ON mailbox
    WHEN (SELECT named FROM source WHERE id = NEW.source) = 1
    BEGIN SELECT RAISE(ABORT, 'the sender of a tip has no name'); END;

-- Everything by which somebody could be known. The key reaches only sources with
-- named = 1: of the sender of a tip no row can be here.
CREATE TABLE source_word (
    source INTEGER NOT NULL,
    named  INTEGER NOT NULL DEFAULT 1 CHECK (named = 1),
    role   TEXT NOT NULL CHECK (role IN ('name', 'alias', 'owner', 'author')),
    word   TEXT NOT NULL,
    -- Without case and spaces: what makes two names one.
    folded TEXT NOT NULL,
    since  INTEGER NOT NULL REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED,
    until  INTEGER REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (source, named) REFERENCES source (number, named)
) STRICT;
CREATE UNIQUE INDEX source_of_name ON source_word (folded) WHERE until IS NULL AND role IN ('name', 'alias');
CREATE UNIQUE INDEX word_of_source ON source_word (source, role) WHERE until IS NULL AND role != 'alias';
CREATE INDEX words_of_source ON source_word (source);

-- Admiralty reliability, and what sort of source it is. F until somebody judges.
CREATE TABLE source_rating (
    source      INTEGER NOT NULL REFERENCES source (number),
    kind        TEXT NOT NULL CHECK (kind IN ('person', 'institution', 'outlet', 'dataset')),
    reliability TEXT NOT NULL CHECK (reliability IN ('A', 'B', 'C', 'D', 'E', 'F')),
    since       INTEGER NOT NULL REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED,
    until       INTEGER REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE UNIQUE INDEX rating_of_source ON source_rating (source) WHERE until IS NULL;

-- What a source has from which other; that nothing is its own ancestor is checked
-- before a row is written.
CREATE TABLE source_lineage (
    source INTEGER NOT NULL REFERENCES source (number),
    origin INTEGER NOT NULL REFERENCES source (number) CHECK (origin != source),
    since  INTEGER NOT NULL REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED,
    until  INTEGER REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE UNIQUE INDEX lineage_of_source ON source_lineage (source, origin) WHERE until IS NULL;

-- Sources that turned out to be one. Rows that name `source` keep doing so.
CREATE TABLE source_merge (
    source INTEGER NOT NULL REFERENCES source (number),
    target INTEGER NOT NULL REFERENCES source (number) CHECK (target != source),
    since  INTEGER NOT NULL REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED,
    until  INTEGER REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE UNIQUE INDEX merge_of_source ON source_merge (source) WHERE until IS NULL;
-- Sources of which an editor recorded why they are different people.
CREATE TABLE source_distinct (
    lower  INTEGER NOT NULL REFERENCES source (number),
    higher INTEGER NOT NULL REFERENCES source (number) CHECK (lower < higher),
    since  INTEGER NOT NULL REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED,
    until  INTEGER REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE UNIQUE INDEX distinct_sources ON source_distinct (lower, higher) WHERE until IS NULL;

-- People who could have known something.
CREATE TABLE circle (
    number INTEGER PRIMARY KEY,
    id     BLOB NOT NULL UNIQUE CHECK (length(id) = 16)
) STRICT;
CREATE TABLE circle_state (
    circle INTEGER NOT NULL REFERENCES circle (number),
    name   TEXT NOT NULL,
    people INTEGER NOT NULL CHECK (people >= 1),
    within INTEGER REFERENCES circle (number) CHECK (within != circle),
    first  INTEGER,
    last   INTEGER CHECK (last >= first),
    since  INTEGER NOT NULL REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED,
    until  INTEGER REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE UNIQUE INDEX state_of_circle ON circle_state (circle) WHERE until IS NULL;
CREATE TABLE circle_member (
    circle   INTEGER NOT NULL REFERENCES circle (number),
    name     TEXT NOT NULL,
    folded   TEXT NOT NULL,
    -- Known not to be the source: counted in `people` and taken off again.
    excluded INTEGER NOT NULL CHECK (excluded IN (0, 1)),
    since    INTEGER NOT NULL REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED,
    until    INTEGER REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE UNIQUE INDEX member_of_circle ON circle_member (circle, folded) WHERE until IS NULL;
CREATE INDEX circle_of_member ON circle_member (folded) WHERE until IS NULL;
CREATE TRIGGER circle_holds_its_members BEFORE INSERT ON circle_member
    WHEN (SELECT count(*) FROM circle_member WHERE circle = NEW.circle AND until IS NULL)
        >= (SELECT people FROM circle_state WHERE circle = NEW.circle AND until IS NULL)
    BEGIN SELECT RAISE(ABORT, 'a circle is not smaller than its named members'); END;
CREATE TRIGGER circle_is_not_made_too_small BEFORE INSERT ON circle_state
    WHEN NEW.people < (SELECT count(*) FROM circle_member WHERE circle = NEW.circle AND until IS NULL)
    BEGIN SELECT RAISE(ABORT, 'a circle is not smaller than its named members'); END;
CREATE TABLE circle_overlap (
    lower    INTEGER NOT NULL REFERENCES circle (number),
    higher   INTEGER NOT NULL REFERENCES circle (number) CHECK (lower < higher),
    at_least INTEGER NOT NULL CHECK (at_least >= 1),
    since    INTEGER NOT NULL REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED,
    until    INTEGER REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE UNIQUE INDEX overlap_of_circles ON circle_overlap (lower, higher) WHERE until IS NULL;
-- How many people there are that any circle could be of.
CREATE TABLE circle_universe (
    one    INTEGER NOT NULL DEFAULT 1 CHECK (one = 1),
    people INTEGER NOT NULL CHECK (people >= 1),
    since  INTEGER NOT NULL REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED,
    until  INTEGER REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE UNIQUE INDEX universe_now ON circle_universe (one) WHERE until IS NULL;

-- One sentence that is true or false, or an opinion.
CREATE TABLE claim (
    number INTEGER PRIMARY KEY,
    id     BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    day    INTEGER NOT NULL,
    actor  TEXT NOT NULL
) STRICT;
CREATE TABLE claim_state (
    claim   INTEGER NOT NULL REFERENCES claim (number),
    text    TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 1000),
    -- The log holds the hash of salt and text: without its row nobody can try texts.
    salt    BLOB NOT NULL CHECK (length(salt) = 16),
    kind    TEXT NOT NULL CHECK
        (kind IN ('fact', 'quote', 'number', 'document', 'intent', 'allegation', 'opinion')),
    -- When what it says happened.
    day     INTEGER,
    novelty TEXT NOT NULL CHECK (novelty IN ('new', 'public', 'unknown')),
    -- Not to be printed before; RFC 3339.
    embargo TEXT,
    since   INTEGER NOT NULL REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED,
    until   INTEGER REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE UNIQUE INDEX state_of_claim ON claim_state (claim) WHERE until IS NULL;
CREATE TABLE claim_origin (
    claim INTEGER NOT NULL REFERENCES claim (number),
    item  INTEGER NOT NULL REFERENCES item (ordinal),
    since INTEGER NOT NULL REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED,
    until INTEGER REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE UNIQUE INDEX origin_of_claim ON claim_origin (claim, item) WHERE until IS NULL;
CREATE INDEX claims_of_origin ON claim_origin (item) WHERE until IS NULL;
CREATE TABLE claim_circle (
    claim  INTEGER NOT NULL REFERENCES claim (number),
    circle INTEGER NOT NULL REFERENCES circle (number),
    since  INTEGER NOT NULL REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED,
    until  INTEGER REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE UNIQUE INDEX circle_of_claim ON claim_circle (claim, circle) WHERE until IS NULL;
CREATE INDEX claims_of_circle ON claim_circle (circle) WHERE until IS NULL;
CREATE TABLE claim_person (
    claim  INTEGER NOT NULL REFERENCES claim (number),
    role   TEXT NOT NULL CHECK (role IN ('accuses', 'concerns')),
    name   TEXT NOT NULL,
    folded TEXT NOT NULL,
    since  INTEGER NOT NULL REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED,
    until  INTEGER REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE UNIQUE INDEX person_of_claim ON claim_person (claim, role, folded) WHERE until IS NULL;
CREATE INDEX claims_of_person ON claim_person (folded) WHERE until IS NULL;
-- The factual claims that an opinion rests on.
CREATE TABLE claim_ground (
    claim  INTEGER NOT NULL REFERENCES claim (number),
    ground INTEGER NOT NULL REFERENCES claim (number) CHECK (ground != claim),
    since  INTEGER NOT NULL REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED,
    until  INTEGER REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE UNIQUE INDEX ground_of_claim ON claim_ground (claim, ground) WHERE until IS NULL;
CREATE INDEX claims_of_ground ON claim_ground (ground) WHERE until IS NULL;

-- A passage that bears on a claim, and how its source knows.
CREATE TABLE evidence (
    number     INTEGER PRIMARY KEY,
    id         BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    claim      INTEGER NOT NULL REFERENCES claim (number),
    item       INTEGER NOT NULL REFERENCES item (ordinal),
    -- Unicode scalar values of the item's text; NULL for the whole item.
    start      INTEGER CHECK (start >= 0),
    stop       INTEGER CHECK (stop > start),
    -- Of the passage, to find out that a text is no longer what was linked.
    sha256     BLOB CHECK (length(sha256) = 32),
    relation   TEXT NOT NULL CHECK (relation IN ('supports', 'contradicts', 'mentions')),
    basis      TEXT CHECK (basis IN ('first-hand', 'document', 'second-hand', 'rumour')),
    source     INTEGER REFERENCES source (number),
    heard_from INTEGER REFERENCES source (number) CHECK (heard_from != source),
    -- It was heard from somebody who is not known.
    heard_from_unknown INTEGER NOT NULL CHECK (heard_from_unknown IN (0, 1)),
    present_at INTEGER REFERENCES circle (number),
    interest   TEXT CHECK (interest IN ('for', 'against', 'none')),
    -- It is the source's own business to know.
    competent  INTEGER NOT NULL CHECK (competent IN (0, 1)),
    since      INTEGER NOT NULL REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED,
    until      INTEGER REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED,
    CHECK ((start IS NULL) = (stop IS NULL)),
    CHECK (heard_from IS NULL OR heard_from_unknown = 0),
    UNIQUE (number, relation)
) STRICT;
CREATE INDEX evidence_of_claim ON evidence (claim, relation, item) WHERE until IS NULL;
CREATE INDEX evidence_of_item ON evidence (item, claim) WHERE until IS NULL;
CREATE INDEX evidence_of_source ON evidence (source, claim) WHERE until IS NULL;
CREATE INDEX contradictions ON evidence (claim) WHERE until IS NULL AND relation = 'contradicts';

-- What was done about a contradiction. The key reaches only those.
CREATE TABLE answer (
    evidence INTEGER NOT NULL,
    relation TEXT NOT NULL DEFAULT 'contradicts' CHECK (relation = 'contradicts'),
    verdict  TEXT NOT NULL CHECK (verdict IN ('printed', 'refuted', 'superseded')),
    since    INTEGER NOT NULL REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED,
    until    INTEGER REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (evidence, relation) REFERENCES evidence (number, relation)
) STRICT;
CREATE UNIQUE INDEX answer_of_evidence ON answer (evidence) WHERE until IS NULL;

CREATE TABLE assessment (
    claim       INTEGER NOT NULL REFERENCES claim (number),
    -- Admiralty: 1 confirmed … 5 improbable, 6 cannot be judged.
    credibility INTEGER NOT NULL CHECK (credibility BETWEEN 1 AND 6),
    label       TEXT NOT NULL CHECK
        (label IN ('confirmed', 'probable', 'speculative', 'unverified', 'refuted')),
    since       INTEGER NOT NULL REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED,
    until       INTEGER REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE UNIQUE INDEX assessment_of_claim ON assessment (claim) WHERE until IS NULL;

-- Whom we told what: who confirms it later is no longer independent of us.
CREATE TABLE told (
    source INTEGER NOT NULL REFERENCES source (number),
    claim  INTEGER NOT NULL REFERENCES claim (number),
    day    INTEGER NOT NULL,
    since  INTEGER NOT NULL REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED,
    until  INTEGER REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE UNIQUE INDEX told_claim ON told (claim, source, day) WHERE until IS NULL;

-- What an editor found out about an item after it came.
CREATE TABLE item_flag (
    item  INTEGER NOT NULL REFERENCES item (ordinal),
    flag  TEXT NOT NULL CHECK (flag IN ('damaged', 'retracted')),
    since INTEGER NOT NULL REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED,
    until INTEGER REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE UNIQUE INDEX flag_of_item ON item_flag (item, flag) WHERE until IS NULL;
CREATE INDEX items_that_failed ON item (ordinal) WHERE failure IS NOT NULL OR forgotten = 1;
CREATE INDEX tips_taken_back ON tip (id) WHERE state = 'withdrawn';

-- An editor's words on anything, by its permanent id.
CREATE TABLE note (
    number  INTEGER PRIMARY KEY,
    subject BLOB NOT NULL CHECK (length(subject) = 16),
    words   TEXT NOT NULL,
    since   INTEGER NOT NULL REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX note_of_subject ON note (subject);
CREATE TABLE todo (
    number INTEGER PRIMARY KEY,
    id     BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    words  TEXT NOT NULL,
    claim  INTEGER REFERENCES claim (number),
    person TEXT,
    since  INTEGER NOT NULL REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED,
    -- The entry by which it was done.
    until  INTEGER REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX todo_of_claim ON todo (claim) WHERE until IS NULL;

-- An entry that is logged looks for the rows that wait for it: without these it would
-- look through all of them.
CREATE INDEX source_word_since ON source_word (since);
CREATE INDEX source_word_until ON source_word (until) WHERE until IS NOT NULL;
CREATE INDEX source_rating_since ON source_rating (since);
CREATE INDEX source_rating_until ON source_rating (until) WHERE until IS NOT NULL;
CREATE INDEX source_lineage_since ON source_lineage (since);
CREATE INDEX source_lineage_until ON source_lineage (until) WHERE until IS NOT NULL;
CREATE INDEX source_merge_since ON source_merge (since);
CREATE INDEX source_merge_until ON source_merge (until) WHERE until IS NOT NULL;
CREATE INDEX source_distinct_since ON source_distinct (since);
CREATE INDEX source_distinct_until ON source_distinct (until) WHERE until IS NOT NULL;
CREATE INDEX circle_state_since ON circle_state (since);
CREATE INDEX circle_state_until ON circle_state (until) WHERE until IS NOT NULL;
CREATE INDEX circle_member_since ON circle_member (since);
CREATE INDEX circle_member_until ON circle_member (until) WHERE until IS NOT NULL;
CREATE INDEX circle_overlap_since ON circle_overlap (since);
CREATE INDEX circle_overlap_until ON circle_overlap (until) WHERE until IS NOT NULL;
CREATE INDEX circle_universe_since ON circle_universe (since);
CREATE INDEX circle_universe_until ON circle_universe (until) WHERE until IS NOT NULL;
CREATE INDEX claim_state_since ON claim_state (since);
CREATE INDEX claim_state_until ON claim_state (until) WHERE until IS NOT NULL;
CREATE INDEX claim_origin_since ON claim_origin (since);
CREATE INDEX claim_origin_until ON claim_origin (until) WHERE until IS NOT NULL;
CREATE INDEX claim_circle_since ON claim_circle (since);
CREATE INDEX claim_circle_until ON claim_circle (until) WHERE until IS NOT NULL;
CREATE INDEX claim_person_since ON claim_person (since);
CREATE INDEX claim_person_until ON claim_person (until) WHERE until IS NOT NULL;
CREATE INDEX claim_ground_since ON claim_ground (since);
CREATE INDEX claim_ground_until ON claim_ground (until) WHERE until IS NOT NULL;
CREATE INDEX evidence_since ON evidence (since);
CREATE INDEX evidence_until ON evidence (until) WHERE until IS NOT NULL;
CREATE INDEX answer_since ON answer (since);
CREATE INDEX answer_until ON answer (until) WHERE until IS NOT NULL;
CREATE INDEX assessment_since ON assessment (since);
CREATE INDEX assessment_until ON assessment (until) WHERE until IS NOT NULL;
CREATE INDEX told_since ON told (since);
CREATE INDEX told_until ON told (until) WHERE until IS NOT NULL;
CREATE INDEX item_flag_since ON item_flag (since);
CREATE INDEX item_flag_until ON item_flag (until) WHERE until IS NOT NULL;
CREATE INDEX note_since ON note (since);
CREATE INDEX todo_since ON todo (since);
CREATE INDEX todo_until ON todo (until) WHERE until IS NOT NULL;
";
