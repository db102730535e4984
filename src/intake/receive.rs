//! From the parts of a request to an acknowledged envelope.
//!
//! Every piece of a file goes through age as it arrives; memory does not grow
//! with the upload, and no plaintext is ever written anywhere. All or nothing:
//! if any part is refused, nothing is stored, and the page gives the text back.

mod body;
mod draft;
mod keep;
mod part_name;
mod sealing;
mod signer;

use std::rc::Rc;
use std::sync::Arc;

use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::StreamExt;
use subrosa_tip::Day;
use subrosa_tip::limits::Limits;

use self::body::SharedBody;
use self::draft::{Door, Draft};
pub(crate) use self::keep::{put, withdraw};
pub(crate) use self::sealing::{Sealing, refusal};
use crate::form::{Page, Pages, Refusal, Submission};
use crate::install::Installation;
use crate::listen::Budget;
use crate::mailbox::Mailboxes;
use crate::recipients::Recipients;
use crate::vault::Vault;

/// What every handler works with.
pub struct Intake {
    /// Names and keys.
    pub installation: Installation,
    /// Whom tips are sealed to.
    pub recipients: Recipients,
    /// Where they are kept.
    pub vault: Arc<dyn Vault>,
    /// What one submission may hold.
    pub limits: Limits,
    /// What is answered.
    pub pages: Pages,
    /// Codenames and the keys that follow from them.
    pub mailboxes: Mailboxes,
    /// Connections of the process: slow bodies are cut off sooner when few are free.
    pub budget: Budget,
    /// Today, from the one clock.
    pub today: fn() -> Day,
}

/// `POST /tip`
pub async fn submit(request: HttpRequest, payload: web::Payload, intake: web::Data<Intake>) -> HttpResponse {
    enter(&request, payload, &intake, Door::Tip).await
}

/// `POST /follow-up`
pub async fn follow_up(request: HttpRequest, payload: web::Payload, intake: web::Data<Intake>) -> HttpResponse {
    enter(&request, payload, &intake, Door::FollowUp).await
}

async fn enter(request: &HttpRequest, payload: web::Payload, intake: &web::Data<Intake>, door: Door) -> HttpResponse {
    let body = SharedBody::new(payload.into_inner(), body_limit(&intake.limits), intake.budget.clone());
    let mut draft = Draft::new(intake.clone().into_inner(), door);
    match receive(request, &body, &mut draft).await {
        Ok(answer) => page(intake, StatusCode::OK, answer),
        Err(refusal) => {
            body.drain().await;
            let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::BAD_REQUEST);
            draft.refused(refusal).map_or_else(|_| busy(intake), |refused| page(intake, status, refused))
        }
    }
}

/// `GET /`
pub async fn form(intake: web::Data<Intake>) -> HttpResponse {
    match (intake.mailboxes.codename(), Submission::random()) {
        (Ok(codename), Ok(submission)) => page(&intake, StatusCode::OK, intake.pages.form(&codename, &submission)),
        _ => busy(&intake),
    }
}

fn busy(intake: &Intake) -> HttpResponse {
    page(intake, StatusCode::SERVICE_UNAVAILABLE, intake.pages.busy())
}

/// Everything else.
pub async fn not_found(intake: web::Data<Intake>) -> HttpResponse {
    page(&intake, StatusCode::NOT_FOUND, intake.pages.not_found())
}

async fn receive(request: &HttpRequest, body: &Rc<SharedBody>, draft: &mut Draft) -> Result<Page, Refusal> {
    let mut parts = Multipart::new(request.headers(), body.stream());
    while let Some(part) = parts.next().await {
        draft.part(part.map_err(|error| body.refusal(&error))?, body).await?;
    }
    draft.store().await
}

/// Files and message, and room for the parts' headers and short fields.
fn body_limit(limits: &Limits) -> u64 {
    const HEADERS: u64 = 16 * 1024 * 1024;
    limits.total_bytes.saturating_add(HEADERS)
}

/// An answer with the headers that every page has.
pub(crate) fn page(intake: &Intake, status: StatusCode, body: Page) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header(("content-type", "text/html; charset=utf-8"))
        .insert_header(("content-security-policy", intake.pages.policy()))
        .insert_header(("cache-control", "no-store"))
        .insert_header(("referrer-policy", "no-referrer"))
        .insert_header(("x-content-type-options", "nosniff"))
        .insert_header(("x-frame-options", "DENY"))
        .insert_header(("cross-origin-opener-policy", "same-origin"))
        .insert_header(("cross-origin-resource-policy", "same-origin"))
        .insert_header(("permissions-policy", "camera=(), microphone=(), geolocation=()"))
        .body(body)
}
