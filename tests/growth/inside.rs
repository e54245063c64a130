//! Files in which profiles are, of whose wrappings one thing is many: what a reader that has refused a file hands to the one that looks
//! inside.

use crate::profiles::{Kind, samples};

/// A profile of one sample, as small as there can be.
fn small(number: usize) -> Vec<u8> {
    samples(1, |builder, _| {
        (vec![builder.named(&format!("main.f{number}"))], Vec::new())
    })
}

/// One of so many samples.
fn large(many: usize) -> Vec<u8> {
    samples(many, |builder, number| {
        (vec![builder.named(&format!("main.f{number}"))], Vec::new())
    })
}

fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| crc >> 1 ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
    let add = |crc: u32, byte: &u8| (0..8).fold(crc ^ u32::from(*byte), step);
    !bytes.iter().fold(!0, add)
}

/// A member of a gzip file that is not compressed, of less than 64 kB.
fn member(bytes: &[u8]) -> Vec<u8> {
    let length = bytes.len() as u16;
    let mut member = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1];
    member.extend(length.to_le_bytes());
    member.extend((!length).to_le_bytes());
    member.extend(bytes);
    member.extend(crc(bytes).to_le_bytes());
    member.extend((bytes.len() as u32).to_le_bytes());
    member
}

/// An archive of files by name.
fn tar(files: impl Iterator<Item = (String, Vec<u8>)>) -> Vec<u8> {
    let mut tar = Vec::new();
    for (name, bytes) in files {
        let mut header = [0; 512];
        header[..name.len()].copy_from_slice(name.as_bytes());
        header[124..135].copy_from_slice(format!("{:011o}", bytes.len()).as_bytes());
        header[156] = b'0';
        header[257..262].copy_from_slice(b"ustar");
        tar.extend(header);
        tar.extend(&bytes);
        tar.resize(tar.len().next_multiple_of(512), 0);
    }
    tar
}

fn zip(files: impl Iterator<Item = (String, Vec<u8>)>) -> Vec<u8> {
    let (mut zip, mut directory, mut count) = (Vec::new(), Vec::new(), 0_u16);
    for (name, bytes) in files {
        let place = zip.len() as u32;
        // Version, flags, method, time and date; then the sum, both sizes and the length of the name.
        let mut about = vec![20, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        about.extend(crc(&bytes).to_le_bytes());
        about.extend([bytes.len() as u32; 2].map(u32::to_le_bytes).concat());
        about.extend((name.len() as u16).to_le_bytes());
        zip.extend([b"PK\x03\x04".as_slice(), &about, &[0; 2], name.as_bytes(), &bytes].concat());
        directory.extend([b"PK\x01\x02\x14\0".as_slice(), &about, &[0; 12]].concat());
        directory.extend([&place.to_le_bytes()[..], name.as_bytes()].concat());
        count += 1;
    }
    let place = zip.len() as u32;
    zip.extend(&directory);
    zip.extend(
        [
            b"PK\x05\x06\0\0\0\0".as_slice(),
            &[count; 2].map(u16::to_le_bytes).concat(),
        ]
        .concat(),
    );
    zip.extend([directory.len() as u32, place].map(u32::to_le_bytes).concat());
    zip.extend([0; 2]);
    zip
}

fn base64(bytes: &[u8]) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits = |three: &[u8]| {
        let bits = three.iter().fold(0, |bits, &byte| bits << 8 | u32::from(byte)) << (8 * (3 - three.len()));
        (0..=three.len())
            .map(|digit| DIGITS[(bits >> (18 - 6 * digit) & 63) as usize])
            .collect::<Vec<u8>>()
    };
    bytes.chunks(3).flat_map(digits).collect()
}

fn heap(records: usize) -> String {
    let records: String = (0..records)
        .map(|number| format!("1: 16 [1: 16] @ 0x{:x} 0x401000\n", 0x50_0000 + number * 16))
        .collect();
    format!("heap profile: 1: 16 [1: 16] @ heap/1048576\n{records}")
}

/// Everything of which a file with profiles in it may have many.
pub const KINDS: &[Kind] = &[
    Kind {
        name: "inside: members of gzip",
        make: |n| (0..n).flat_map(|number| member(&small(number))).collect(),
    },
    Kind {
        name: "inside: members of gzip that are no profiles",
        make: |n| {
            let others = (1..n).flat_map(|number| member(format!("no profile {number}").as_bytes()));
            member(&small(0)).into_iter().chain(others).collect()
        },
    },
    Kind {
        name: "inside: profiles one behind the other",
        make: |n| (0..n).flat_map(small).collect(),
    },
    Kind {
        name: "inside: texts one behind the other",
        make: |n| (0..n).map(|_| heap(1)).collect::<String>().into_bytes(),
    },
    Kind {
        name: "inside: files of a tar",
        make: |n| tar((0..n).map(|number| (format!("a/{number}.pb"), small(number)))),
    },
    Kind {
        name: "inside: files of a tar that are no profiles",
        make: |n| {
            let others = (1..n).map(|number| (format!("{number}.txt"), format!("no profile {number}").into_bytes()));
            tar(std::iter::once(("a.pb".to_owned(), small(0))).chain(others))
        },
    },
    Kind {
        name: "inside: files of a zip",
        make: |n| zip((0..n).map(|number| (format!("a/{number}.pb"), small(number)))),
    },
    Kind {
        name: "inside: records of a text in a log",
        make: |n| {
            let line = |line: &str| format!("2026-11-30 12:00:00 INFO {line}\n");
            let lines: String = heap(n).lines().map(line).collect();
            format!("2026-11-30 12:00:00 INFO started\n{lines}").into_bytes()
        },
    },
    Kind {
        name: "inside: lines in front",
        make: |n| {
            let lines: String = (0..n).map(|number| format!("line {number} of a banner\n")).collect();
            (lines + &heap(3)).into_bytes()
        },
    },
    Kind {
        name: "inside: bytes in front",
        make: |n| [b"\x1f\x8b\x07".repeat(n), member(&small(0))].concat(),
    },
    Kind {
        name: "inside: bytes behind",
        make: |n| [member(&small(0)), b"tail".repeat(n)].concat(),
    },
    Kind {
        name: "inside: samples in base64",
        make: |n| base64(&large(n)),
    },
    Kind {
        name: "inside: samples that are wrong",
        make: |n| {
            samples(2 * n, |builder, number| {
                let location = builder.named(&format!("main.f{number}"));
                (vec![location + (number as u64 % 2) * 1_000_000], Vec::new())
            })
        },
    },
    Kind {
        name: "inside: symbols in front",
        make: |n| {
            let symbols: String = (0..n)
                .map(|number| format!("0x{:016x} f{number}\n", 0x50_0000 + number * 16))
                .collect();
            let heap = heap(n).replacen("heap/1048576", "heapprofile", 1);
            format!("--- symbol\nbinary=app\n{symbols}---\n--- heap\n{heap}").into_bytes()
        },
    },
    Kind {
        name: "inside: numbers that overflowed",
        make: |n| {
            let records: String = (0..n)
                .map(|number| format!("1: 16 [-5: -16] @ 0x{:x} 0x401000\n", 0x50_0000 + number * 16))
                .collect();
            format!("heap profile: 1: 16 [-1: -16] @ heapprofile\n{records}").into_bytes()
        },
    },
];
