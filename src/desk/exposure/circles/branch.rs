//! The least or most of a program over whole numbers: branch and bound on exact programs.
//!
//! *Limit*: a number of steps, not of seconds, so that the answer is the same on every
//! machine. A search that is cut short gives the bound of the program without whole
//! numbers, which is on the safe side: the least is never too large, the most never too
//! small.

use super::simplex::{Optimum, Program, Relation, Row, TooHard, minimise};

/// Programs of one search. Circles mostly take one to five.
const STEPS_MAX: u32 = 400;

/// The end of a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Extreme {
    pub value: i128,
    pub exact: bool,
}

/// The least cost over whole numbers; nothing where no such point keeps every row.
pub(super) fn least(program: &Program) -> Result<Option<Extreme>, TooHard> {
    let Some(root) = minimise(program)? else { return Ok(None) };
    let bound = upwards(&root);
    let mut search = Search { program: program.clone(), bound, steps: STEPS_MAX, best: None };
    search.descend(root)?;
    Ok(match search.best {
        _ if search.steps == 0 && search.best != Some(bound) => Some(Extreme { value: bound, exact: false }),
        best => best.map(|value| Extreme { value, exact: true }),
    })
}

/// The most of the negated cost.
pub(super) fn most(program: &Program) -> Result<Option<Extreme>, TooHard> {
    let turned = Program { cost: program.cost.iter().map(|cost| -cost).collect(), rows: program.rows.clone() };
    let found = least(&turned)?;
    Ok(found.map(|Extreme { value, exact }| Extreme { value: -value, exact }))
}

struct Search {
    program: Program,
    /// No point is below it.
    bound: i128,
    steps: u32,
    best: Option<i128>,
}

impl Search {
    fn descend(&mut self, optimum: Optimum) -> Result<(), TooHard> {
        self.steps = self.steps.saturating_sub(1);
        let beaten = self.best.is_some_and(|best| upwards(&optimum) >= best);
        if beaten || self.steps == 0 || self.best == Some(self.bound) {
            return Ok(());
        }
        let broken = optimum.point.iter().position(|value| value % optimum.denominator != 0);
        let Some(column) = broken else {
            self.best = Some(upwards(&optimum));
            return Ok(());
        };
        let below = optimum.point.get(column).copied().unwrap_or_default() / optimum.denominator;
        self.with(column, Relation::AtMost, below)?;
        self.with(column, Relation::AtLeast, below + 1)
    }

    fn with(&mut self, column: usize, relation: Relation, bound: i128) -> Result<(), TooHard> {
        let coefficients = (0..self.program.cost.len()).map(|other| i128::from(other == column)).collect();
        self.program.rows.push(Row { coefficients, relation, bound });
        let answer = minimise(&self.program)?;
        let end = answer.map_or(Ok(()), |optimum| self.descend(optimum));
        self.program.rows.pop();
        end
    }
}

/// The least whole number that is not below the value.
fn upwards(optimum: &Optimum) -> i128 {
    let (value, denominator) = (optimum.value, optimum.denominator);
    value.div_euclid(denominator) + i128::from(value.rem_euclid(denominator) != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_not_people() {
        let row =
            |coefficients: [i128; 3], relation, bound| Row { coefficients: coefficients.to_vec(), relation, bound };
        let pairs = [[1, 1, 0], [1, 0, 1], [0, 1, 1]];
        let at_least = |bound| pairs.map(|pair| row(pair, Relation::AtLeast, bound)).to_vec();
        let program = Program { rows: at_least(1), cost: vec![1, 1, 1] };
        assert_eq!(least(&program), Ok(Some(Extreme { value: 2, exact: true })), "and not 3/2");
        let at_most = pairs.map(|pair| row(pair, Relation::AtMost, 1)).to_vec();
        let program = Program { rows: at_most, cost: vec![1, 1, 1] };
        assert_eq!(most(&program), Ok(Some(Extreme { value: 1, exact: true })), "and not 3/2");
        let equal = pairs.map(|pair| row(pair, Relation::Equal, 1)).to_vec();
        assert_eq!(least(&Program { rows: equal, cost: vec![1, 1, 1] }), Ok(None), "only halves keep these rows");
    }
}
