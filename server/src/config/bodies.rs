//! How long bodies of requests may be kept, and what is masked in them.

use crate::bodies::mask;

/// Thirty days.
pub(super) const LONGEST_KEPT_HOURS: u32 = 720;
/// Bytes of one body.
pub(super) const KEPT_BYTES: std::ops::RangeInclusive<u32> = 1024..=16 * 1024 * 1024;
/// Every pattern looks through every body.
pub(super) const MOST_PATTERNS: usize = 32;

/// A pattern whose matches are masked.
pub(super) fn pattern(text: String) -> Result<String, String> {
    mask::pattern(&text).map(|_compiled| text)
}
