//! `key export`

use std::io::{self, Write};
use std::iter::once;
use std::path::PathBuf;

use age::Encryptor;
use age::scrypt;
use age::secrecy::{ExposeSecret, SecretString};
use clap::Args;
use serde_json::json;
use zeroize::Zeroizing;

use super::passphrase;
use super::usage::{check_free, unwritable};
use crate::case::{Case, DeskIdentity, Record};
use crate::disk::Pending;
use crate::failure::{Exit, Failure};
use crate::output::Output;

pub(super) const EXAMPLE: &str = "Example:\n  subrosa-desk key export --to /media/stick/desk.key\n  \
     age -d -i /media/stick/desk.key envelope.age > tip.zip";

#[derive(Args)]
pub(super) struct Export {
    /// The file to write; nothing is overwritten
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    /// Do not protect it with a passphrase
    #[arg(long, conflicts_with = "export_passphrase_file")]
    plain: bool,
    /// Read the new file's own passphrase from here in place of asking for it
    #[arg(long, value_name = "FILE")]
    export_passphrase_file: Option<PathBuf>,
}

pub(super) fn run(case: &mut Case, arguments: &Export) -> Result<Output, Failure> {
    let Export { to, plain, export_passphrase_file } = arguments;
    check_free(to)?;
    let lock = if *plain { None } else { Some(recipient(export_passphrase_file.as_deref())?) };
    let identities = case.identities()?;
    let mut file = Pending::beside(to).map_err(|error| unwritable(to, &error))?;
    write(&mut file, &identities, lock).map_err(|error| unwritable(to, &error))?;
    // Logged before the file has its name: what was not logged never left.
    let count = identities.len() as u64;
    let record = Record::new("export-identities", case.desk_id()?);
    let record = record.with("identities", count).with("plain", u64::from(*plain));
    case.begin()?.commit(record)?;
    file.publish().map_err(|error| unwritable(to, &error))?;
    let output = Output::new(json!({ "to": to.display().to_string(), "protected": !plain, "identities": count }))
        .line(format!("Age identities written to {}: {count}.", to.display()));
    let warning = "this file opens every tip and has no passphrase: whoever copies it reads them all";
    Ok(if *plain { output.notice(warning) } else { output })
}

fn recipient(file: Option<&std::path::Path>) -> Result<scrypt::Recipient, Failure> {
    let typed = passphrase::new(file, "for the exported identities")?;
    let text = std::str::from_utf8(&typed)
        .map_err(|_| Failure::new(Exit::Usage, "passphrase-not-text", "the passphrase of an age file must be UTF-8"))?;
    Ok(scrypt::Recipient::new(SecretString::from(text.to_owned())))
}

fn write(file: &mut impl Write, identities: &[DeskIdentity], lock: Option<scrypt::Recipient>) -> io::Result<()> {
    let text = identity_file(identities);
    let Some(lock) = lock else { return file.write_all(text.as_bytes()) };
    let encryptor = Encryptor::with_recipients(once(&lock as &dyn age::Recipient)).map_err(io::Error::other)?;
    let mut sealed = encryptor.wrap_output(file)?;
    sealed.write_all(text.as_bytes())?;
    sealed.finish().map(drop)
}

/// What `age-keygen` writes: comments, and an identity a line.
fn identity_file(identities: &[DeskIdentity]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(256 * identities.len()));
    for DeskIdentity { identity, from, until } in identities {
        let until = until.map_or_else(|| "open".to_owned(), |day| day.to_string());
        text.push_str(&format!("# window: {from} to {until}\n# public key: {}\n", identity.to_public()));
        text.push_str(identity.to_string().expose_secret());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    #[test]
    fn what_is_exported_opens_what_is_sealed_to_the_ring() {
        let desk = fixture::case();
        let identities = desk.case.identities().unwrap();
        let mut plain = Vec::new();
        write(&mut plain, &identities, None).unwrap();
        let file = age::IdentityFile::from_buffer(plain.as_slice()).unwrap();
        let sealed = age::encrypt(&desk.case.ring().unwrap().recipients()[0].to_age().unwrap(), b"a tip").unwrap();
        let keys = file.into_identities().unwrap();
        let mut opened = Vec::new();
        let decryptor = age::Decryptor::new(sealed.as_slice()).unwrap();
        let mut stream = decryptor.decrypt(keys.iter().map(|key| key.as_ref() as &dyn age::Identity)).unwrap();
        std::io::Read::read_to_end(&mut stream, &mut opened).unwrap();
        assert_eq!(opened, b"a tip");
    }

    #[test]
    fn a_protected_export_needs_its_own_passphrase() {
        let desk = fixture::case();
        let identities = desk.case.identities().unwrap();
        let mut lock = scrypt::Recipient::new(SecretString::from("words".to_owned()));
        lock.set_work_factor(2);
        let mut sealed = Vec::new();
        write(&mut sealed, &identities, Some(lock)).unwrap();
        assert!(!sealed.windows(14).any(|window| window == b"AGE-SECRET-KEY"));
        let open = |words: &str| age::decrypt(&scrypt::Identity::new(SecretString::from(words.to_owned())), &sealed);
        assert!(open("other").is_err());
        assert_eq!(open("words").unwrap(), identity_file(&identities).as_bytes());
    }
}
