//! Short answers: numbers that stand for the rows of the last list. Pure.

use serde_json::Value;

use crate::failure::{Exit, Failure};

const RELATIONS: [&str; 3] = ["supports", "contradicts", "mentions"];

/// Whether later lines can refer to the rows of this answer.
pub(super) fn is_list(answer: &Value) -> bool {
    rows(answer).is_some()
}

fn rows(answer: &Value) -> Option<&Vec<Value>> {
    ["candidates", "hits"].iter().find_map(|key| answer.get(key)?.as_array())
}

/// `link 1 3 contradicts --reason …` after `check C1` → a `link C1 ITEM:START-END
/// contradicts --reason …` for each; `link C1 1 3` after `search` as well. Without a
/// relation they support. Everything else stays one command.
///
/// # Errors
/// A number that no row of the last list has.
pub(super) fn expand(last: &Value, words: Vec<String>) -> Result<Vec<Vec<String>>, Failure> {
    let Some((claim, rest)) = claim_of(last, &words) else { return Ok(vec![words]) };
    let is_number = |word: &&String| word.parse::<usize>().is_ok();
    let numbers: Vec<usize> = rest.iter().take_while(is_number).filter_map(|word| word.parse().ok()).collect();
    let mut rest: Vec<String> = rest.iter().skip_while(is_number).cloned().collect();
    if !rest.first().is_some_and(|word| RELATIONS.contains(&word.as_str())) {
        rest.insert(0, "supports".to_owned());
    }
    let command = |number: &usize| {
        let passage = passage(last, *number).ok_or_else(|| no_row(*number))?;
        Ok(["link".to_owned(), claim.clone(), passage].into_iter().chain(rest.iter().cloned()).collect())
    };
    numbers.iter().map(command).collect()
}

/// The claim and what stands after it, when numbers do.
fn claim_of<'w>(last: &Value, words: &'w [String]) -> Option<(String, &'w [String])> {
    let is_number = |word: Option<&String>| word.is_some_and(|word| word.parse::<usize>().is_ok());
    let rest = words.split_first().filter(|(first, _)| *first == "link")?.1;
    if is_number(rest.first()) {
        return Some((last.get("claim")?.as_str()?.to_owned(), rest));
    }
    let (claim, rest) = rest.split_first()?;
    is_number(rest.first()).then(|| (claim.clone(), rest))
}

fn passage(last: &Value, number: usize) -> Option<String> {
    let row = rows(last)?.get(number.checked_sub(1)?)?;
    let (item, passage) = (row.get("item")?.as_str()?, row.get("passage")?);
    Some(format!("{item}:{}-{}", passage.get("start")?.as_u64()?, passage.get("end")?.as_u64()?))
}

fn no_row(number: usize) -> Failure {
    Failure::new(Exit::Usage, "no-such-row", format!("the last list has no row {number}"))
        .hint("`check C1` or `search` makes one")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn expanded(last: &Value, line: &str) -> Vec<String> {
        let words = line.split(' ').map(str::to_owned).collect();
        expand(last, words).unwrap().iter().map(|words| words.join(" ")).collect()
    }

    #[test]
    fn numbers_stand_for_the_rows_of_the_last_list() {
        let row = |item, start, end| json!({ "item": item, "passage": { "start": start, "end": end } });
        let rows = json!([row("D1", 0, 9), row("T1", 3, 5), row("D4", 7, 70)]);
        let check = json!({ "claim": "C2", "candidates": rows });
        assert_eq!(expanded(&check, "link 1 3"), ["link C2 D1:0-9 supports", "link C2 D4:7-70 supports"]);
        let line = "link 2 contradicts --reason x";
        assert_eq!(expanded(&check, line), ["link C2 T1:3-5 contradicts --reason x"]);
        let search = json!({ "hits": rows });
        assert_eq!(expanded(&search, "link C7 1 mentions"), ["link C7 D1:0-9 mentions"]);
        for long in ["link C1 D1:0-9 supports", "claims", "link C1 D1 supports"] {
            assert_eq!(expanded(&check, long), [long], "the control: what is no short answer stays as it is");
        }
        for wrong in [["link", "4"], ["link", "0"]] {
            let words = wrong.map(str::to_owned).to_vec();
            assert_eq!(expand(&check, words).unwrap_err().code, "no-such-row");
        }
    }
}
