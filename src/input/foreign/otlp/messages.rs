//! The messages of OTLP, as they are written.

use super::super::Wrong;
use crate::base::error::OutOfMemory;
use crate::base::room::one_more;
use crate::input::proto::wire::{Content, field};

/// Whether a file begins so: with a resource that has attributes, or with a scope; a profile of pprof begins with a number there.
pub fn is_sign(start: &[u8]) -> bool {
    is_message(start)
        || start
            .get(PREFIX..)
            .is_some_and(|message| start[0] == 0 && is_message(message))
}

/// So many bytes before each message say how long it is, where a collector writes many.
const PREFIX: usize = 4;

/// The messages of a file: itself, or those behind their lengths.
///
/// # Errors
///
/// It ends within one, or the memory does not suffice.
pub fn messages(file: &[u8]) -> Result<Vec<&[u8]>, Wrong> {
    let mut all = Vec::new();
    if is_message(file) {
        all.push(file);
        return Ok(all);
    }
    let mut rest = file;
    while let Some((length, behind)) = rest.split_first_chunk() {
        let length = u32::from_be_bytes(*length) as usize;
        let (message, behind) = behind.split_at_checked(length).ok_or_else(broken)?;
        one_more(&mut all)?;
        all.push(message);
        rest = behind;
    }
    match rest.is_empty() {
        true => Ok(all),
        false => Err(broken()),
    }
}

fn is_message(start: &[u8]) -> bool {
    let mut rest = match start {
        [0x0a, rest @ ..] => rest,
        _ => return false,
    };
    let mut enter = |tag: u8| -> Option<bool> {
        crate::input::proto::wire::varint(&mut rest).ok()?;
        let is_so = rest.first() == Some(&tag);
        rest = rest.get(usize::from(is_so)..)?;
        Some(is_so)
    };
    // The resource, an attribute of it, its key.
    match (enter(0x0a), enter(0x0a), enter(0x0a)) {
        (Some(true), Some(true), Some(true)) => {
            crate::input::proto::wire::varint(&mut rest).is_ok() && rest.first().is_some_and(u8::is_ascii_alphabetic)
        }
        _ => is_without_resource(start),
    }
}

/// Whether the first scope stands where the resource would, or behind one that is empty.
fn is_without_resource(start: &[u8]) -> bool {
    let mut rest = &start[1..];
    let length = crate::input::proto::wire::varint(&mut rest);
    let rest = rest.strip_prefix(&[0x0a, 0x00]).unwrap_or(rest);
    length.is_ok() && rest.first() == Some(&0x12)
}

/// What is said of a file that is none to its end.
pub fn broken() -> Wrong {
    Wrong::Content("it ends within a message, or is none: was it cut".to_owned())
}

/// A field's number, its content, and its eight bytes as a number if it has such.
pub type Part<'a> = (u64, Content<'a>, u64);

/// Hands on each field of a message.
///
/// # Errors
///
/// It is no message to its end; or what `each` answers.
pub fn parts<'a>(mut message: &'a [u8], each: &mut dyn FnMut(Part<'a>) -> Result<(), Wrong>) -> Result<(), Wrong> {
    while !message.is_empty() {
        let before = message;
        let field = field(&mut message).map_err(|_| broken())?;
        let read = &before[..before.len() - message.len()];
        let fixed = read.last_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes));
        each((field.number, field.content, fixed))?;
    }
    Ok(())
}

/// The number of a field; 0 of one that is none.
pub fn number(content: Content<'_>) -> u64 {
    content.number().unwrap_or_default()
}

/// The dictionary: each entry of its lists as it is written.
#[derive(Default)]
pub struct Dictionary<'a> {
    /// Its mappings, each as it is written.
    pub mappings: Vec<&'a [u8]>,
    /// Its locations, each as it is written.
    pub locations: Vec<&'a [u8]>,
    /// Its functions, each as it is written.
    pub functions: Vec<&'a [u8]>,
    /// Its texts, each as it is written.
    pub texts: Vec<&'a [u8]>,
    /// Its attributes, each as it is written.
    pub attributes: Vec<&'a [u8]>,
    /// Its stacks, each as it is written.
    pub stacks: Vec<&'a [u8]>,
}

impl<'a> Dictionary<'a> {
    /// Takes a message of it apart.
    ///
    /// # Errors
    ///
    /// It is no message to its end, or the memory does not suffice.
    pub fn of(message: &'a [u8]) -> Result<Dictionary<'a>, Wrong> {
        let mut own = Dictionary::default();
        parts(message, &mut |(number, content, _)| {
            let list = match number {
                1 => &mut own.mappings,
                2 => &mut own.locations,
                3 => &mut own.functions,
                5 => &mut own.texts,
                6 => &mut own.attributes,
                7 => &mut own.stacks,
                _ => return Ok(()),
            };
            one_more(list)?;
            list.push(content.bytes().map_err(|_| broken())?);
            Ok(())
        })?;
        Ok(own)
    }
}

/// An entry of a list by its number; the first is what stands for nothing, and may be left out.
///
/// # Errors
///
/// There is none.
pub fn entry<'a>(list: &[&'a [u8]], number: u64) -> Result<&'a [u8], Wrong> {
    if number == 0 {
        return Ok(list.first().copied().unwrap_or_default());
    }
    let found = usize::try_from(number).ok().and_then(|number| list.get(number));
    found
        .copied()
        .ok_or_else(|| Wrong::Content("it points at what is not in its dictionary".to_owned()))
}

/// A sample as it is written.
#[derive(Default)]
pub struct Sample<'a> {
    /// The number of its stack in the dictionary.
    pub stack: u64,
    /// Its second field, as it is written.
    pub second: Option<Content<'a>>,
    /// Its third field, as it is written.
    pub third: Option<Content<'a>>,
    /// Its fourth field, as it is written.
    pub fourth: Option<Content<'a>>,
    /// How many times it was seen at, where that is said.
    pub times: usize,
}

impl<'a> Sample<'a> {
    /// Takes a message of it apart.
    ///
    /// # Errors
    ///
    /// It is no message to its end, or the memory does not suffice.
    pub fn of(message: &'a [u8]) -> Result<Sample<'a>, Wrong> {
        let mut own = Sample::default();
        parts(message, &mut |(field, content, _)| {
            match field {
                1 => own.stack = number(content),
                2 => own.second = Some(content),
                3 => own.third = Some(content),
                4 => own.fourth = Some(content),
                5 => own.times += content.bytes().map_or(1, |bytes| bytes.len() / 8),
                _ => {}
            }
            Ok(())
        })?;
        Ok(own)
    }

    /// Whether it is of the schema before, with its values second and its link fourth.
    pub fn is_old(&self) -> bool {
        match self.fourth {
            Some(content) => matches!(content, Content::Varint(_)),
            None => self.times == 0 && matches!(self.second, Some(Content::Bytes(_))),
        }
    }
}

/// Adds the numbers of a list.
///
/// # Errors
///
/// It is no list, or the memory does not suffice.
pub fn collect(content: Content<'_>, numbers: &mut Vec<u64>) -> Result<(), Wrong> {
    let mut full = Ok(());
    let read = content.for_each_number(|number| {
        if full.is_ok() {
            full = one_more(numbers);
            if full.is_ok() {
                numbers.push(number);
            }
        }
    });
    read.map_err(|_| broken())?;
    full.map_err(|error: OutOfMemory| error.into())
}
