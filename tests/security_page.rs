//! A promise in SECURITY.md, README.md, CHANGELOG.md or past-failures.md that names a test
//! names one that exists.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use crate::harness::programs::workspace;

/// Names in backquotes that look like a claim: at least four words.
fn cited(page: &str) -> Vec<String> {
    let quoted = page.split('`').skip(1).step_by(2);
    let name = |text: &str| text.rsplit("::").next().unwrap_or(text).to_owned();
    let is_claim = |name: &String| {
        name.split('_').count() >= 4 && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    };
    quoted.map(name).filter(is_claim).collect()
}

/// Every function below a folder that stands under `#[test]`.
fn tests_below(folder: &Path, found: &mut HashSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && path.file_name().is_some_and(|name| name != "target") {
            tests_below(&path, found);
        } else if path.extension().is_some_and(|suffix| suffix == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let after = text.split("#[test]").skip(1);
            found.extend(after.filter_map(|rest| Some(rest.split_once("fn ")?.1.split_once('(')?.0.to_owned())));
        }
    }
}

#[test]
fn every_test_that_a_page_names_exists() {
    let mut tests = HashSet::new();
    for folder in ["src", "tests"] {
        tests_below(&workspace().join(folder), &mut tests);
    }
    assert!(tests.contains("every_test_that_a_page_names_exists"), "the control: this one is found");
    let mut count = 0;
    for page in ["SECURITY.md", "README.md", "CHANGELOG.md", "tests/past-failures.md"] {
        let names = cited(&fs::read_to_string(workspace().join(page)).unwrap());
        count += names.len();
        let missing: Vec<_> = names.iter().filter(|name| !tests.contains(*name)).collect();
        assert!(missing.is_empty(), "{page} names tests that do not exist: {missing:#?}");
    }
    assert!(count > 30, "SECURITY.md names its tests: {count}");
}
