//! How long the write-ahead log is. Its file says little, for it is written anew from the beginning and not cut. But every page in
//! it carries the two random numbers of the log that it belongs to (<https://www.sqlite.org/fileformat2.html#walformat>).
//!
//! The file is opened beside SQLite. That would be wrong for the database itself, whose locks would be lost with the closing; SQLite
//! locks nothing in the log.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::Path,
};

const HEADER: u64 = 32;
const PAGE_HEADER: u64 = 24;
/// Where the size of a page is in the header, and then the numbers.
const SIZE_AT: u64 = 8;
const NUMBERS_AT: u64 = 16;
/// Where they are in the header of a page.
const PAGE_NUMBERS_AT: u64 = 8;

/// Whether the log holds so many pages. One that cannot be read holds none.
pub(super) async fn holds(path: &Path, pages: u64) -> bool {
    let path = path.to_owned();
    let looked = tokio::task::spawn_blocking(move || look(&path, pages)).await;
    matches!(looked, Ok(Ok(true)))
}

fn look(path: &Path, pages: u64) -> io::Result<bool> {
    let mut file = File::open(path)?;
    let size = u32::from_be_bytes(bytes(&mut file, SIZE_AT)?);
    let numbers: [u8; 8] = bytes(&mut file, NUMBERS_AT)?;
    let last = HEADER + pages.saturating_sub(1) * (PAGE_HEADER + u64::from(size));
    Ok(bytes::<8>(&mut file, last + PAGE_NUMBERS_AT)? == numbers)
}

fn bytes<const N: usize>(file: &mut File, at: u64) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}
