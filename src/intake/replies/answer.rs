//! The handlers of a visit: sign in, one step, one page.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use subrosa_tip::codename::Codename;
use tokio::time::Instant;

use super::pace::until_boundary;
use super::request::Request;
use super::visit::{Opened, Visit, Which, in_pool};
use crate::form::{Done, NotOpened, Page, Refusal, Shown, ShownReply, Submission};
use crate::mailbox::Carried;
use crate::receive::{self, Intake, page};
use crate::vault::VaultError;

/// What is done before a page is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Read,
    Delete,
    Burn,
}

/// `GET /replies`
pub async fn ask(intake: web::Data<Intake>) -> HttpResponse {
    page(&intake, StatusCode::OK, intake.pages.sign_in())
}

/// `POST /replies`
pub async fn replies(payload: web::Payload, intake: web::Data<Intake>) -> HttpResponse {
    step(payload, &intake, Step::Read).await
}

/// `POST /delete-reply`
pub async fn delete_reply(payload: web::Payload, intake: web::Data<Intake>) -> HttpResponse {
    step(payload, &intake, Step::Delete).await
}

/// `POST /burn`
pub async fn burn(payload: web::Payload, intake: web::Data<Intake>) -> HttpResponse {
    step(payload, &intake, Step::Burn).await
}

/// `POST /withdraw`
pub async fn withdraw(payload: web::Payload, intake: web::Data<Intake>) -> HttpResponse {
    let arrived = Instant::now();
    let (request, carried) = match signed_in(payload, &intake, arrived).await {
        Ok(signed_in) => signed_in,
        Err(answer) => return answer,
    };
    let Ok(visit) = Visit::open(intake.vault.clone(), carried.roots.clone()).await else {
        return not_opened(&intake, NotOpened::Unavailable, "");
    };
    let withdrawn = receive::withdraw(&intake, visit.thread(), request.submission.as_ref()).await;
    until_boundary(arrived).await;
    let answered = match withdrawn {
        Ok(()) => intake.mailboxes.carry(&carried).map(|state| (StatusCode::OK, intake.pages.withdrawn(state))),
        Err(refusal) => refused(&intake, &carried, refusal),
    };
    answered
        .map_or_else(|_| not_opened(&intake, NotOpened::Unavailable, ""), |(status, body)| page(&intake, status, body))
}

/// Why a withdrawal was not stored, on the page from which it can be sent again.
fn refused(intake: &Intake, carried: &Carried, refusal: Refusal) -> std::io::Result<(StatusCode, Page)> {
    let (state, number) = (intake.mailboxes.carry(carried)?, Submission::random()?);
    let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
    Ok((status, intake.pages.withdrawal_refused(&state, &number, refusal)))
}

async fn step(payload: web::Payload, intake: &web::Data<Intake>, step: Step) -> HttpResponse {
    let arrived = Instant::now();
    let (request, carried) = match signed_in(payload, intake, arrived).await {
        Ok(signed_in) => signed_in,
        Err(answer) => return answer,
    };
    let done = visit(intake, carried, step, request.next).await;
    let answer = done.and_then(|seen| show(intake, &seen).map_err(VaultError::from));
    until_boundary(arrived).await;
    match answer {
        Ok(body) => page(intake, StatusCode::OK, body),
        Err(_) => not_opened(intake, NotOpened::Unavailable, ""),
    }
}

/// What was sent, and the mailbox that it leads to; or the page that says why there
/// is none. A slip of the pen is said at once: it says nothing of any mailbox.
async fn signed_in(
    payload: web::Payload,
    intake: &Intake,
    arrived: Instant,
) -> Result<(Request, Carried), HttpResponse> {
    let Some(request) = Request::read(payload).await else {
        return Err(not_opened(intake, NotOpened::Malformed, ""));
    };
    match enter(intake, &request, arrived).await {
        Ok(carried) => Ok((request, carried)),
        Err(why) => Err(not_opened(intake, why, &request.codename)),
    }
}

fn not_opened(intake: &Intake, why: NotOpened, typed: &str) -> HttpResponse {
    let status = StatusCode::from_u16(why.status()).unwrap_or(StatusCode::BAD_REQUEST);
    page(intake, status, intake.pages.not_opened(why, typed))
}

/// The mailbox that a page carried on, or that a codename leads to.
async fn enter(intake: &Intake, request: &Request, arrived: Instant) -> Result<Carried, NotOpened> {
    if !request.state.is_empty()
        && let Some(carried) = intake.mailboxes.take_up(&request.state, arrived)
    {
        return Ok(carried);
    }
    match (request.codename.is_empty(), request.state.is_empty()) {
        (true, true) => Err(NotOpened::Malformed),
        (true, false) => Err(NotOpened::Expired),
        (false, _) => {
            let codename = Codename::parse(&request.codename).map_err(NotOpened::Slip)?;
            let roots = intake.mailboxes.sign_in(codename).await.map_err(|_| NotOpened::Busy)?;
            Ok(Carried { roots, shown: 0 })
        }
    }
}

/// What a page shows, and takes along.
struct Seen {
    done: Option<Done>,
    opened: Option<Opened>,
    count: usize,
    carried: Carried,
}

async fn visit(intake: &web::Data<Intake>, carried: Carried, step: Step, next: bool) -> Result<Seen, VaultError> {
    let mut visit = Visit::open(intake.vault.clone(), carried.roots.clone()).await?;
    let intake: Arc<Intake> = intake.clone().into_inner();
    in_pool(move || {
        let done = match step {
            Step::Read => None,
            Step::Delete => visit.delete(carried.shown)?.then_some(Done::Deleted),
            // An empty mailbox is as burnt as any.
            Step::Burn => Some(visit.burn().map(|_| Done::Burnt)?),
        };
        let which = if next || step == Step::Delete { Which::After(carried.shown) } else { Which::First };
        let opened = visit.read(which, intake.mailboxes.stand_in())?;
        let shown = opened.as_ref().map_or(0, |opened| opened.sequence);
        Ok(Seen { done, opened, count: visit.count(), carried: Carried { shown, ..carried } })
    })
    .await
}

fn show(intake: &Intake, seen: &Seen) -> std::io::Result<Page> {
    let state = intake.mailboxes.carry(&seen.carried)?;
    let reply = seen.opened.as_ref().map(|opened| ShownReply {
        text: opened.text.as_ref(),
        number: opened.number,
        count: seen.count,
    });
    let numbers = (&Submission::random()?, &Submission::random()?);
    Ok(intake.pages.replies(&Shown { reply, notice: seen.done, state: &state }, numbers))
}
