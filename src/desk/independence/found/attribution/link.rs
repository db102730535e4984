//! A link in the text: its host is who is cited.

use std::ops::Range;

/// A host and where its link stands in the text, in order.
pub(super) fn find(text: &str) -> Vec<(String, Range<usize>)> {
    let mut found = Vec::new();
    for scheme in ["https://", "http://"] {
        for (start, _) in text.match_indices(scheme) {
            let rest = text.get(start + scheme.len()..).unwrap_or_default();
            let end = rest
                .find(|c: char| c.is_whitespace() || matches!(c, ')' | '"' | '>' | ']' | '”'))
                .unwrap_or(rest.len());
            let host = rest.get(..end).unwrap_or_default().split(['/', ':', '?', '#']).next().unwrap_or_default();
            let host = host.trim_start_matches("www.").trim_end_matches('.');
            if host.contains('.') {
                found.push((host.to_owned(), start..start + scheme.len() + end));
            }
        }
    }
    found.sort_by_key(|(_, at)| at.start);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_of_a_link_is_found_and_what_is_no_link_is_not() {
        let hosts = |text: &str| find(text).into_iter().map(|(host, _)| host).collect::<Vec<_>>();
        assert_eq!(
            hosts("See (https://www.orm-gazette.example/a?b#c) and http://wire.example:80."),
            ["orm-gazette.example", "wire.example"]
        );
        assert_eq!(hosts("https:// and http://x and orm-gazette.example"), Vec::<String>::new());
    }
}
