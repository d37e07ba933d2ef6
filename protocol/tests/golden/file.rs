//! Reading and writing a case.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};

use routex_entity::Dialect;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Request,
    Answer,
    Stream,
}

/// One case.
pub struct File {
    pub path: PathBuf,
    pub direction: Direction,
    pub dialect: Dialect,
    pub text: String,
    /// What came in.
    pub source: String,
    /// Title and words.
    head: String,
}

/// What a dialect gets.
pub struct Section {
    pub dialect: Dialect,
    /// `json` or `sse`; empty for a sentence alone.
    pub kind: &'static str,
    pub body: String,
    pub note: String,
}

impl Direction {
    const fn folder(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Answer => "answer",
            Self::Stream => "stream",
        }
    }
}

impl File {
    pub fn all(direction: Direction, dialect: Dialect) -> Vec<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("golden")
            .join(direction.folder())
            .join(dialect.as_str());
        let Ok(entries) = std::fs::read_dir(folder) else {
            return Vec::new();
        };
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths
            .into_iter()
            .map(|path| Self::read(path, direction, dialect))
            .collect()
    }

    fn read(path: PathBuf, direction: Direction, dialect: Dialect) -> Self {
        let text = std::fs::read_to_string(&path).unwrap();
        let heading = format!("\n## {dialect}\n\n```");
        let (head, rest) = text.split_once(&heading).unwrap_or_else(|| {
            panic!("{}: no section {dialect} with a block", path.display());
        });
        let (_, block) = rest.split_once('\n').expect("a block");
        let (source, _) = block.split_once("\n```").expect("the end of the block");
        // The last frame of a stream needs its blank line.
        let end = if direction == Direction::Stream {
            "\n"
        } else {
            ""
        };
        Self {
            source: format!("{source}{end}"),
            head: head.to_owned(),
            path,
            direction,
            dialect,
            text,
        }
    }

    pub fn others(&self) -> impl Iterator<Item = Dialect> {
        let own = self.dialect;
        Dialect::ALL
            .iter()
            .copied()
            .filter(move |dialect| *dialect != own)
    }

    /// Features that the head says the target lacks: a line ``Target lacks: `images`, `tools`.``
    pub fn lacks(&self) -> Vec<&str> {
        self.head
            .lines()
            .find_map(|line| line.strip_prefix("Target lacks: "))
            .map(|list| list.split('`').skip(1).step_by(2).collect())
            .unwrap_or_default()
    }

    /// A Gemini request says by its path that it wants a stream: the head mentions it.
    pub fn is_streamed(&self) -> bool {
        self.head.contains("streamGenerateContent")
    }

    pub fn with(&self, sections: &[Section]) -> String {
        let mut text = self.head.clone();
        let kind = if self.direction == Direction::Stream {
            "sse"
        } else {
            "json"
        };
        let source = self.source.trim_end_matches('\n');
        let end = if self.direction == Direction::Stream {
            "\n"
        } else {
            ""
        };
        let own = self.dialect;
        let _ = write!(text, "\n## {own}\n\n```{kind}\n{source}\n{end}```\n");
        for section in sections {
            let _ = write!(text, "\n## {}\n", section.dialect);
            if !section.kind.is_empty() {
                let body = section.body.trim_end_matches('\n');
                let end = if section.kind == "sse" { "\n" } else { "" };
                let _ = write!(text, "\n```{}\n{body}\n{end}```\n", section.kind);
            }
            if !section.note.is_empty() {
                let _ = write!(text, "\n{}\n", section.note);
            }
        }
        text
    }
}
