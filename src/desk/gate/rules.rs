//! The rules, each a pure function from facts and policy to a finding.

pub(super) mod answered;
pub(super) mod asked;
pub(super) mod counted;
pub(super) mod grounded;
pub(super) mod hidden;
pub(super) mod judged;
pub(super) mod kept_back;
pub(super) mod novel;
pub(super) mod promised;
pub(super) mod signed;
pub(super) mod supported;
pub(super) mod worded;
