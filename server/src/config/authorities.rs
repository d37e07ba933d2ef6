//! `tls_ca`: the authorities that a channel trusts, as PEM text or, in the file, the path of it.

use std::{fs::File, io::Read as _};

use crate::upstream::trust::Authorities;

/// More than every authority of the world together.
const LARGEST_FILE: u64 = 1 << 20;

/// Reads the text itself, or the file that it names when `files` are allowed: whoever calls the API may not choose
/// files to be read.
pub(super) fn read(text: &str, files: bool) -> Result<Authorities, String> {
    if text.trim_start().starts_with(Authorities::BEGIN) {
        return Authorities::parse(text).map_err(|bad| bad.to_string());
    }
    if !files {
        return Err(format!(
            "must be the PEM text itself, which begins with \"{}\"; paths are for the configuration file",
            Authorities::BEGIN
        ));
    }
    let pem =
        contents(text).map_err(|error| format!("cannot read the file \"{text}\": {error}"))?;
    Authorities::parse(&pem).map_err(|bad| format!("the file \"{text}\" {bad}"))
}

fn contents(path: &str) -> std::io::Result<String> {
    let mut text = String::new();
    File::open(path)?
        .take(LARGEST_FILE)
        .read_to_string(&mut text)?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authorities_are_text_or_in_the_file_a_path_of_it() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("ca.pem");
        let made = rcgen::generate_simple_self_signed(["ca.test".to_owned()]).unwrap();
        let pem = made.cert.pem();
        std::fs::write(&path, &pem).unwrap();
        let path = path.to_str().unwrap();

        assert_eq!(read(path, true), read(&pem, false));
        assert!(read(&pem, false).is_ok());
        assert!(read(path, false).unwrap_err().contains("PEM text itself"));
    }

    #[test]
    fn what_cannot_be_used_is_told_with_the_file() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("empty.pem");
        std::fs::write(&path, "nothing here").unwrap();
        let path = path.to_str().unwrap();

        let empty = read(path, true).unwrap_err();
        assert!(
            empty.contains(path) && empty.contains("no certificate"),
            "{empty}"
        );
        let absent = read("/nowhere/ca.pem", true).unwrap_err();
        assert!(
            absent.contains("cannot read the file \"/nowhere/ca.pem\""),
            "{absent}"
        );
        assert!(read("-----BEGIN CERTIFICATE-----\n", false).is_err());
    }
}
