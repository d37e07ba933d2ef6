//! File descriptors. Many systems let a process have 1,024 until it asks for more, and a stream takes three: two for the
//! client's connection and one for the provider's.

/// Below this many a busy router runs out of them.
const FEW: u64 = 8 * 1024;
const A_STREAM: u64 = 3;

/// Raises the limit of this process as far as the system allows, and tells what it came to.
pub(super) fn raise() {
    match rlimit::increase_nofile_limit(u64::MAX) {
        Ok(limit) if limit < FEW => tracing::warn!(
            limit,
            streams = limit / A_STREAM,
            "few file descriptors; raise the hard limit (ulimit -Hn, LimitNOFILE= of systemd) to serve more streams at once"
        ),
        Ok(limit) => tracing::info!(limit, streams = limit / A_STREAM, "file descriptors"),
        Err(error) => tracing::warn!(%error, "the limit of file descriptors could not be raised"),
    }
}
