use super::{Difference, pair::Pair};
pub(super) fn differences(_pair: &Pair<'_>) -> Vec<Difference> {
    Vec::new()
}
