//! A policy key by key, with what differs from the built-in one. Pure.

use serde_json::Value;

use super::Policy;

/// One key of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The table that it stands in.
    pub table: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub value: Value,
    /// What it would be by itself.
    pub default: Value,
}

impl Key {
    /// Whether somebody changed it.
    #[must_use]
    pub fn differs(&self) -> bool {
        self.value != self.default
    }
}

/// Every key of a policy, table by table.
#[must_use]
pub fn keys(policy: &Policy) -> Vec<Key> {
    let (set, built_in) = (object(policy), object(&Policy::default()));
    let mut keys = Vec::new();
    for (table, fields) in set.as_object().into_iter().flatten() {
        for (name, value) in fields.as_object().into_iter().flatten() {
            let default = built_in.get(table).and_then(|fields| fields.get(name)).cloned().unwrap_or_default();
            keys.push(Key { table: table.clone(), name: name.clone(), value: value.clone(), default });
        }
    }
    keys
}

/// The policy as JSON, which its keys spell as TOML does: numbers, booleans, lists of words.
#[must_use]
pub fn object(policy: &Policy) -> Value {
    serde_json::to_value(policy).unwrap_or_default()
}

/// The policy as TOML that reads back as the same; a comment says what the built-in one has.
#[must_use]
pub fn toml(policy: &Policy) -> String {
    let (mut text, mut inside) = (String::new(), String::new());
    for key in keys(policy) {
        if key.table != inside {
            let gap = if inside.is_empty() { "" } else { "\n" };
            text.push_str(&format!("{gap}[{}]\n", key.table));
            inside.clone_from(&key.table);
        }
        let note = if key.differs() { format!("  # built in: {}", key.default) } else { String::new() };
        text.push_str(&format!("{} = {}{note}\n", key.name, key.value));
    }
    text
}
