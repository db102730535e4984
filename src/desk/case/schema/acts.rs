//! What the acts of editors keep beside the tables of the gate.

pub(super) const ACTS: &str = "
-- Goes before everything that a statement names by its hash: without it nobody can try
-- texts against them. NULL once something of what was signed was forgotten.
ALTER TABLE signoff ADD COLUMN salt BLOB CHECK (length(salt) = 16);
-- What was answered, as an item on record.
ALTER TABLE response ADD COLUMN item INTEGER REFERENCES item (ordinal);
CREATE INDEX response_of_item ON response (item) WHERE item IS NOT NULL;
";
