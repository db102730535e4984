//! One submission while its parts arrive.

use std::rc::Rc;
use std::sync::Arc;

use actix_multipart::Field;
use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::Fuse;
use subrosa_tip::codename::Codename;
use subrosa_tip::envelope::{Form, Kind};
use subrosa_tip::limits::{LANGUAGE_MAX_BYTES, NAMES_MAX_BYTES};
use tokio::time::Instant;
use zeroize::Zeroizing;

use super::Intake;
use super::body::SharedBody;
use super::keep::{Said, put};
use super::part_name::file_name;
use super::sealing::{Sealing, refusal};
use super::signer::{Proof, Signer};
use crate::form::{Page, Received, Refusal, Submission, Typed, WayBack, offered_basis, offered_consent, offered_kind};
use crate::vault::Put;

/// Parts of one submission, whatever they are.
const PARTS_MAX: usize = 600;
/// Longest short field, in bytes; also the size of what is ignored.
const SHORT_FIELD_BYTES: usize = 256;

type Part = Fuse<Field>;

/// Where a submission comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Door {
    /// The form: a first message.
    Tip,
    /// A page of the way back: more in the thread of a mailbox.
    FollowUp,
}

/// What has arrived so far. After the first refusal parts are still read, so
/// that the text comes back, but nothing more is sealed.
pub(super) struct Draft {
    intake: Arc<Intake>,
    door: Door,
    sealing: Option<Sealing>,
    refusal: Option<Refusal>,
    submission: Option<Submission>,
    typed: Typed,
    proof: Proof,
    seen: Vec<&'static str>,
    text_cut: bool,
    parts: usize,
    bytes: u64,
    names: u64,
    files: Vec<(String, u64)>,
}

impl Draft {
    pub(super) fn new(intake: Arc<Intake>, door: Door) -> Self {
        Self {
            intake,
            door,
            sealing: None,
            refusal: None,
            submission: None,
            typed: Typed::default(),
            proof: Proof::new(Instant::now()),
            seen: Vec::new(),
            text_cut: false,
            parts: 0,
            bytes: 0,
            names: 0,
            files: Vec::new(),
        }
    }

    /// The page that says why nothing was stored, with what was typed.
    ///
    /// # Errors
    /// When the system has no random numbers.
    pub(super) fn refused(&self, refusal: Refusal) -> std::io::Result<Page> {
        let submission = self.submission.clone().map_or_else(Submission::random, Ok)?;
        let pages = &self.intake.pages;
        if self.door == Door::FollowUp {
            let state = self.proof.carry_on(&self.intake.mailboxes)?;
            let typed = (&self.typed, self.proof.typed());
            return Ok(pages.refused_follow_up((state.as_deref(), &submission), typed, refusal, self.text_cut));
        }
        let Some(codename) = &self.typed.codename else {
            // A new codename is not written down, whatever was ticked before.
            let (codename, typed) = (self.intake.mailboxes.codename()?, Typed { saved: false, ..self.typed.clone() });
            return Ok(pages.refused((&codename, &submission), &typed, refusal, self.text_cut));
        };
        Ok(pages.refused((codename, &submission), &self.typed, refusal, self.text_cut))
    }

