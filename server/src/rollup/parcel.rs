//! What a batch of requests adds to the sums, as one row of the database holds it. Pure.

use std::collections::HashMap;

use super::{Cell, Grain, Spot};
use crate::varint;

/// Cells a parcel, at most: what is folded at once can be measured out by the parcel.
pub const MOST: usize = 256;

/// A minute of somebody.
pub type Place<'a> = (i64, Spot<'a>);

/// Cells of a batch, by beginning of the minute and by whom.
#[derive(Debug, Default)]
pub struct Gathered<'a>(HashMap<Place<'a>, Cell>);

impl<'a> Gathered<'a> {
    /// The cell of a time in milliseconds since the Unix epoch.
    pub fn cell(&mut self, at_ms: i64, spot: Spot<'a>) -> &mut Cell {
        let place = (Grain::Minute.floor(at_ms), spot);
        self.0.entry(place).or_default()
    }

    /// Of at most [`MOST`] cells each, with how many there are.
    pub fn pack(&self) -> Vec<(usize, Vec<u8>)> {
        let cells: Vec<_> = self.0.iter().collect();
        let parcels = cells.chunks(MOST).map(|cells| {
            let mut bytes = Vec::with_capacity(cells.len() * 96);
            let mut body = Vec::new();
            for ((minute_ms, spot), cell) in cells {
                varint::put_signed(&mut bytes, *minute_ms);
                for name in [spot.channel, spot.model, spot.client_key] {
                    put_bytes(&mut bytes, name.as_bytes());
                }
                body.clear();
                cell.encode(&mut body);
                put_bytes(&mut bytes, &body);
            }
            (cells.len(), bytes)
        });
        parcels.collect()
    }
}

/// A cell as a parcel holds it; what it adds up is still to be read.
#[derive(Debug, Clone, Copy)]
pub struct Packed<'a> {
    /// Beginning of the minute.
    pub minute_ms: i64,
    pub spot: Spot<'a>,
    pub cell: &'a [u8],
}

/// The cells of a parcel; `None` in the place of what cannot be read, after which nothing comes.
pub fn unpack(mut bytes: &[u8]) -> impl Iterator<Item = Option<Packed<'_>>> {
    std::iter::from_fn(move || {
        if bytes.is_empty() {
            return None;
        }
        let packed = take(&mut bytes);
        if packed.is_none() {
            bytes = &[];
        }
        Some(packed)
    })
}

fn take<'a>(bytes: &mut &'a [u8]) -> Option<Packed<'a>> {
    Some(Packed {
        minute_ms: varint::take_signed(bytes)?,
        spot: Spot {
            channel: take_text(bytes)?,
            model: take_text(bytes)?,
            client_key: take_text(bytes)?,
        },
        cell: take_bytes(bytes)?,
    })
}

fn put_bytes(bytes: &mut Vec<u8>, part: &[u8]) {
    varint::put(bytes, part.len() as u64);
    bytes.extend_from_slice(part);
}

fn take_bytes<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = usize::try_from(varint::take(bytes)?).ok()?;
    let (part, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(part)
}

fn take_text<'a>(bytes: &mut &'a [u8]) -> Option<&'a str> {
    std::str::from_utf8(take_bytes(bytes)?).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::store::testing::record;

    proptest! {
        #[test]
        fn what_was_packed_is_unpacked(places in prop::collection::vec((any::<i64>(), "[a-c]{0,2}", ".{0,6}", "[xy]?"), 0..40)) {
            let record = record();
            let mut gathered = Gathered::default();
            for (at_ms, channel, model, client_key) in &places {
                for more in 0..8 {
                    let spot = Spot { channel, model, client_key };
                    gathered.cell(at_ms.wrapping_add(more << 20), spot).count(&record);
                }
            }

            let parcels = gathered.pack();
            let mut found = HashMap::new();
            for (count, bytes) in &parcels {
                prop_assert!(*count <= MOST);
                let before = found.len();
                for packed in unpack(bytes) {
                    let Packed { minute_ms, spot, cell } = packed.unwrap();
                    found.insert((minute_ms, spot), Cell::decode(cell).unwrap());
                }
                prop_assert_eq!(found.len(), before + count);
            }
            prop_assert_eq!(found, gathered.0);
        }

        #[test]
        fn anything_ends(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            unpack(&bytes).for_each(drop);
        }
    }
}
