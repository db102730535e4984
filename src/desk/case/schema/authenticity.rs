//! Keys that domains signed their e-mail with, and why items count as genuine.

/// Step of issue 7.
pub(super) const AUTHENTICITY: &str = "
-- Which record a domain showed under a selector, and on which day somebody looked.
CREATE TABLE dkim_key (
    id       BLOB PRIMARY KEY CHECK (length(id) = 16),
    domain   TEXT NOT NULL,
    selector TEXT NOT NULL,
    -- As it stands in the DNS; without a key, the domain took it back.
    record   TEXT NOT NULL,
    seen     INTEGER NOT NULL,
    UNIQUE (domain, selector, record, seen)
) STRICT;

-- Why an editor counts an item as genuine: erasable, so outside the custody chain.
CREATE TABLE authentication (
    id     BLOB PRIMARY KEY CHECK (length(id) = 16),
    item   INTEGER NOT NULL REFERENCES item (ordinal),
    day    INTEGER NOT NULL,
    actor  TEXT NOT NULL,
    -- NULL once erased.
    reason TEXT
) STRICT;
CREATE INDEX authentication_of_item ON authentication (item);
";
