//! Unpacking bodies with bounded memory: what a bomb would become is never all there.

use std::io::{self, Write};

use flate2::write::{MultiGzDecoder, ZlibDecoder};

/// Packed bytes to unpack at a time. Gzip makes a thousandfold of them at most.
pub(super) const PIECE: usize = 4 * 1024;
/// Logarithm of the memory that a zstd frame may ask for: 8 MiB, as RFC 9659 has it for HTTP.
const ZSTD_WINDOW_LOG: u32 = 23;

/// How a body is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    Identity,
    Gzip,
    Deflate,
    Zstd,
}

impl Coding {
    /// From the value of `content-encoding`; the error is what is not known.
    pub(super) fn parse(value: &[u8]) -> Result<Self, String> {
        let name = String::from_utf8_lossy(value).trim().to_ascii_lowercase();
        match name.as_str() {
            "" | "identity" => Ok(Self::Identity),
            "gzip" | "x-gzip" => Ok(Self::Gzip),
            "deflate" => Ok(Self::Deflate),
            "zstd" => Ok(Self::Zstd),
            _ => Err(name),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Inflate {
    TooLarge { limit: usize },
    Broken(String),
}

/// A body that is being unpacked.
pub(super) struct Inflater(Decoder);

enum Decoder {
    Gzip(Box<MultiGzDecoder<Bounded>>),
    Deflate(Box<ZlibDecoder<Bounded>>),
    Zstd(Box<zstd::stream::write::Decoder<'static, Bounded>>),
}

impl Inflater {
    /// `limit`: bytes that may come out. `coding` is one that packs.
    pub(super) fn new(coding: Coding, limit: usize) -> io::Result<Self> {
        let out = Bounded {
            bytes: Vec::new(),
            limit,
            full: false,
        };
        Ok(Self(match coding {
            Coding::Gzip | Coding::Identity => Decoder::Gzip(Box::new(MultiGzDecoder::new(out))),
            Coding::Deflate => Decoder::Deflate(Box::new(ZlibDecoder::new(out))),
            Coding::Zstd => {
                let mut decoder = zstd::stream::raw::Decoder::new()?;
                decoder
                    .set_parameter(zstd::zstd_safe::DParameter::WindowLogMax(ZSTD_WINDOW_LOG))?;
                let decoder = zstd::stream::write::Decoder::with_decoder(out, decoder);
                Decoder::Zstd(Box::new(decoder))
            }
        }))
    }

    pub(super) fn take(&mut self, packed: &[u8]) -> Result<(), Inflate> {
        let taken = match &mut self.0 {
            Decoder::Gzip(decoder) => decoder.write_all(packed),
            Decoder::Deflate(decoder) => decoder.write_all(packed),
            Decoder::Zstd(decoder) => decoder.write_all(packed),
        };
        taken.map_err(|error| self.failed(&error))
    }

    /// What came out, when it is complete.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, Inflate> {
        let ended = match &mut self.0 {
            Decoder::Gzip(decoder) => decoder.try_finish(),
            Decoder::Deflate(decoder) => decoder.try_finish(),
            Decoder::Zstd(decoder) => decoder.do_finish(),
        };
        ended.map_err(|error| self.failed(&error))?;
        Ok(std::mem::take(&mut self.out().bytes))
    }

    fn failed(&mut self, error: &io::Error) -> Inflate {
        let out = self.out();
        if out.full {
            return Inflate::TooLarge { limit: out.limit };
        }
        Inflate::Broken(format!(
            "it is not packed as its content-encoding says: {error}"
        ))
    }

    fn out(&mut self) -> &mut Bounded {
        match &mut self.0 {
            Decoder::Gzip(decoder) => decoder.get_mut(),
            Decoder::Deflate(decoder) => decoder.get_mut(),
            Decoder::Zstd(decoder) => decoder.get_mut(),
        }
    }
}

/// Takes so many bytes and no more.
struct Bounded {
    bytes: Vec<u8>,
    limit: usize,
    full: bool,
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > self.limit {
            self.full = true;
            return Err(io::Error::other("too large"));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use flate2::{
        Compression,
        write::{GzEncoder, ZlibEncoder},
    };

    use super::*;

    const LIMIT: usize = 256 << 10;
    const CODINGS: [Coding; 3] = [Coding::Gzip, Coding::Deflate, Coding::Zstd];

    fn pack(coding: Coding, bytes: &[u8]) -> Vec<u8> {
        match coding {
            Coding::Identity => bytes.to_vec(),
            Coding::Gzip => {
                let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
                encoder.write_all(bytes).unwrap();
                encoder.finish().unwrap()
            }
            Coding::Deflate => {
                let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
                encoder.write_all(bytes).unwrap();
                encoder.finish().unwrap()
            }
            Coding::Zstd => zstd::encode_all(bytes, 1).unwrap(),
        }
    }

    fn unpack(coding: Coding, packed: &[u8], piece: usize) -> Result<Vec<u8>, Inflate> {
        let mut inflater = Inflater::new(coding, LIMIT).unwrap();
        for piece in packed.chunks(piece) {
            inflater.take(piece)?;
        }
        inflater.finish()
    }

    #[test]
    fn what_was_packed_comes_out_whole() {
        let text = "{\"model\":\"m\"} ".repeat(1_000);
        for coding in CODINGS {
            let packed = pack(coding, text.as_bytes());
            for piece in [1, 7, PIECE] {
                let out = unpack(coding, &packed, piece).unwrap();
                assert_eq!(out, text.as_bytes(), "{coding:?}");
            }
        }
    }

    #[test]
    fn a_bomb_stops_at_the_limit() {
        let bomb = vec![0; 32 * LIMIT];
        for coding in CODINGS {
            let packed = pack(coding, &bomb);
            let mut inflater = Inflater::new(coding, LIMIT).unwrap();

            let refused = packed
                .chunks(PIECE)
                .find_map(|piece| inflater.take(piece).err());

            assert_eq!(
                refused,
                Some(Inflate::TooLarge { limit: LIMIT }),
                "{coding:?}"
            );
            assert!(inflater.out().bytes.capacity() <= 2 * LIMIT, "{coding:?}");
        }
    }

    #[test]
    fn exactly_the_limit_fits() {
        for coding in CODINGS {
            let packed = pack(coding, &vec![7; LIMIT]);
            assert_eq!(
                unpack(coding, &packed, PIECE).map(|out| out.len()),
                Ok(LIMIT)
            );
        }
    }

    #[test]
    fn what_is_cut_or_not_packed_at_all_is_told() {
        for coding in CODINGS {
            let packed = pack(coding, b"{\"model\":\"m\"}");
            let cut = unpack(coding, &packed[..packed.len() - 3], PIECE);
            assert!(matches!(cut, Err(Inflate::Broken(_))), "{coding:?}");
            let plain = unpack(coding, b"{\"model\":\"m\",\"messages\":[]}", PIECE);
            assert!(matches!(plain, Err(Inflate::Broken(_))), "{coding:?}");
        }
    }

    #[test]
    fn a_zstd_frame_may_not_ask_for_much_memory() {
        let mut encoder = zstd::stream::write::Encoder::new(Vec::new(), 1).unwrap();
        encoder.window_log(27).unwrap();
        encoder.write_all(&[1, 2, 3]).unwrap();
        encoder.flush().unwrap();
        encoder.write_all(b"more").unwrap();
        let packed = encoder.finish().unwrap();

        assert!(matches!(
            unpack(Coding::Zstd, &packed, PIECE),
            Err(Inflate::Broken(_))
        ));
    }

    #[test]
    fn codings_are_known_by_their_names() {
        assert_eq!(Coding::parse(b" GZIP "), Ok(Coding::Gzip));
        assert_eq!(Coding::parse(b"x-gzip"), Ok(Coding::Gzip));
        assert_eq!(Coding::parse(b"identity"), Ok(Coding::Identity));
        assert_eq!(Coding::parse(b"br"), Err("br".to_owned()));
        assert_eq!(Coding::parse(b"gzip, zstd"), Err("gzip, zstd".to_owned()));
    }
}
