//! Takes out of a WebAssembly module what no browser needs: the names of its functions are a quarter of a part.

use anyhow::{Context, Result};

const HEAD: usize = 8;
/// Sections of this number are for whoever knows their name; they change nothing of what the module does.
const CUSTOM: u8 = 0;

pub fn strip(module: &[u8]) -> Result<Vec<u8>> {
    const CUT: &str = "the module ends in the middle of a section";
    let (head, mut rest) = module.split_at_checked(HEAD).context(CUT)?;
    let mut kept = head.to_vec();
    while let [kind, after @ ..] = rest {
        let (size, digits) = number(after).context(CUT)?;
        let (section, others) = rest.split_at_checked(1 + digits + size).context(CUT)?;
        if *kind != CUSTOM {
            kept.extend_from_slice(section);
        }
        rest = others;
    }
    Ok(kept)
}

/// A number in LEB128, and how many bytes it has.
fn number(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut value = 0;
    for (place, byte) in bytes.iter().enumerate().take(5) {
        value |= usize::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            return Some((value, place + 1));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAGIC: &[u8] = b"\0asm\x01\0\0\0";

    #[test]
    fn names_go_and_all_else_stays() {
        let types = [1, 1, 0];
        // 130 bytes, whose number has two.
        let names = [&[0, 0x82, 0x01, 4][..], b"name", &[7; 125]].concat();
        let module = [MAGIC, &types, &names, &[10, 1, 0]].concat();
        let expected = [MAGIC, &types, &[10, 1, 0]].concat();
        assert_eq!(strip(&module).unwrap(), expected);
        assert_eq!(strip(&expected).unwrap(), expected);
    }

    #[test]
    fn a_module_that_is_cut_off_is_refused() {
        for module in [
            &b"\0asm"[..],
            &[MAGIC, &[1, 9, 0]].concat(),
            &[MAGIC, &[0, 0x80]].concat(),
        ] {
            assert!(strip(module).is_err());
        }
    }
}
