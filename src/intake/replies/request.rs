//! The few fields that the pages of a visit send, URL-encoded.

use std::time::Duration;

use actix_web::web;
use zeroize::Zeroizing;

use crate::form::Submission;

/// Longest body: a codename typed with every letter escaped, a state, a number.
const BODY_BYTES: usize = 4 * 1024;
/// Longest wait for it.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a page of a visit sends.
#[derive(Default)]
pub(super) struct Request {
    /// The codename as it was typed; empty if none was.
    pub(super) codename: Zeroizing<String>,
    /// What the page carried on; empty if nothing.
    pub(super) state: Zeroizing<String>,
    /// The page's number of a withdrawal.
    pub(super) submission: Option<Submission>,
    /// Whether the reply after the one that was shown is asked for.
    pub(super) next: bool,
}

impl Request {
    /// Reads a body; nothing when it is too long, too slow or repeats a field.
    pub(super) async fn read(payload: web::Payload) -> Option<Self> {
        let body = tokio::time::timeout(PATIENCE, payload.to_bytes_limited(BODY_BYTES)).await;
        Self::parse(&body.ok()?.ok()?.ok()?)
    }

    fn parse(body: &[u8]) -> Option<Self> {
        let mut request = Self::default();
        let mut seen = Vec::new();
        for (name, value) in form_urlencoded::parse(body) {
            match name.as_ref() {
                "codename" => request.codename = Zeroizing::new(value.into_owned()),
                "state" => request.state = Zeroizing::new(value.into_owned()),
                "submission" => request.submission = Some(Submission::parse(&value)?),
                "go" => request.next = value == "next",
                _ => continue,
            }
            if seen.contains(&name) {
                return None;
            }
            seen.push(name);
        }
        Some(request)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_once_each_and_others_are_ignored() {
        let request = Request::parse(b"codename=a+b%2Dc&go=next&other=1&other=2").unwrap();
        assert_eq!((request.codename.as_str(), request.state.as_str(), request.next), ("a b-c", "", true));
        let number = Submission::random().unwrap();
        let body = format!("state=x&submission={}", number.as_str());
        let request = Request::parse(body.as_bytes()).unwrap();
        assert_eq!((request.state.as_str(), request.submission), ("x", Some(number)));
        for wrong in ["codename=a&codename=b", "submission=1", "state=&state="] {
            assert!(Request::parse(wrong.as_bytes()).is_none(), "{wrong}");
        }
        assert!(Request::parse(b"\xff=%ff&").is_some_and(|request| request.codename.is_empty()));
    }
}
