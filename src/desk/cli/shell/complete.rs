//! What could stand where the cursor is: commands, options, words, ids. Pure but for
//! the ids.

use clap::Command;

use crate::case::Case;

/// Where each kind of id is counted, and its letter.
const COUNTED: [(&str, &str); 5] = [
    ("C", "SELECT number FROM claim"),
    ("S", "SELECT number FROM source"),
    ("K", "SELECT number FROM circle"),
    ("E", "SELECT number FROM evidence WHERE until IS NULL"),
    ("T", "SELECT number FROM tip"),
];

/// Most ids that are offered: more are not read on a screen.
const OFFERED: usize = 200;

/// Every id of the case. One that cannot be read is not offered: completing is no
/// place for an error.
pub(super) fn ids(case: &Case) -> Vec<String> {
    let mut ids = Vec::new();
    for (letter, select) in COUNTED {
        ids.extend(
            column(case, &format!("{select} ORDER BY 1")).into_iter().map(|number: u32| format!("{letter}{number}")),
        );
    }
    ids.extend(column::<String>(
        case,
        "SELECT name FROM item WHERE class != 'message' AND forgotten = 0 ORDER BY ordinal",
    ));
    ids
}

fn column<T: rusqlite::types::FromSql>(case: &Case, select: &str) -> Vec<T> {
    let read =
        || -> rusqlite::Result<Vec<T>> { case.db().prepare_cached(select)?.query_map([], |row| row.get(0))?.collect() };
    read().unwrap_or_default()
}

/// Where the word at the end of `before` begins, and what it could become.
pub(super) fn complete(before: &str, commands: &Command, ids: &[String]) -> (usize, Vec<String>) {
    let start = before.rfind(' ').map_or(0, |space| space + 1);
    let (words, begun) = (before.get(..start).unwrap_or_default(), before.get(start..).unwrap_or_default());
    let mut command = commands;
    let mut last = "";
    for word in words.split_whitespace() {
        command = command.get_subcommands().find(|inner| inner.get_name() == word).unwrap_or(command);
        last = word;
    }
    let mut choices = offered(command, last, begun);
    // An id has a letter and a number: one without a beginning would be any.
    if begun.starts_with(|first: char| first.is_ascii_uppercase()) {
        choices.extend(ids.iter().filter(|id| id.starts_with(begun)).take(OFFERED).cloned());
    }
    (start, choices)
}

fn offered(command: &Command, last: &str, begun: &str) -> Vec<String> {
    let after = |option: &clap::Arg| option.get_long().is_some_and(|long| last == format!("--{long}"));
    let arguments: Vec<_> = command.get_arguments().filter(|argument| !argument.is_hide_set()).collect();
    let values = |argument: &clap::Arg| {
        argument.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect::<Vec<_>>()
    };
    let all: Vec<String> = match arguments.iter().find(|argument| after(argument)) {
        // `true` and `false` are no words that anybody types after a switch.
        Some(option) if option.get_action().takes_values() => values(option),
        _ if begun.starts_with('-') => {
            arguments.iter().filter_map(|argument| argument.get_long().map(|long| format!("--{long}"))).collect()
        }
        _ => {
            let inner = command.get_subcommands().map(|inner| inner.get_name().to_owned());
            let words =
                arguments.iter().filter(|argument| argument.is_positional()).flat_map(|argument| values(argument));
            inner.chain(words).collect()
        }
    };
    all.into_iter().filter(|choice| choice.starts_with(begun)).collect()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::batch::Line;

    fn completed(before: &str) -> Vec<String> {
        let ids = ["C1", "C12", "S1", "T1/F1"].map(str::to_owned);
        complete(before, &Line::command(), &ids).1
    }

    #[test]
    fn commands_options_words_and_ids_are_offered_in_their_places() {
        assert_eq!(completed("clai"), ["claim", "claims"]);
        assert_eq!(completed("claim s"), ["set", "show"]);
        assert_eq!(completed("claim show C1"), ["C1", "C12"]);
        assert_eq!(completed("link C1 D1 con"), ["contradicts"]);
        assert_eq!(completed("link C1 D1 supports --ba"), ["--basis"]);
        assert_eq!(completed("link C1 D1 supports --basis fi"), ["first-hand"]);
        assert_eq!(completed("show T1/"), ["T1/F1"]);
        assert_eq!(
            completed("nonsense "),
            Vec::<String>::new().as_slice().iter().chain(&completed("")).cloned().collect::<Vec<_>>()
        );
        assert_eq!(complete("claim show C", &Line::command(), &[]).0, 11);
    }
}
