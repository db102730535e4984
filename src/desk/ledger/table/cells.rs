//! One value ↔ one cell. Pure.

use std::fmt::Display;

/// Whether a spreadsheet would take the cell for a formula, also once apostrophes
/// before it are taken off. The wide forms are what some of them read as the others.
fn is_formula(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

/// A value as a cell that no spreadsheet computes.
#[must_use]
pub fn neutral(value: &str) -> String {
    if is_formula(value) { format!("'{value}") } else { value.to_owned() }
}

/// The value of a cell.
#[must_use]
pub fn restored(cell: &str) -> String {
    let cell = cell.trim();
    if is_formula(cell) { cell.strip_prefix('\'').unwrap_or(cell).to_owned() } else { cell.to_owned() }
}

/// Several values in one cell.
#[must_use]
pub fn join(values: &[impl Display]) -> String {
    let quoted = values.iter().map(|value| value.to_string().replace('\\', "\\\\").replace(';', "\\;"));
    quoted.collect::<Vec<_>>().join("; ")
}

/// The values of a cell.
#[must_use]
pub fn split(cell: &str) -> Vec<String> {
    let (mut values, mut value) = (Vec::new(), String::new());
    let mut characters = cell.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => value.extend(characters.next()),
            ';' => values.push(std::mem::take(&mut value)),
            other => value.push(other),
        }
    }
    values.push(value);
    values.into_iter().map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_every_value_comes_back() {
        for value in ["=1+1", "+1", "-1", "@SUM(A1)", "'=1", "''+x", "'quoted'", "plain", "a=b", "", "＝1"] {
            let cell = neutral(value);
            assert!(!cell.starts_with(['=', '+', '-', '@', '＝']), "{cell}");
            assert_eq!(restored(&cell), value, "{cell}");
        }
        // The control: without the apostrophe it would be one.
        assert_eq!(neutral("=1"), "'=1");
        assert_eq!(neutral("plain"), "plain");
    }

    #[test]
    fn several_values_come_back_whatever_is_in_them() {
        for values in [vec![], vec!["a"], vec!["Harbour; Office", r"back\slash", "b"], vec!["ends\\", ";"]] {
            assert_eq!(split(&join(&values)), values);
        }
        assert_eq!(split(" T1 ;; T2;"), ["T1", "T2"]);
    }
}
