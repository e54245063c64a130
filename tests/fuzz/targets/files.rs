//! A file that may be anything: opened as a whole and in pieces, looked at from all sides, written and read back.

use super::steps;
use proflens::Loader;
use proflens::session::{Session, Wanted};

/// What holds more than this, inflated, is opened and no more: a small file may be a large profile, and a fuzzer wants many.
const MOST: u64 = 64 << 10;

/// Opens a file as a whole and in pieces, and fails where that is not the same. The session that has it, if it is a profile.
pub fn open(file: &[u8]) -> Option<Session> {
    let whole = pushed(file, &mut |_| file.len());
    // Where it is cut is drawn from what is in it, so that a file is always cut alike.
    let mut state = file.iter().fold(0xcbf2_9ce4_8422_2325_u64, |state, &byte| {
        (state ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    });
    let pieces = pushed(file, &mut |_| {
        state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
        [1, 2, 3, 7, 16, 64, 300, 1000][(state >> 61) as usize]
    });
    match (whole, pieces) {
        (Ok(mut whole), Ok(mut pieces)) => {
            assert_eq!(told(&mut whole), told(&mut pieces), "as a whole and in pieces");
            Some(whole)
        }
        (Err(whole), Err(pieces)) => {
            assert_eq!(whole, pieces, "as a whole and in pieces");
            // Something may be inside, or nothing.
            let mut loader = Loader::rescuing();
            if loader.push(file).is_ok() {
                Session::default().add("file", None, loader).ok();
            }
            None
        }
        (whole, pieces) => panic!("as a whole {:?}, in pieces {:?}", whole.err(), pieces.err()),
    }
}

fn pushed(file: &[u8], size: &mut dyn FnMut(&[u8]) -> usize) -> Result<Session, String> {
    let mut loader = Loader::new();
    let mut rest = file;
    while !rest.is_empty() {
        let (piece, behind) = rest.split_at(size(rest).clamp(1, rest.len()));
        loader.push(piece).map_err(|error| error.to_string())?;
        rest = behind;
    }
    let mut session = Session::default();
    session.add("file", None, loader).map_err(|error| error.to_string())?;
    Ok(session)
}

/// Whether it is small enough to be looked at from all sides.
pub fn is_small(session: &Session) -> bool {
    session.profiles().iter().all(|profile| profile.inflated <= MOST)
}

/// All that is known about it, and its samples.
fn told(session: &mut Session) -> String {
    let infos = serde_json::to_string(&session.profiles()).unwrap();
    if !is_small(session) {
        return infos;
    }
    infos + &said(session, "raw")
}

/// What a line prints, or why it does not.
pub fn said(session: &mut Session, line: &str) -> String {
    session.run_to_text(line).unwrap_or_else(|error| error.to_string())
}

/// Asks all views and writes all reports.
pub fn look(session: &mut Session) {
    steps::everything(session, &mut |_, done| done());
}

/// What is shown, written as a profile.
pub fn written(session: &Session) -> Option<Vec<u8>> {
    let wanted = Wanted {
        report: "proto".to_owned(),
        ..Wanted::default()
    };
    let (mut download, mut file) = (session.download(&wanted).ok()?, Vec::new());
    while download.write(1000, &mut file).ok()? < 1.0 {}
    Some(file)
}

/// Writes what is shown as a profile, reads that, and fails where another profile has come of it.
pub fn write_and_read(session: &mut Session) {
    let Some(file) = written(session) else {
        return;
    };
    let mut again = Session::default();
    again.open("again", &file).unwrap();
    for line in ["raw", "top", "tags"] {
        assert_eq!(
            said(session, line),
            said(&mut again, line),
            "{line} of what was read back"
        );
    }
    assert_eq!(written(&again).unwrap(), file, "written again");
}
