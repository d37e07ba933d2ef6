use std::{
    io::{Read, Write},
    process::{Command, Stdio},
};

use super::*;
use crate::store::testing::{intent, record};

const ROOM: u64 = 1 << 30;

fn everything(journal: &Journal) -> Vec<Entry> {
    let mut entries = vec![];
    let mut after = None;
    loop {
        let page = journal.pending(after, 7).unwrap();
        assert!(page.entries.len() <= 7);
        entries.extend(page.entries);
        after = page.next;
        if after.is_none() {
            return entries;
        }
    }
}

fn entry(record: &RequestRecord, settled: bool) -> Entry {
    Entry {
        record: record.clone(),
        settled,
    }
}

#[test]
fn the_later_entry_of_a_request_overwrites_the_earlier() {
    let dir = tempfile::tempdir().unwrap();
    let journal = Journal::open(&dir.path().join("journal"), ROOM).unwrap();
    let (first, second) = (record(), record());

    journal.intent(&intent(&first)).unwrap();
    journal.intent(&intent(&second)).unwrap();
    journal.settle(&first).unwrap();

    assert_eq!(journal.depth(), 2);
    assert_eq!(
        everything(&journal),
        [entry(&first, true), entry(&intent(&second), false)]
    );
    let settled = journal.settled(None, 10).unwrap();
    assert_eq!(settled.entries, [entry(&first, true)]);

    journal
        .forget(&[first.id, Uuid::now_v7(), first.id])
        .unwrap();
    assert_eq!(everything(&journal), [entry(&intent(&second), false)]);
}

#[test]
fn it_is_all_there_after_a_restart_and_nothing_that_was_forgotten() {
    let dir = tempfile::tempdir().unwrap();
    let records: Vec<_> = (0..50).map(|_| record()).collect();
    let journal = Journal::open(dir.path(), ROOM).unwrap();
    for record in &records {
        journal.intent(&intent(record)).unwrap();
        journal.settle(record).unwrap();
    }
    let ids: Vec<_> = records[..20].iter().map(|record| record.id).collect();
    journal.forget(&ids).unwrap();
    journal.sync().unwrap();
    drop(journal);

    let journal = Journal::open(dir.path(), ROOM).unwrap();
    let expected: Vec<_> = records[20..]
        .iter()
        .map(|record| entry(record, true))
        .collect();
    assert_eq!(everything(&journal), expected);
    assert_eq!(journal.depth(), 30);
}

/// The same test is parent and child: the child writes, says so, and is killed without a chance to clean up.
#[test]
fn what_was_written_survives_kill_9() {
    const FOLDER: &str = "ROUTEX_TEST_JOURNAL_FOLDER";
    const COUNT: usize = 300;
    if let Some(folder) = std::env::var_os(FOLDER) {
        let journal = Journal::open(Path::new(&folder), ROOM).unwrap();
        for number in 0..COUNT {
            let record = record();
            journal.intent(&intent(&record)).unwrap();
            if number % 3 == 0 {
                journal.settle(&record).unwrap();
            }
        }
        io::stderr().write_all(b"!").unwrap();
        std::thread::park();
    }

    let dir = tempfile::tempdir().unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "--nocapture",
            "usage::journal::tests::what_was_written_survives_kill_9",
        ])
        .env(FOLDER, dir.path())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stderr.take().unwrap().read_exact(&mut [0]).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();

    let journal = Journal::open(dir.path(), ROOM).unwrap();
    let entries = everything(&journal);
    assert_eq!(entries.len(), COUNT);
    assert_eq!(
        entries.iter().filter(|entry| entry.settled).count(),
        COUNT / 3
    );
}

#[test]
fn only_one_process_may_have_it() {
    let dir = tempfile::tempdir().unwrap();
    let _journal = Journal::open(dir.path(), ROOM).unwrap();
    assert!(matches!(
        Journal::open(dir.path(), ROOM),
        Err(JournalError::Locked { .. })
    ));
}

#[test]
fn at_the_bound_new_requests_are_refused_and_known_ones_end() {
    let dir = tempfile::tempdir().unwrap();
    let journal = Journal::open(dir.path(), 4096).unwrap();
    let mut taken = vec![];
    let refused = loop {
        let record = record();
        match journal.intent(&intent(&record)) {
            Ok(()) => taken.push(record),
            Err(error) => break error,
        }
    };
    assert!(
        matches!(refused, JournalError::Full { max_bytes: 4096 }),
        "{refused}"
    );
    assert!((2..=4).contains(&taken.len()), "{}", taken.len());

    for record in &taken {
        journal.intent(&intent(record)).unwrap();
        journal.settle(record).unwrap();
    }
    let mut unsent = record();
    journal.settle(&unsent).unwrap();
    unsent.id = Uuid::now_v7();
    unsent.attempts.clear();
    assert!(matches!(
        journal.settle(&unsent),
        Err(JournalError::Full { .. })
    ));

    let ids: Vec<_> = everything(&journal)
        .iter()
        .map(|entry| entry.record.id)
        .collect();
    journal.forget(&ids).unwrap();
    journal.intent(&intent(&record())).unwrap();
}

#[test]
fn entries_that_cannot_be_read_are_passed_over() {
    let dir = tempfile::tempdir().unwrap();
    let journal = Journal::open(dir.path(), ROOM).unwrap();
    let good = record();
    journal.settle(&good).unwrap();
    for value in ["", "s", "s{}", "?{}", "s\u{0}"] {
        journal
            .inner
            .entries
            .insert(*Uuid::now_v7().as_bytes(), value)
            .unwrap();
    }
    let page = journal.pending(None, 100).unwrap();
    assert_eq!(page.entries, [entry(&good, true)]);
    assert_eq!((page.unreadable, page.next), (5, None));
}

#[test]
fn a_damaged_journal_is_put_aside() {
    for damaged in ["version", "0.jnl"] {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("journal");
        let journal = Journal::open(&folder, ROOM).unwrap();
        journal.settle(&record()).unwrap();
        drop(journal);
        damage(&folder.join(damaged));

        let journal = Journal::open(&folder, ROOM).unwrap();
        journal.settle(&record()).unwrap();
        assert_eq!(everything(&journal).len(), 1, "{damaged}");
        let kept = fs::read_dir(parent.path()).unwrap().count();
        assert_eq!(kept, 2, "{damaged}: the damaged one is still there");
    }
}

/// Flips bits in the middle of what a file holds.
fn damage(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    let content = bytes.iter().rposition(|byte| *byte != 0).unwrap() + 1;
    bytes[content / 2] ^= 0x55;
    fs::write(path, bytes).unwrap();
}

#[test]
fn a_worn_log_does_not_slow_the_next_start() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("journal");
    let journal = Journal::open(&folder, ROOM).unwrap();
    let mut big = record();
    big.error = Some("x".repeat(1 << 20));
    for _ in 0..6 {
        big.id = Uuid::now_v7();
        journal.settle(&big).unwrap();
        journal.forget(&[big.id]).unwrap();
    }
    drop(journal);
    let worn = open::log_bytes(&folder).unwrap();

    let journal = Journal::open(&folder, ROOM).unwrap();
    journal.settle(&record()).unwrap();
    assert_eq!(everything(&journal).len(), 1);
    assert!(worn > 5 << 20 && open::log_bytes(&folder).unwrap() < 1 << 20);
    assert_eq!(
        fs::read_dir(parent.path()).unwrap().count(),
        1,
        "nothing is left over"
    );
}
