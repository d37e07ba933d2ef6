//! How finely a chart divides time.

/// The length of one point of a series. Days are those of UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bucket {
    Minute,
    Hour,
    Day,
}

super::names!("bucket", Bucket {
    Minute => "minute",
    Hour => "hour",
    Day => "day",
});
