//! `[log]`: how much is logged, and in which form.

use super::section::Section;

/// `[log]`. `RUST_LOG`, when it is set, decides instead of `level`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LogSettings {
    /// `ROUTEX_LOG__LEVEL`. Default `info`.
    pub level: LogLevel,
    /// `ROUTEX_LOG__FORMAT`. Default `text`.
    pub format: LogFormat,
}

/// The least severe level that is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogLevel {
    Error,
    Warn,
    #[default]
    Info,
    Debug,
    Trace,
}

/// The form of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line, for collectors.
    Json,
}

impl LogLevel {
    const ALL: [Self; 5] = [
        Self::Error,
        Self::Warn,
        Self::Info,
        Self::Debug,
        Self::Trace,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Info => "info",
            Self::Debug => "debug",
            Self::Trace => "trace",
        }
    }
}

impl LogFormat {
    const ALL: [Self; 2] = [Self::Text, Self::Json];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
        }
    }
}

impl LogSettings {
    pub(super) fn read(mut section: Section<'_, '_>) -> Self {
        let default = Self::default();
        let settings = Self {
            level: section.parsed_or("level", default.level, |name: String| {
                pick(&name, LogLevel::ALL.map(|level| (level.as_str(), level)))
            }),
            format: section.parsed_or("format", default.format, |name: String| {
                pick(
                    &name,
                    LogFormat::ALL.map(|format| (format.as_str(), format)),
                )
            }),
        };
        section.finish();
        settings
    }
}

fn pick<T: Copy, const N: usize>(name: &str, choices: [(&str, T); N]) -> Result<T, String> {
    choices
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, choice)| *choice)
        .ok_or_else(|| {
            let known = choices.map(|(known, _)| known);
            format!("\"{name}\" is not one of {}", known.join(", "))
        })
}
