//! Whole numbers in as few bytes as they need, seven bits a byte, the lowest first. Pure.

/// Appends a number.
pub fn put(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Appends a number that may be negative.
pub fn put_signed(bytes: &mut Vec<u8>, number: i64) {
    put(bytes, ((number << 1) ^ (number >> 63)) as u64);
}

/// Reads a number off the beginning. `None`: there is none.
pub fn take(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        let bits = u64::from(byte & 0x7f);
        if shift == 63 && bits > 1 {
            return None;
        }
        number |= bits << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

/// Reads a number that may be negative off the beginning.
pub fn take_signed(bytes: &mut &[u8]) -> Option<i64> {
    let number = take(bytes)?;
    Some((number >> 1) as i64 ^ -((number & 1) as i64))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_was_written_is_read(number in any::<u64>(), shift in 0..64_u32, signed in any::<i64>()) {
            let mut bytes = Vec::new();
            put(&mut bytes, number >> shift);
            put_signed(&mut bytes, signed >> shift);
            let mut left = &bytes[..];

            prop_assert_eq!(take(&mut left), Some(number >> shift));
            prop_assert_eq!(take_signed(&mut left), Some(signed >> shift));
            prop_assert!(left.is_empty());
        }

        #[test]
        fn anything_is_a_number_or_nothing(bytes in prop::collection::vec(any::<u8>(), 0..12)) {
            take(&mut &bytes[..]);
            take_signed(&mut &bytes[..]);
        }
    }

    #[test]
    fn what_is_too_long_is_none() {
        assert_eq!(take(&mut &[0xff; 11][..]), None);
        assert_eq!(take(&mut &[0x80][..]), None);
        assert_eq!(take(&mut &[][..]), None);
    }
}
