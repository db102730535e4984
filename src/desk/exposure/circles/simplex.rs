//! Linear programs, solved exactly: the simplex method in whole numbers.
//!
//! The tableau is kept as integers over one common denominator, and every division of a
//! pivot leaves no remainder (Edmonds 1967; Bareiss, Math. Comp. 22, 1968). A crate that
//! counts in floating point can be off by one person, and one person is what this is
//! about. Numbers that do not fit into 128 bits are an error, never a wrong answer.

/// How a row is bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    Equal,
    AtLeast,
    AtMost,
}

/// One condition on all columns; the bound is not negative.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub coefficients: Vec<i128>,
    pub relation: Relation,
    pub bound: i128,
}

/// Columns that are not negative and keep every row, at the least cost.
#[derive(Debug, Clone, Default)]
pub(super) struct Program {
    pub rows: Vec<Row>,
    pub cost: Vec<i128>,
}

/// A best point: numerators over one denominator, which is positive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Optimum {
    pub denominator: i128,
    pub value: i128,
    pub point: Vec<i128>,
}

/// The numbers grew out of 128 bits, or the search did not end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooHard;

/// Pivots of one program. Those of circles take some dozens.
const PIVOTS_MAX: u32 = 5_000;
/// After so many the rule that cannot go in circles (Bland, 1977) chooses.
const PIVOTS_FAST: u32 = 500;

/// The least cost; nothing where no point keeps every row.
pub(super) fn minimise(program: &Program) -> Result<Option<Optimum>, TooHard> {
    let mut tableau = Tableau::of(program);
    tableau.descend(Costs::Infeasible)?;
    if tableau.infeasible.last().is_some_and(|left| *left != 0) {
        return Ok(None);
    }
    tableau.drop_artificial()?;
    tableau.infeasible.clear();
    tableau.descend(Costs::Real)?;
    Ok(Some(tableau.optimum(program.cost.len())))
}

#[derive(Clone, Copy)]
enum Costs {
    Infeasible,
    Real,
}

/// Each line ends with its bound; the two cost lines hold the negated value there.
struct Tableau {
    lines: Vec<Line>,
    cost: Vec<i128>,
    infeasible: Vec<i128>,
    denominator: i128,
    pivots: u32,
}

struct Line {
    /// The column that it gives the value of; none while that is an artificial one.
    basic: Option<usize>,
    entries: Vec<i128>,
}

impl Tableau {
    fn of(program: &Program) -> Self {
        let columns = program.cost.len();
        let slacks = program.rows.iter().filter(|row| row.relation != Relation::Equal).count();
        let mut next = columns;
        let mut lines = Vec::new();
        for row in &program.rows {
            let mut entries = row.coefficients.clone();
            entries.resize(columns + slacks, 0);
            let sign = match row.relation {
                Relation::Equal => 0,
                Relation::AtLeast => -1,
                Relation::AtMost => 1,
            };
            let basic = (sign == 1).then_some(next);
            if sign != 0 {
                entries.iter_mut().skip(next).take(1).for_each(|entry| *entry = sign);
                next += 1;
            }
            entries.push(row.bound);
            lines.push(Line { basic, entries });
        }
        let mut cost = program.cost.clone();
        cost.resize(columns + slacks + 1, 0);
        let mut infeasible = vec![0; columns + slacks + 1];
        for line in lines.iter().filter(|line| line.basic.is_none()) {
            infeasible.iter_mut().zip(&line.entries).for_each(|(sum, entry)| *sum -= entry);
        }
        Self { lines, cost, infeasible, denominator: 1, pivots: 0 }
    }

    /// Pivots until no column lowers the cost. Ours cannot fall for ever: every column is
    /// bound by the size of a circle.
    fn descend(&mut self, costs: Costs) -> Result<(), TooHard> {
        while let Some(column) = self.entering(costs) {
            let Some(row) = self.leaving(column)? else { return Err(TooHard) };
            self.pivot(row, column)?;
        }
        Ok(())
    }

    fn entering(&self, costs: Costs) -> Option<usize> {
        let line = match costs {
            Costs::Infeasible => &self.infeasible,
            Costs::Real => &self.cost,
        };
        let (_, columns) = line.split_last()?;
        let mut lowering = columns.iter().enumerate().filter(|(_, cost)| **cost < 0);
        let chosen = if self.pivots < PIVOTS_FAST { lowering.min_by_key(|(_, cost)| **cost) } else { lowering.next() };
        chosen.map(|(column, _)| column)
    }

    /// The line that first reaches nought; of several that of the lowest column.
    fn leaving(&self, column: usize) -> Result<Option<usize>, TooHard> {
        let mut best: Option<(usize, i128, i128, Option<usize>)> = None;
        for (place, line) in self.lines.iter().enumerate() {
            let (Some(&entry), Some(&bound)) = (line.entries.get(column), line.entries.last()) else { continue };
            if entry <= 0 {
                continue;
            }
            let Some((_, best_entry, best_bound, best_basic)) = best else {
                best = Some((place, entry, bound, line.basic));
                continue;
            };
            let (mine, other) = (times(bound, best_entry)?, times(best_bound, entry)?);
            if mine < other || (mine == other && line.basic < best_basic) {
                best = Some((place, entry, bound, line.basic));
            }
        }
        Ok(best.map(|(place, ..)| place))
    }

