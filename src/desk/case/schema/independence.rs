//! What editors decided about who is independent of whom.

/// Step of issue 9.
pub(super) const INDEPENDENCE: &str = "
-- For one claim: that a source has it from another, or that no reason ties the two
-- directly. As the rest of the ledger it holds from one custody entry to another, and
-- its reason stands with that entry.
CREATE TABLE independence_decision (
    claim  INTEGER NOT NULL REFERENCES claim (number),
    source INTEGER NOT NULL REFERENCES source (number),
    other  INTEGER NOT NULL REFERENCES source (number) CHECK (other != source),
    effect TEXT NOT NULL CHECK (effect IN ('depend', 'independent')),
    since  INTEGER NOT NULL REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED,
    until  INTEGER REFERENCES custody (seq) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE UNIQUE INDEX decision_of_pair
    ON independence_decision (claim, min(source, other), max(source, other)) WHERE until IS NULL;
";
