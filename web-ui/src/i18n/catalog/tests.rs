//! Both languages say the same things, and the page says all of them and nothing else.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use fluent_bundle::FluentResource;

use super::*;

/// Texts of each file, by its name.
fn areas(language: Language) -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("locales")
        .join(language.tag());
    let files = fs::read_dir(folder).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, fs::read_to_string(path).unwrap())
    });
    files.collect()
}

impl I18n {
    /// As the bundler puts the files together.
    pub fn new(language: Language) -> Self {
        let texts: Vec<_> = areas(language).into_values().collect();
        Self::of(language, texts.join("\n"))
    }
}

impl Default for I18n {
    fn default() -> Self {
        Self::new(Language::default())
    }
}

/// Name of each text, with the names of what is filled in.
fn texts(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let mut all = BTreeMap::new();
    for (file, text) in areas(language) {
        FluentResource::try_new(text.clone())
            .unwrap_or_else(|(_, errors)| panic!("{file}: {errors:?}"));
        let mut current = String::new();
        for line in text.lines() {
            let begins = line.starts_with(|first: char| first.is_ascii_lowercase());
            if let (true, Some((name, _))) = (begins, line.split_once(" =")) {
                current = name.to_owned();
                let twice = all.insert(current.clone(), BTreeSet::new());
                assert!(twice.is_none(), "{name} is in {file} and elsewhere");
            }
            for part in line.split('$').skip(1) {
                let end = part.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
                let variable = &part[..end.unwrap_or(part.len())];
                all.get_mut(&current).unwrap().insert(variable.to_owned());
            }
        }
    }
    all
}

/// Everything that stands between quotes in the sources, tests aside.
fn literals(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            literals(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            found.extend(text.split('"').map(str::to_owned));
        }
    }
}

/// What is asked for by its name in the place.
fn asked(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            asked(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            let text: String = fs::read_to_string(&path)
                .unwrap()
                .split_whitespace()
                .collect();
            for call in ["i18n.t(\"", "i18n.with(\""] {
                let names = text.split(call).skip(1);
                found.extend(names.filter_map(|rest| Some(rest.split('"').next()?.to_owned())));
            }
        }
    }
}

fn sources() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))
}

#[test]
fn both_languages_say_the_same_with_the_same_filled_in() {
    assert_eq!(texts(Language::English), texts(Language::Chinese));
}

#[test]
fn every_text_is_used() {
    let mut used = BTreeSet::new();
    literals(sources(), &mut used);
    let unused: Vec<_> = texts(Language::English)
        .into_keys()
        .filter(|name| !used.contains(name))
        .collect();
    assert!(unused.is_empty(), "nobody says {unused:?}");
}

#[test]
fn what_is_asked_for_is_there() {
    let mut names = BTreeSet::new();
    asked(sources(), &mut names);
    let known = texts(Language::English);
    let missing: Vec<_> = names
        .iter()
        .filter(|name| !known.contains_key(*name))
        .collect();
    assert!(missing.is_empty(), "locales/en has no {missing:?}");
    assert!(names.len() > 20, "the sources were read");
}

#[test]
fn plurals_and_what_is_filled_in_come_out() {
    let english = I18n::new(Language::English);
    let seconds = |count: u64| english.with("time-in-seconds", [("count", count.into())]);
    assert_eq!(seconds(5), "in 5 s");
    assert_eq!(english.t("no-such-text"), "no-such-text");
}
