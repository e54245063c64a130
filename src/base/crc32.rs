//! gzip's checksum: bytes in, a number out.
//!
//! Libraries bring tables of 16 kB that do not compress, a twelfth of the whole WebAssembly; here the tables are made
//! when they are needed, in microseconds. Eight bytes are taken per step, by Kounavis and Berry's slicing.

/// The reversed polynomial of CRC-32.
const POLYNOMIAL: u32 = 0xedb8_8320;

/// The checksum of the bytes so far.
pub struct Crc32 {
    /// Table `k` says what a byte does that `k` more bytes follow.
    tables: Box<[[u32; 256]; 8]>,
    state: u32,
}

impl Default for Crc32 {
    fn default() -> Self {
        let mut tables = Box::new([[0_u32; 256]; 8]);
        for byte in 0..256 {
            let mut remainder = byte as u32;
            for _ in 0..8 {
                remainder = (remainder >> 1) ^ (POLYNOMIAL & (remainder & 1).wrapping_neg());
            }
            tables[0][byte] = remainder;
        }
        for following in 1..8 {
            for byte in 0..256 {
                let before = tables[following - 1][byte];
                tables[following][byte] = (before >> 8) ^ tables[0][(before & 0xff) as usize];
            }
        }
        Crc32 { tables, state: !0 }
    }
}

impl Crc32 {
    /// Takes more bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        let tables = &*self.tables;
        let mut state = self.state;
        let (steps, rest) = bytes.as_chunks::<8>();
        for &[a, b, c, d, e, f, g, h] in steps {
            let head = state ^ u32::from_le_bytes([a, b, c, d]);
            state = tables[7][(head & 0xff) as usize]
                ^ tables[6][(head >> 8 & 0xff) as usize]
                ^ tables[5][(head >> 16 & 0xff) as usize]
                ^ tables[4][(head >> 24) as usize]
                ^ tables[3][e as usize]
                ^ tables[2][f as usize]
                ^ tables[1][g as usize]
                ^ tables[0][h as usize];
        }
        for &byte in rest {
            state = (state >> 8) ^ tables[0][((state ^ u32::from(byte)) & 0xff) as usize];
        }
        self.state = state;
    }

    /// The checksum.
    pub fn value(&self) -> u32 {
        !self.state
    }

    /// Begins anew.
    pub fn reset(&mut self) {
        self.state = !0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checksum(bytes: &[u8]) -> u32 {
        let mut crc = Crc32::default();
        crc.update(bytes);
        crc.value()
    }

    #[test]
    fn the_published_check_values() {
        assert_eq!(checksum(b""), 0);
        assert_eq!(checksum(b"123456789"), 0xcbf4_3926);
        assert_eq!(checksum(b"The quick brown fox jumps over the lazy dog"), 0x414f_a339);
    }

    #[test]
    fn pieces_make_the_whole() {
        let bytes: Vec<u8> = (0..1000_u32).map(|index| ((index * index) >> 3) as u8).collect();
        for cut in [0, 1, 7, 8, 9, 500, 1000] {
            let mut crc = Crc32::default();
            crc.update(&bytes[..cut]);
            crc.update(&bytes[cut..]);
            assert_eq!(crc.value(), checksum(&bytes));
        }
    }
}
