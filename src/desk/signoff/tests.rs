//! What a signature covers, and what it does not.
