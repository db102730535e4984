//! The vault probe: fills a real vault, and says what was acknowledged.

use std::collections::HashSet;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::programs::program;

/// What a fill acknowledged, in order.
#[derive(Debug, Default)]
pub struct Acknowledged {
    /// Ids that must be there.
    pub put: Vec<String>,
    /// Ids that may be there or not: they were being forgotten.
    pub forgetting: Vec<String>,
    /// Ids that must not.
    pub forgotten: Vec<String>,
    /// Puts that were refused before anything was promised.
    pub refused: usize,
    /// Puts of which nobody can say whether they are there.
    pub uncertain: usize,
}

/// What a later look found.
#[derive(Debug, Default)]
pub struct Found {
    /// Ids that are there byte for byte.
    pub whole: HashSet<String>,
    /// Ids that are there and not whole.
    pub damaged: Vec<String>,
    /// Why the vault did not open.
    pub refused: Option<String>,
}

impl Acknowledged {
    /// Takes one line of the probe.
    pub fn take(&mut self, line: &str) {
        match line.split_once(' ') {
            Some(("put", id)) => self.put.push(id.into()),
            Some(("forgetting", id)) => self.forgetting.push(id.into()),
            Some(("forgotten", id)) => self.forgotten.push(id.into()),
            Some(("failed", "before")) => self.refused += 1,
            Some(("failed", _)) => self.uncertain += 1,
            _ => panic!("the probe said: {line}"),
        }
    }

    /// Acknowledged ids that are missing.
    pub fn lost<'a>(&'a self, found: &'a Found) -> Vec<&'a String> {
        let gone: HashSet<_> = self.forgetting.iter().collect();
        self.put.iter().filter(|id| !gone.contains(id) && !found.whole.contains(*id)).collect()
    }
}

/// `subrosa-vault-probe fill`; `wrapper` is put in front of it, such as strace.
pub fn fill(directory: &Path, seed: u64, count: u64, early: bool, wrapper: &[&str]) -> Command {
    let probe = program("subrosa-vault-probe");
    let mut command = match wrapper.split_first() {
        None => Command::new(probe),
        Some((first, rest)) => {
            let mut command = Command::new(first);
            command.args(rest).arg(probe);
            command
        }
    };
    command.arg("fill").arg(directory).arg(seed.to_string()).arg(count.to_string());
    if early {
        command.arg("early");
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Reads every line until the probe ends, telling each to `seen` as it comes.
pub fn read_lines(child: &mut Child, mut seen: impl FnMut(&str)) -> Acknowledged {
    let mut acknowledged = Acknowledged::default();
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        seen(&line);
        acknowledged.take(&line);
    }
    acknowledged
}

/// Fills to the end.
pub fn fill_whole(command: &mut Command) -> Acknowledged {
    let mut child = command.spawn().unwrap();
    let acknowledged = read_lines(&mut child, |_| ());
    child.wait().unwrap();
    acknowledged
}

/// Opens the vault again and compares every byte.
pub fn look(directory: &Path) -> Found {
    let output = Command::new(program("subrosa-vault-probe")).arg("list").arg(directory).output().unwrap();
    let mut found = Found::default();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        match line.split_once(' ') {
            Some(("whole", id)) => drop(found.whole.insert(id.into())),
            Some(("damaged", id)) => found.damaged.push(id.into()),
            _ => found.refused = Some(line.into()),
        }
    }
    found
}