    /// Takes one part. An error ends the reading of parts; a refusal that is
    /// only remembered does not.
    pub(super) async fn part(&mut self, field: Field, body: &Rc<SharedBody>) -> Result<(), Refusal> {
        self.parts += 1;
        if self.parts > PARTS_MAX {
            return Err(self.refusal.unwrap_or(Refusal::TooManyFiles));
        }
        let name = field.name().unwrap_or_default().to_owned();
        // A part that is read on after its end stops with a panic; a fused one ends again.
        let field = field.fuse();
        let taken = match name.as_str() {
            "files" => self.file(field, body).await,
            "message" => self.message(field, body).await,
            "submission" => self.short("submission", field, body).await,
            "basis" => self.short("basis", field, body).await,
            "consent" => self.short("consent", field, body).await,
            "language" => self.short("language", field, body).await,
            "codename" => self.short("codename", field, body).await,
            "saved" => self.short("saved", field, body).await,
            "state" => self.short("state", field, body).await,
            "kind" => self.short("kind", field, body).await,
            _ => collect(field, SHORT_FIELD_BYTES, body).await.map(|_| ()),
        };
        match taken {
            Err(refusal) if body.parts_are_over() => Err(self.refusal.unwrap_or(refusal)),
            Err(refusal) => {
                self.refuse(refusal);
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    /// Ends the envelope and puts it into the vault.
    ///
    /// *Returns* the answer page.
    pub(super) async fn store(&mut self) -> Result<Page, Refusal> {
        if let Some(refusal) = self.refusal {
            return Err(refusal);
        }
        if self.typed.message.is_empty() && self.files.is_empty() {
            return Err(Refusal::Empty);
        }
        let signer = self.signer().await?;
        self.begin()?;
        let sealing = self.sealing.take().ok_or(Refusal::Unavailable)?;
        let said = Said {
            submission: self.submission.as_ref(),
            contents: sealing.sealer.contents(),
            choices: [self.typed.kind, self.typed.basis, self.typed.consent, &self.typed.language],
            mailbox: signer.keys(),
        };
        let id = said.envelope_id(&self.intake.installation)?;
        let form = self.form();
        let day = form.day;
        let spooled = sealing.finish(form, signer.keys()).await?;
        let put = put(&self.intake, id, day, spooled).await?;
        let back = signer.way_back(&self.intake.mailboxes)?;
        Ok(match put {
            Put::Stored => self.intake.pages.received(&Received { back, ..self.received() }),
            Put::AlreadyStored => self.intake.pages.already_received(&back),
        })
    }

    fn form(&self) -> Form {
        Form {
            kind: if self.door == Door::Tip { Kind::Tip } else { self.typed.kind() },
            basis: self.typed.basis(),
            consent: self.typed.consent(),
            language: (!self.typed.language.is_empty()).then(|| self.typed.language.clone()),
            day: (self.intake.today)(),
            decoy: false,
        }
    }

    async fn signer(&mut self) -> Result<Signer, Refusal> {
        match self.door {
            Door::Tip => Signer::of_tip(&self.intake, &self.typed).await,
            Door::FollowUp => self.proof.signer(&self.intake).await,
        }
    }

    fn received(&self) -> Received {
        Received {
            characters: self.typed.message.replace("\r\n", "\n").chars().count() as u64,
            files: self.files.clone(),
            consent: self.typed.consent,
            defaults: !self.seen.contains(&"basis") && !self.seen.contains(&"consent"),
            back: WayBack::None,
        }
    }

    /// Remembers the first refusal and lets go of what was sealed.
    fn refuse(&mut self, refusal: Refusal) {
        self.refusal.get_or_insert(refusal);
        self.sealing = None;
    }

    fn begin(&mut self) -> Result<(), Refusal> {
        if self.sealing.is_none() {
            let to = self.intake.recipients.seal_to((self.intake.today)()).map_err(|_| Refusal::Unavailable)?;
            self.sealing = Some(Sealing::begin(&to, self.intake.vault.spool())?);
        }
        Ok(())
    }

    fn once(&mut self, name: &'static str) -> Result<(), Refusal> {
        if self.seen.contains(&name) {
            return Err(Refusal::Field(name));
        }
        self.seen.push(name);
        Ok(())
    }

    async fn short(&mut self, name: &'static str, field: Part, body: &Rc<SharedBody>) -> Result<(), Refusal> {
        let (bytes, cut) = collect(field, SHORT_FIELD_BYTES, body).await?;
        let text = Zeroizing::new(String::from_utf8(bytes).map_err(|_| Refusal::NotText)?);
        self.once(name)?;
        let wrong = Refusal::Field(name);
        match name {
            "codename" if self.door == Door::Tip => self.typed.codename = codename(&text)?,
            "codename" => self.proof.type_codename(text),
            "state" => self.proof.bring(text),
            "saved" => self.typed.saved = !text.is_empty(),
            "kind" => self.typed.kind = offered_kind(&text).ok_or(wrong)?,
            "submission" => self.submission = Some(Submission::parse(&text).ok_or(wrong)?),
            "basis" => self.typed.basis = offered_basis(&text).ok_or(wrong)?,
            "consent" => self.typed.consent = offered_consent(&text).ok_or(wrong)?,
            _ if cut || text.len() > LANGUAGE_MAX_BYTES => return Err(wrong),
            _ => self.typed.language = text.to_string(),
        }
        Ok(())
    }

    async fn message(&mut self, field: Part, body: &Rc<SharedBody>) -> Result<(), Refusal> {
        let limit = usize::try_from(self.intake.limits.message_bytes).unwrap_or(usize::MAX);
        let (bytes, cut) = collect(field, limit.saturating_mul(2), body).await?;
        let length = bytes.len();
        let first = self.once("message");
        match String::from_utf8(bytes) {
            Ok(text) => self.typed.message = text,
            // What was cut in the middle of a character is still given back.
            Err(error) if cut => self.typed.message = String::from_utf8_lossy(error.as_bytes()).into_owned(),
            Err(_) => return Err(Refusal::NotText),
        }
        self.text_cut = cut;
        first?;
        if cut || length > limit {
            return Err(Refusal::MessageTooLong);
        }
        self.count(length)?;
        if self.refusal.is_some() || length == 0 {
            return Ok(());
        }
        self.begin()?;
        let sealing = self.sealing.as_mut().ok_or(Refusal::Unavailable)?;
        sealing.sealer.message(&self.typed.message).map_err(refusal)?;
        sealing.pipe.pump().await
    }

    /// A part without name and bytes is what a browser sends for no file; a
    /// named empty file is a file.
    async fn file(&mut self, mut field: Part, body: &Rc<SharedBody>) -> Result<(), Refusal> {
        let name = file_name(field.get_ref()).map_err(|_| Refusal::NotText);
        let first = next(&mut field, body).await?;
        if matches!(&name, Ok(name) if name.as_deref().unwrap_or_default().is_empty()) && first.is_none() {
            return Ok(());
        }
        let sealed = match name {
            Ok(name) => self.seal_file(name.unwrap_or_default(), first, &mut field, body).await,
            Err(refusal) => Err(refusal),
        };
        if body.parts_are_over() {
            return sealed;
        }
        while next(&mut field, body).await?.is_some() {}
        sealed
    }

    async fn seal_file(
        &mut self,
        name: String,
        first: Option<Bytes>,
        field: &mut Part,
        body: &Rc<SharedBody>,
    ) -> Result<(), Refusal> {
        if self.files.len() >= self.intake.limits.files as usize {
            return Err(Refusal::TooManyFiles);
        }
        if self.refusal.is_some() {
            return Ok(());
        }
        let declared_type = field.get_ref().content_type().map(ToString::to_string);
        self.names += (name.len() + declared_type.as_ref().map_or(0, String::len)) as u64;
        if self.names > NAMES_MAX_BYTES {
            return Err(Refusal::TotalTooLarge);
        }
        self.begin()?;
        let mut sealing = self.sealing.take().ok_or(Refusal::Unavailable)?;
        let mut file = sealing.sealer.file().map_err(refusal)?;
        let mut length = 0;
        let mut piece = first;
        while let Some(bytes) = piece {
            length += bytes.len() as u64;
            self.count(bytes.len())?;
            if length > self.intake.limits.file_bytes {
                return Err(Refusal::FileTooLarge);
            }
            file.write(&bytes).map_err(refusal)?;
            sealing.pipe.pump().await?;
            piece = next(field, body).await?;
        }
        file.end(name.clone(), declared_type);
        self.files.push((name, length));
        self.sealing = Some(sealing);
        Ok(())
    }

    fn count(&mut self, length: usize) -> Result<(), Refusal> {
        self.bytes += length as u64;
        if self.bytes > self.intake.limits.total_bytes { Err(Refusal::TotalTooLarge) } else { Ok(()) }
    }
}

/// The hidden field of the form; empty, it is a tip without a mailbox.
fn codename(text: &str) -> Result<Option<Codename>, Refusal> {
    if text.is_empty() {
        return Ok(None);
    }
    Codename::parse(text).map(Some).map_err(|_| Refusal::Codename)
}

async fn next(field: &mut Part, body: &Rc<SharedBody>) -> Result<Option<Bytes>, Refusal> {
    field.next().await.transpose().map_err(|error| body.refusal(&error))
}

/// The part's bytes up to a bound, and whether there were more. The part is
/// always read to its end.
async fn collect(mut field: Part, most: usize, body: &Rc<SharedBody>) -> Result<(Vec<u8>, bool), Refusal> {
    let mut kept = Vec::new();
    let mut cut = false;
    while let Some(piece) = next(&mut field, body).await? {
        let room = most.saturating_sub(kept.len());
        cut |= piece.len() > room;
        kept.extend_from_slice(piece.get(..room.min(piece.len())).unwrap_or_default());
    }
    Ok((kept, cut))
}