    fn pivot(&mut self, row: usize, column: usize) -> Result<(), TooHard> {
        self.pivots += 1;
        let Some(line) = self.lines.get_mut(row).filter(|_| self.pivots < PIVOTS_MAX) else { return Err(TooHard) };
        line.basic = Some(column);
        let own = std::mem::take(&mut line.entries);
        let pivot = own.get(column).copied().unwrap_or_default();
        let others = self.lines.iter_mut().map(|line| &mut line.entries).filter(|entries| !entries.is_empty());
        for entries in others.chain([&mut self.cost, &mut self.infeasible]) {
            eliminate(entries, &own, column, (pivot, self.denominator))?;
        }
        self.lines.iter_mut().skip(row).take(1).for_each(|line| line.entries = own.clone());
        self.denominator = pivot;
        Ok(())
    }

    /// Artificial columns that are still in the basis are nought: they leave it, or their
    /// line says nothing.
    fn drop_artificial(&mut self) -> Result<(), TooHard> {
        while let Some(row) = self.lines.iter().position(|line| line.basic.is_none()) {
            let Some(line) = self.lines.get_mut(row) else { break };
            let entries = line.entries.split_last().map(|(_, entries)| entries).unwrap_or_default();
            match entries.iter().position(|entry| *entry != 0) {
                None => {
                    self.lines.remove(row);
                }
                Some(column) => {
                    if line.entries.get(column).is_some_and(|entry| *entry < 0) {
                        // Its bound is nought: it may be turned round.
                        line.entries.iter_mut().for_each(|entry| *entry = -*entry);
                    }
                    self.pivot(row, column)?;
                }
            }
        }
        Ok(())
    }

    fn optimum(&self, columns: usize) -> Optimum {
        let mut point = vec![0; columns];
        for line in &self.lines {
            let (Some(basic), Some(value)) = (line.basic, line.entries.last()) else { continue };
            point.iter_mut().skip(basic).take(1).for_each(|entry| *entry = *value);
        }
        let value = self.cost.last().copied().unwrap_or_default();
        Optimum { denominator: self.denominator, value: -value, point }
    }
}

/// Takes the pivot's line so often from another that the pivot's column is nought there.
fn eliminate(
    entries: &mut [i128],
    own: &[i128],
    column: usize,
    (pivot, denominator): (i128, i128),
) -> Result<(), TooHard> {
    let factor = entries.get(column).copied().unwrap_or_default();
    if factor == 0 && pivot == denominator {
        return Ok(());
    }
    for (entry, of_pivot) in entries.iter_mut().zip(own) {
        let new = times(*entry, pivot)?.checked_sub(times(factor, *of_pivot)?).ok_or(TooHard)?;
        *entry = if denominator == 1 { new } else { new / denominator };
    }
    Ok(())
}

fn times(one: i128, other: i128) -> Result<i128, TooHard> {
    one.checked_mul(other).ok_or(TooHard)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(coefficients: &[i128], relation: Relation, bound: i128) -> Row {
        Row { coefficients: coefficients.to_vec(), relation, bound }
    }

    fn value(rows: Vec<Row>, cost: &[i128]) -> Option<(i128, i128)> {
        let optimum = minimise(&Program { rows, cost: cost.to_vec() }).unwrap()?;
        Some((optimum.value, optimum.denominator))
    }

    #[test]
    fn programs_whose_answer_is_known_are_answered_so() {
        use Relation::{AtLeast, AtMost, Equal};
        // max x + y under 2x + y <= 3, x + 2y <= 3: at (1, 1).
        let rows = vec![row(&[2, 1], AtMost, 3), row(&[1, 2], AtMost, 3)];
        let (value_, denominator) = value(rows, &[-1, -1]).unwrap();
        assert_eq!(value_, -2 * denominator);
        // Three pairs of three columns that are 1 each: a half each.
        let rows = vec![row(&[1, 1, 0], Equal, 1), row(&[1, 0, 1], Equal, 1), row(&[0, 1, 1], Equal, 1)];
        let (value_, denominator) = value(rows, &[1, 1, 1]).unwrap();
        assert_eq!(2 * value_, 3 * denominator);
        // A row that says the same twice, and one that contradicts.
        let twice = vec![row(&[1, 1], Equal, 4), row(&[2, 2], Equal, 8), row(&[1, 0], AtLeast, 3)];
        let (value_, denominator) = value(twice.clone(), &[0, 1]).unwrap();
        assert_eq!((value_, denominator > 0), (0, true));
        let against = twice.into_iter().chain([row(&[0, 1], AtLeast, 2)]).collect();
        assert_eq!(value(against, &[0, 1]), None);
    }

    #[test]
    fn numbers_that_do_not_fit_are_an_error_and_no_answer() {
        let rows = vec![
            row(&[i128::MAX / 2, 3], Relation::Equal, i128::MAX / 2),
            row(&[5, i128::MAX / 2], Relation::Equal, 7),
        ];
        assert_eq!(minimise(&Program { rows, cost: vec![1, 1] }), Err(TooHard));
    }
}
