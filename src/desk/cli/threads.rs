//! `threads`

use serde_json::{Value, json};

use super::tips::source;
use crate::case::Case;
use crate::failure::Failure;
use crate::ledger::thread::{Message, ReplyState};
use crate::ledger::{Tip, thread, tip};
use crate::output::Output;

pub(super) const EXAMPLE: &str = "Example:\n  subrosa-desk threads --json";

/// What is said of a tip's thread.
struct Thread {
    tip: Tip,
    thread: Vec<Message>,
}

pub(super) fn run(case: &Case) -> Result<Output, Failure> {
    let mut threads = Vec::new();
    for tip in tip::all(case)? {
        let thread = thread::of(case, &tip)?;
        threads.push(Thread { tip, thread });
    }
    let output = Output::new(json!({ "threads": threads.iter().map(Thread::json).collect::<Vec<_>>() }));
    if threads.is_empty() {
        return Ok(output.line("No tips yet: `subrosa-desk import BAG` takes them up."));
    }
    let rows: Vec<_> = threads.iter().map(Thread::row).collect();
    Ok(output.table(["TIP", "SOURCE", "STATE", "ANSWERABLE", "MESSAGES", "WAITING", "SENT", "DELIVERED"], &rows))
}

impl Thread {
    fn replies(&self, state: ReplyState) -> usize {
        self.thread.iter().filter(|message| message.reply == Some(state)).count()
    }

    /// Of the source, the tip itself with them.
    fn messages(&self) -> usize {
        1 + self.thread.iter().filter(|message| message.reply.is_none()).count()
    }

    fn answerable(&self) -> bool {
        self.tip.mailbox.is_some() && self.tip.state != "forgotten"
    }

    fn json(&self) -> Value {
        json!({
            "tip": self.tip.number.to_string(),
            "source": source(&self.tip),
            "state": self.tip.state,
            "answerable": self.answerable(),
            "messages": self.messages(),
            "replies": {
                "waiting": self.replies(ReplyState::Waiting),
                "sent": self.replies(ReplyState::Sent),
                "delivered": self.replies(ReplyState::Delivered),
            },
        })
    }

    fn row(&self) -> [String; 8] {
        [
            self.tip.number.to_string(),
            source(&self.tip),
            self.tip.state.clone(),
            if self.answerable() { "yes" } else { "no" }.to_owned(),
            self.messages().to_string(),
            self.replies(ReplyState::Waiting).to_string(),
            self.replies(ReplyState::Sent).to_string(),
            self.replies(ReplyState::Delivered).to_string(),
        ]
    }
}
