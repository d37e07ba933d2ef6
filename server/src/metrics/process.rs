//! What the system knows of this process. Linux tells it in `/proc`; elsewhere there is nothing.

use std::fs;

/// The system's clock of processes counts hundredths of a second, on every machine that Linux runs on.
const TICKS_PER_SECOND: f64 = 100.0;

#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Process {
    pub cpu_seconds: f64,
    pub resident_bytes: u64,
    pub virtual_bytes: u64,
    pub threads: u64,
    pub open_fds: u64,
    /// `None`: there is no bound.
    pub max_fds: Option<u64>,
}

impl Process {
    /// Reads a few small files; with many connections open, counting them takes a moment. Not for a worker's thread.
    pub fn read() -> Option<Self> {
        let read = |name: &str| fs::read_to_string(format!("/proc/self/{name}")).ok();
        let status = read("status")?;
        Some(Self {
            cpu_seconds: cpu_seconds(&read("stat")?)?,
            resident_bytes: kilobytes(&status, "VmRSS:")?,
            virtual_bytes: kilobytes(&status, "VmSize:")?,
            threads: number(&status, "Threads:")?,
            open_fds: fs::read_dir("/proc/self/fd").ok()?.count() as u64,
            max_fds: read("limits").and_then(|limits| number(&limits, "Max open files")),
        })
    }
}

/// User and system time: the 14th and 15th field. The second is the name in parentheses, which may hold anything.
fn cpu_seconds(stat: &str) -> Option<f64> {
    let (_, fields) = stat.rsplit_once(") ")?;
    let mut times = fields.split(' ').skip(11);
    let mut ticks = || times.next()?.parse::<u64>().ok();
    let (user, system) = (ticks()?, ticks()?);
    Some(user.saturating_add(system) as f64 / TICKS_PER_SECOND)
}

fn kilobytes(text: &str, name: &str) -> Option<u64> {
    number(text, name).map(|kilobytes| kilobytes.saturating_mul(1024))
}

/// The first word behind a name at the beginning of a line.
fn number(text: &str, name: &str) -> Option<u64> {
    let rest = text.lines().find_map(|line| line.strip_prefix(name))?;
    rest.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_the_line_does_not_shift_its_fields() {
        let stat = "7 (a) b (c) S 1 7 7 0 -1 4194560 900 0 0 0 150 75 0 0 20 0 5 0 1 2 3";
        assert_eq!(cpu_seconds(stat), Some(2.25));
        assert_eq!(cpu_seconds("7 (a)"), None);
    }

    #[test]
    fn what_is_told_in_kilobytes_is_bytes() {
        let status = "Name:\ta\nVmSize:\t    2048 kB\nVmRSS:\t    16 kB\nThreads:\t5\n";
        assert_eq!(kilobytes(status, "VmRSS:"), Some(16_384));
        assert_eq!(number(status, "Threads:"), Some(5));
        let limits = "Max open files            unlimited            524288               files\n";
        assert_eq!(number(limits, "Max open files"), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_process_can_be_read() {
        let process = Process::read().unwrap();
        assert!(process.resident_bytes > 0 && process.open_fds >= 3);
    }
}
