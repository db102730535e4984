//! What the gate asks of the past and no table kept: what a tip, an item and a source
//! were before, and since which entry rows are there.
//!
//! Triggers fill it, so that no command can forget it. A change is of the entry that is
//! logged next. What is erased with a tip is erased here too.

/// Step of issue 10: `gate --as-of`.
pub(super) const PAST: &str = "
CREATE TABLE tip_past (
    id      BLOB NOT NULL CHECK (length(id) = 16),
    state   TEXT NOT NULL,
    consent TEXT NOT NULL,
    since   INTEGER NOT NULL,
    until   INTEGER
) STRICT;
CREATE INDEX past_of_tip ON tip_past (id, since);
CREATE TABLE source_past (
    id        BLOB NOT NULL CHECK (length(id) = 16),
    protected INTEGER NOT NULL,
    since     INTEGER NOT NULL,
    until     INTEGER
) STRICT;
CREATE INDEX past_of_source ON source_past (id, since);
CREATE TABLE item_past (
    id        BLOB NOT NULL CHECK (length(id) = 16),
    root      INTEGER NOT NULL,
    standing  TEXT NOT NULL,
    because   TEXT NOT NULL,
    stated    TEXT,
    source    BLOB,
    kind      TEXT,
    publisher TEXT,
    url       TEXT,
    published INTEGER,
    obtained  INTEGER,
    recorded  INTEGER NOT NULL,
    failure   TEXT,
    forgotten INTEGER NOT NULL,
    since     INTEGER NOT NULL,
    until     INTEGER
) STRICT;
CREATE INDEX past_of_item ON item_past (id, since);

-- The entry with which a row of these came; NULL for what was there before.
ALTER TABLE terms ADD COLUMN entry INTEGER;
ALTER TABLE authentication ADD COLUMN entry INTEGER;
ALTER TABLE file ADD COLUMN entry INTEGER;

-- What is there already is taken to have been so always; `meta` says up to where.
INSERT INTO tip_past SELECT id, state, consent, 0, NULL FROM tip;
INSERT INTO source_past SELECT id, protected, 0, NULL FROM source;
INSERT INTO item_past SELECT id, root, standing, because, stated, source, kind, publisher, url, published, obtained,
    recorded, failure, forgotten, 0, NULL FROM item;
INSERT INTO meta (name, value) SELECT 'past-since', coalesce(max(seq), 0) FROM custody;

CREATE TRIGGER terms_have_their_entry AFTER INSERT ON terms BEGIN
    UPDATE terms SET entry = (SELECT coalesce(max(seq), 0) + 1 FROM custody) WHERE rowid = NEW.rowid; END;
CREATE TRIGGER authentication_has_its_entry AFTER INSERT ON authentication BEGIN
    UPDATE authentication SET entry = (SELECT coalesce(max(seq), 0) + 1 FROM custody) WHERE rowid = NEW.rowid; END;
CREATE TRIGGER file_has_its_entry AFTER INSERT ON file BEGIN
    UPDATE file SET entry = (SELECT coalesce(max(seq), 0) + 1 FROM custody) WHERE rowid = NEW.rowid; END;

CREATE TRIGGER tip_begins AFTER INSERT ON tip BEGIN
    INSERT INTO tip_past SELECT NEW.id, NEW.state, NEW.consent, coalesce(max(seq), 0) + 1, NULL FROM custody; END;
CREATE TRIGGER tip_changes AFTER UPDATE OF state, consent ON tip
    WHEN NEW.state IS NOT OLD.state OR NEW.consent IS NOT OLD.consent BEGIN
    DELETE FROM tip_past WHERE id = NEW.id AND since > (SELECT coalesce(max(seq), 0) FROM custody);
    UPDATE tip_past SET until = (SELECT coalesce(max(seq), 0) + 1 FROM custody) WHERE id = NEW.id AND until IS NULL;
    INSERT INTO tip_past SELECT NEW.id, NEW.state, NEW.consent, coalesce(max(seq), 0) + 1, NULL FROM custody; END;

CREATE TRIGGER source_begins AFTER INSERT ON source BEGIN
    INSERT INTO source_past SELECT NEW.id, NEW.protected, coalesce(max(seq), 0) + 1, NULL FROM custody; END;
CREATE TRIGGER source_changes AFTER UPDATE OF protected ON source WHEN NEW.protected IS NOT OLD.protected BEGIN
    DELETE FROM source_past WHERE id = NEW.id AND since > (SELECT coalesce(max(seq), 0) FROM custody);
    UPDATE source_past SET until = (SELECT coalesce(max(seq), 0) + 1 FROM custody) WHERE id = NEW.id AND until IS NULL;
    INSERT INTO source_past SELECT NEW.id, NEW.protected, coalesce(max(seq), 0) + 1, NULL FROM custody; END;

CREATE TRIGGER item_begins AFTER INSERT ON item BEGIN
    INSERT INTO item_past SELECT NEW.id, NEW.root, NEW.standing, NEW.because, NEW.stated, NEW.source, NEW.kind,
        NEW.publisher, NEW.url, NEW.published, NEW.obtained, NEW.recorded, NEW.failure, NEW.forgotten,
        coalesce(max(seq), 0) + 1, NULL FROM custody; END;
CREATE TRIGGER item_changes AFTER UPDATE OF root, standing, because, stated, source, kind, publisher, url, published,
    obtained, recorded, failure, forgotten ON item
    WHEN (NEW.root, NEW.standing, NEW.because, NEW.recorded, NEW.forgotten)
        IS NOT (OLD.root, OLD.standing, OLD.because, OLD.recorded, OLD.forgotten)
        OR NEW.stated IS NOT OLD.stated OR NEW.source IS NOT OLD.source OR NEW.kind IS NOT OLD.kind
        OR NEW.publisher IS NOT OLD.publisher OR NEW.url IS NOT OLD.url OR NEW.published IS NOT OLD.published
        OR NEW.obtained IS NOT OLD.obtained OR NEW.failure IS NOT OLD.failure BEGIN
    DELETE FROM item_past WHERE id = NEW.id AND since > (SELECT coalesce(max(seq), 0) FROM custody);
    UPDATE item_past SET until = (SELECT coalesce(max(seq), 0) + 1 FROM custody) WHERE id = NEW.id AND until IS NULL;
    INSERT INTO item_past SELECT NEW.id, NEW.root, NEW.standing, NEW.because, NEW.stated, NEW.source, NEW.kind,
        NEW.publisher, NEW.url, NEW.published, NEW.obtained, NEW.recorded, NEW.failure, NEW.forgotten,
        coalesce(max(seq), 0) + 1, NULL FROM custody; END;
-- Forgetting reaches the past too.
CREATE TRIGGER item_is_forgotten_in_the_past AFTER UPDATE OF forgotten ON item WHEN NEW.forgotten = 1 BEGIN
    UPDATE item_past SET publisher = NULL, url = NULL, published = NULL, failure = NULL WHERE id = NEW.id; END;
";
