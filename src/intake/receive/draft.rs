//! One submission while its parts arrive.

use std::rc::Rc;
use std::sync::Arc;

use actix_multipart::Field;
use actix_web::web;
use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::Fuse;
use subrosa_tip::Day;
use subrosa_tip::envelope::{EnvelopeId, Form, Kind};
use subrosa_tip::limits::{LANGUAGE_MAX_BYTES, NAMES_MAX_BYTES};

use super::Intake;
use super::body::SharedBody;
use super::part_name::file_name;
use super::sealing::{Sealing, refusal};
use crate::form::{Received, Refusal, Submission, Typed, offered_basis, offered_consent};
use crate::vault::{Put, Spooled, VaultError};

/// Parts of one submission, whatever they are.
const PARTS_MAX: usize = 600;
/// Longest short field, in bytes; also the size of what is ignored.
const SHORT_FIELD_BYTES: usize = 256;

type Part = Fuse<Field>;

/// What has arrived so far. After the first refusal parts are still read, so
/// that the text comes back, but nothing more is sealed.
pub(super) struct Draft {
    intake: Arc<Intake>,
    sealing: Option<Sealing>,
    refusal: Option<Refusal>,
    submission: Option<Submission>,
    typed: Typed,
    seen: Vec<&'static str>,
    text_cut: bool,
    parts: usize,
    bytes: u64,
    names: u64,
    files: Vec<(String, u64)>,
}

impl Draft {
    pub(super) fn new(intake: Arc<Intake>) -> Self {
        Self {
            intake,
            sealing: None,
            refusal: None,
            submission: None,
            typed: Typed::default(),
            seen: Vec::new(),
            text_cut: false,
            parts: 0,
            bytes: 0,
            names: 0,
            files: Vec::new(),
        }
    }

    pub(super) fn submission(&self) -> Option<Submission> {
        self.submission.clone()
    }

    pub(super) fn typed(&self) -> &Typed {
        &self.typed
    }

    pub(super) fn text_was_cut(&self) -> bool {
        self.text_cut
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
    pub(super) async fn store(&mut self) -> Result<Vec<u8>, Refusal> {
        if let Some(refusal) = self.refusal {
            return Err(refusal);
        }
        if self.typed.message.is_empty() && self.files.is_empty() {
            return Err(Refusal::Empty);
        }
        self.begin()?;
        let form = Form {
            kind: Kind::Tip,
            basis: self.typed.basis(),
            consent: self.typed.consent(),
            language: (!self.typed.language.is_empty()).then(|| self.typed.language.clone()),
            day: (self.intake.today)(),
            decoy: false,
        };
        let day = form.day;
        let sealing = self.sealing.take().ok_or(Refusal::Unavailable)?;
        let id = self.envelope_id(&sealing.sealer.contents())?;
        let spooled = sealing.finish(form).await?;
        match self.put(id, day, spooled).await? {
            Put::Stored => Ok(self.intake.pages.received(&self.received())),
            Put::AlreadyStored => Ok(self.intake.pages.already_received()),
        }
    }

    async fn put(&self, id: EnvelopeId, day: Day, spooled: Spooled) -> Result<Put, Refusal> {
        let vault = self.intake.vault.clone();
        let put = if spooled.is_large() {
            web::block(move || vault.put(id, day, spooled)).await.map_err(|_| Refusal::Unavailable)?
        } else {
            vault.put(id, day, spooled)
        };
        match put.map_err(|_| Refusal::Unavailable)?.await {
            Ok(Ok(put)) => Ok(put),
            // The sync failed, or the thread is gone: nobody can say.
            Ok(Err(VaultError::Poisoned)) | Err(_) => Err(Refusal::Uncertain),
            Ok(Err(_)) => Err(Refusal::Unavailable),
        }
    }

    fn received(&self) -> Received {
        Received {
            characters: self.typed.message.replace("\r\n", "\n").chars().count() as u64,
            files: self.files.clone(),
            consent: self.typed.consent,
            defaults: !self.seen.contains(&"basis") && !self.seen.contains(&"consent"),
        }
    }

    /// A repeat has the same number *and* says the same. The number alone would
    /// throw away what somebody changed before sending once more.
    fn envelope_id(&self, contents: &[u8; 32]) -> Result<EnvelopeId, Refusal> {
        let random = || Submission::random().map_err(|_| Refusal::Unavailable);
        let submission = self.submission.clone().map_or_else(random, Ok)?;
        let choices = [self.typed.basis, self.typed.consent, &self.typed.language].join("\n");
        let said = [submission.as_str().as_bytes(), contents, choices.as_bytes()].concat();
        Ok(self.intake.installation.envelope_id(&said))
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
        let text = String::from_utf8(bytes).map_err(|_| Refusal::NotText)?;
        self.once(name)?;
        let wrong = Refusal::Field(name);
        match name {
            "submission" => self.submission = Some(Submission::parse(&text).ok_or(wrong)?),
            "basis" => self.typed.basis = offered_basis(&text).ok_or(wrong)?,
            "consent" => self.typed.consent = offered_consent(&text).ok_or(wrong)?,
            _ if cut || text.len() > LANGUAGE_MAX_BYTES => return Err(wrong),
            _ => self.typed.language = text,
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
