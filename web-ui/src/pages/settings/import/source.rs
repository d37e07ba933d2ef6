//! What is to be imported, and how. Pure.

use std::rc::Rc;

use routex_entity::api::{ImportFormat, ImportInput, OnConflict};
use yew::Reducible;

/// The form as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Source {
    pub file: Option<Chosen>,
    /// In place of a file.
    pub pasted: String,
    /// `None`: it is guessed.
    pub format: Option<ImportFormat>,
    pub passphrase: String,
    pub on_conflict: OnConflict,
    pub allow_private_network: bool,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    pub name: String,
    pub bytes: Vec<u8>,
}

pub enum Edit {
    /// It takes a while to read one, and what is typed meanwhile stays.
    File(Option<Chosen>),
    Text(fn(&mut Source, String), String),
    AllowPrivateNetwork(bool),
}

impl Reducible for Source {
    type Action = Edit;

    fn reduce(self: Rc<Self>, edit: Edit) -> Rc<Self> {
        let mut next = (*self).clone();
        match edit {
            Edit::File(file) => next.file = file,
            Edit::Text(set, text) => set(&mut next, text),
            Edit::AllowPrivateNetwork(allow) => next.allow_private_network = allow,
        }
        Rc::new(next)
    }
}

pub const FORMATS: [(ImportFormat, &str); 3] = [
    (ImportFormat::Routex, "routex"),
    (ImportFormat::Litellm, "litellm"),
    (ImportFormat::Ccflare, "ccflare"),
];

pub const CONFLICTS: [(OnConflict, &str, &str); 3] = [
    (OnConflict::Skip, "skip", "import-skip"),
    (OnConflict::Replace, "replace", "import-replace"),
    (OnConflict::Fail, "fail", "import-fail"),
];

impl Source {
    pub fn is_empty(&self) -> bool {
        self.file.is_none() && self.pasted.trim().is_empty()
    }

    /// `None`: there is nothing to import.
    pub fn input(&self, dry_run: bool) -> Option<ImportInput> {
        let (text, base64) = match &self.file {
            None => (Some(self.pasted.clone()), None),
            Some(file) => match std::str::from_utf8(&file.bytes) {
                Ok(text) => (Some(text.to_owned()), None),
                // A database, which is no text.
                Err(_not_text) => (None, Some(base64(&file.bytes))),
            },
        };
        let passphrase = &self.passphrase;
        (!self.is_empty()).then(|| ImportInput {
            format: self.format,
            document: None,
            text,
            base64,
            passphrase: (!passphrase.is_empty()).then(|| passphrase.clone()),
            dry_run,
            on_conflict: self.on_conflict,
            allow_private_network: self.allow_private_network,
        })
    }
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let byte = |index: usize| u32::from(three.get(index).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let index = (bits >> (18 - 6 * place)) & 63;
            match place as usize > three.len() {
                true => text.push('='),
                false => text.push(char::from(LETTERS[index as usize])),
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(source: &Source) -> serde_json::Value {
        serde_json::to_value(source.input(true).unwrap()).unwrap()
    }

    #[test]
    fn a_file_goes_before_what_was_pasted() {
        let mut source = Source {
            pasted: "model_list: []".to_owned(),
            ..Source::default()
        };
        assert_eq!(sent(&source)["text"], "model_list: []");
        source.file = Some(Chosen {
            name: "export.json".to_owned(),
            bytes: b"{}".to_vec(),
        });
        assert_eq!(sent(&source)["text"], "{}");
        source.file = Some(Chosen {
            name: "ccflare.db".to_owned(),
            bytes: vec![0xff, 0xfe],
        });
        let sent = sent(&source);
        assert_eq!(
            (&sent["base64"], &sent["text"]),
            (&"//4=".into(), &().into())
        );
        assert!(Source::default().input(true).is_none());
    }

    #[test]
    fn bytes_become_base64() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }
}
