//! Log lines to standard error. Standard output belongs to what a command prints.

use std::io::{self, IsTerminal};

use tracing::Subscriber;
use tracing_subscriber::{
    EnvFilter, Layer, Registry,
    fmt::{self, MakeWriter},
    layer::SubscriberExt,
    util::{SubscriberInitExt, TryInitError},
};

use crate::config::{LogFormat, LogSettings};

/// Logging could not be started.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    #[error("RUST_LOG: {reason}; write for example RUST_LOG=info,routex=debug")]
    Filter { reason: String },
    #[error("logging was started twice in one process")]
    Twice(#[from] TryInitError),
}

/// Starts logging for the whole process, once. `rust_log` is the value of `RUST_LOG`; it wins over the level.
pub fn init(log: LogSettings, rust_log: Option<&str>) -> Result<(), TelemetryError> {
    let colours = io::stderr().is_terminal();
    subscriber(log, rust_log, colours, io::stderr)?.try_init()?;
    Ok(())
}

fn subscriber<W>(
    log: LogSettings,
    rust_log: Option<&str>,
    colours: bool,
    writer: W,
) -> Result<impl Subscriber + Send + Sync, TelemetryError>
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let lines = fmt::layer().with_writer(writer);
    let lines = match log.format {
        LogFormat::Text => lines.with_ansi(colours).boxed(),
        LogFormat::Json => lines
            .json()
            .flatten_event(true)
            .with_current_span(true)
            .with_span_list(false)
            .boxed(),
    };
    Ok(Registry::default().with(lines.with_filter(filter(log, rust_log)?)))
}

/// The level is for Routex and the spans of its requests; of the libraries only warnings are of interest.
fn filter(log: LogSettings, rust_log: Option<&str>) -> Result<EnvFilter, TelemetryError> {
    if let Some(directives) = rust_log.filter(|directives| !directives.trim().is_empty()) {
        return parse(directives);
    }
    let level = log.level.as_str();
    let libraries = match level {
        "error" => "error",
        _ => "warn",
    };
    let directives = format!("{libraries},routex={level},tracing_actix_web={level}");
    parse(&directives)
}

fn parse(directives: &str) -> Result<EnvFilter, TelemetryError> {
    EnvFilter::builder()
        .parse(directives)
        .map_err(|error| TelemetryError::Filter {
            reason: error.to_string(),
        })
}

#[cfg(test)]
mod tests {
    use std::{
        io::Write,
        sync::{Arc, Mutex},
    };

    use super::*;
    use crate::config::LogLevel;

    #[derive(Clone, Default)]
    struct Captured(Arc<Mutex<Vec<u8>>>);

    impl Write for Captured {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn logged(log: LogSettings, rust_log: Option<&str>) -> String {
        let captured = Captured::default();
        let writer = captured.clone();
        let subscriber = subscriber(log, rust_log, false, move || writer.clone()).unwrap();
        tracing::subscriber::with_default(subscriber, || {
            tracing::info!(target: "routex::test", port = 8080, "listening");
            tracing::debug!(target: "routex::test", "details");
            tracing::info!(target: "sqlx", "chatter");
        });
        let bytes = captured.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn the_level_is_for_routex_and_not_for_its_libraries() {
        let text = logged(LogSettings::default(), None);

        assert!(text.contains("listening port=8080"), "{text}");
        assert_eq!(text.lines().count(), 1, "{text}");
    }

    #[test]
    fn debug_adds_details() {
        let log = LogSettings {
            level: LogLevel::Debug,
            ..LogSettings::default()
        };
        let text = logged(log, Some(""));

        assert!(text.contains("details"), "{text}");
        assert!(!text.contains("chatter"), "{text}");
    }

    #[test]
    fn json_is_one_object_a_line() {
        let log = LogSettings {
            format: LogFormat::Json,
            ..LogSettings::default()
        };
        let line: serde_json::Value = serde_json::from_str(&logged(log, None)).unwrap();

        assert_eq!(line["level"], "INFO");
        assert_eq!(line["message"], "listening");
        assert_eq!(line["port"], 8080);
    }

    #[test]
    fn rust_log_decides_when_it_is_set() {
        let text = logged(LogSettings::default(), Some("sqlx=info"));

        assert!(text.contains("chatter"), "{text}");
        assert!(!text.contains("listening"), "{text}");
        assert!(filter(LogSettings::default(), Some("routex=loud")).is_err());
    }
}
