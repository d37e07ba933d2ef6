//! What is wrong with a configuration: every problem at once, each with its place and its cure.

use std::{fmt, path::PathBuf};

use super::node::Origin;

/// Everything that is wrong with a configuration. Never empty; never shows a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigErrors {
    /// The file that was read, if any.
    pub file: Option<PathBuf>,
    /// In the order of the file, then the environment's, then the flags'.
    pub problems: Vec<Problem>,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub origin: Origin,
    /// `[server] port`, `[[channel]] "openai-a": base_url`. Empty when it concerns the whole source.
    pub key: String,
    /// Environment variables that the value was made of with `${NAME}`.
    pub variables: Vec<String>,
    /// What is wrong, and what to do.
    pub message: String,
}

impl ConfigErrors {
    pub(super) fn new(file: Option<PathBuf>, mut problems: Vec<Problem>) -> Self {
        problems.sort_by(|a, b| a.origin.cmp(&b.origin));
        Self { file, problems }
    }
}

impl std::error::Error for ConfigErrors {}

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.problems.len() {
            1 => write!(f, "1 problem in the configuration:")?,
            count => write!(f, "{count} problems in the configuration:")?,
        }
        for problem in &self.problems {
            write!(f, "\n  ")?;
            match (&problem.origin, &self.file) {
                (Origin::File { line, column }, Some(file)) => {
                    write!(f, "{}", file.display())?;
                    if *line > 0 {
                        write!(f, ":{line}")?;
                    }
                    if let Some(column) = column {
                        write!(f, ":{column}")?;
                    }
                }
                (Origin::File { .. }, None) => write!(f, "configuration")?,
                (Origin::Variable(name), _) => write!(f, "{name}")?,
                (Origin::Flag(name), _) => write!(f, "{name}")?,
                (Origin::Body, _) => write!(f, "body")?,
            }
            if !problem.key.is_empty() {
                write!(f, ": {}", problem.key)?;
            }
            if let [first, rest @ ..] = problem.variables.as_slice() {
                write!(f, " (from ${{{first}}}")?;
                for name in rest {
                    write!(f, ", ${{{name}}}")?;
                }
                write!(f, ")")?;
            }
            write!(f, ": {}", problem.message)?;
        }
        Ok(())
    }
}
