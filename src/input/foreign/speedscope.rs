//! speedscope's JSON: stacks that were sampled, and calls with their begin and end.
//!
//! ```text
//! {"$schema":"https://www.speedscope.app/file-format-schema.json","shared":{"frames":[{"name":"main","file":"a.py","line":3}]},
//!  "profiles":[{"type":"sampled","name":"thread 1","unit":"seconds","samples":[[0,1],[0]],"weights":[0.5,0.25]},
//!              {"type":"evented","name":"thread 2","unit":"none","events":[{"type":"O","frame":0,"at":1},{"type":"C","frame":0,"at":4}]}]}
//! ```
//!
//! Stacks have their root first. All profiles of a file become one: those of a unit are a sample type, and where there are several, the
//! label `profile` says which. A unit of time becomes nanoseconds.

use super::super::Opened;
use super::Wrong;
use super::json::{Value, broken, has_keys, is_object, without_mark};
use super::maker::{Maker, Type};
use crate::base::room::one_more;
use crate::base::text::{counted, find};

/// Whether a file begins so: with the address of its schema, or with what only it has.
pub fn is_sign(start: &[u8]) -> bool {
    is_object(start)
        && (find(start, b"speedscope.app/file-format-schema.json").is_some()
            || has_keys(start, &[b"shared"]) && find(start, b"\"frames\"").is_some())
}

/// The units: what speedscope calls them, and what a sample type of each is, and how many of its unit one is.
const UNITS: [(&[u8], Type<'static>, f64); 6] = [
    (b"none", (b"samples", b"count"), 1.0),
    (b"nanoseconds", (b"time", b"nanoseconds"), 1.0),
    (b"microseconds", (b"time", b"nanoseconds"), 1e3),
    (b"milliseconds", (b"time", b"nanoseconds"), 1e6),
    (b"seconds", (b"time", b"nanoseconds"), 1e9),
    (b"bytes", (b"space", b"bytes"), 1.0),
];

#[derive(Default)]
struct Reader {
    maker: Maker,
    /// The place of each frame.
    places: Vec<u32>,
    types: Vec<Type<'static>>,
    /// The places of a stack, from the root.
    stack: Vec<u32>,
    leaf_first: Vec<u32>,
    rounded: u64,
    /// Calls that end and were not begun, or the other way round.
    torn: u64,
}

/// Where the values of a profile go.
struct Goal<'a> {
    column: usize,
    scale: f64,
    labels: &'a [crate::profile::Label],
}

/// Reads a whole file.
///
/// # Errors
///
/// It is wrong, or the memory does not suffice.
pub fn read(file: &[u8]) -> Result<Opened, Wrong> {
    let (mut shared, mut profiles) = (None, None);
    Value(without_mark(file)).fields(|key, value| {
        match key {
            b"shared" => shared = Some(value),
            b"profiles" => profiles = Some(value),
            _ => {}
        }
        Ok(())
    })?;
    let mut reader = Reader::default();
    let frames = shared.ok_or_else(broken)?.field(b"frames")?.ok_or_else(broken)?;
    frames.items(|frame| reader.frame(frame))?;
    let profiles = profiles.ok_or_else(broken)?;
    let mut count = 0_u64;
    profiles.items(|_| {
        count += 1;
        Ok(())
    })?;
    profiles.items(|profile| reader.profile(profile, count > 1))?;
    let mut notes = Vec::new();
    if reader.rounded > 0 {
        notes.push(format!(
            "{} not whole and rounded.",
            said(reader.rounded, "weight", "is", "are")
        ));
    }
    if reader.torn > 0 {
        notes.push(format!(
            "{} without the other end, or out of order, and left out.",
            said(reader.torn, "event", "is", "are")
        ));
    }
    let asides = match count {
        1 => Vec::new(),
        _ => vec![format!("Its {count} profiles are one here, with the label `profile`.")],
    };
    let types = std::mem::take(&mut reader.types);
    Ok(Opened {
        profiles: vec![(reader.maker.finish(&types)?, None)],
        notes,
        asides,
        ..Opened::default()
    })
}

fn said(count: u64, what: &str, one: &str, several: &str) -> String {
    format!("{} {}", counted(count, what), if count == 1 { one } else { several })
}

impl Reader {
    fn frame(&mut self, frame: Value<'_>) -> Result<(), Wrong> {
        let (mut name, mut file, mut line) = (Value(b""), Value(b""), 0);
        frame.fields(|key, value| {
            match key {
                b"name" => name = value,
                b"file" => file = value,
                b"line" => line = value.whole().unwrap_or_default().max(0),
                _ => {}
            }
            Ok(())
        })?;
        let function = self.maker.function(&name.text(), &file.text(), 0)?;
        one_more(&mut self.places)?;
        self.places.push(self.maker.frame(function, line)?);
        Ok(())
    }

    fn profile(&mut self, profile: Value<'_>, has_others: bool) -> Result<(), Wrong> {
        let (mut parts, mut kind, mut name, mut unit) = ([None; 3], Value(b""), Value(b""), Value(b""));
        profile.fields(|key, value| {
            match key {
                b"type" => kind = value,
                b"name" => name = value,
                b"unit" => unit = value,
                b"samples" => parts[0] = Some(value),
                b"weights" => parts[1] = Some(value),
                b"events" => parts[2] = Some(value),
                _ => {}
            }
            Ok(())
        })?;
        let unit = unit.text();
        let known = UNITS.iter().find(|(own, ..)| **own == *unit);
        let Some(&(_, of, scale)) = known else {
            let unit = String::from_utf8_lossy(&unit).into_owned();
            return Err(Wrong::Content(format!("it has a unit that is not known: {unit:?}")));
        };
        let column = match self.types.iter().position(|own| *own == of) {
            Some(column) => column,
            None => {
                self.types.push(of);
                self.types.len() - 1
            }
        };
        let labels = match has_others {
            true => vec![self.maker.label(b"profile", &name.text())?],
            false => Vec::new(),
        };
        let goal = Goal {
            column,
            scale,
            labels: &labels,
        };
        match (&*kind.text(), parts) {
            (b"sampled", [Some(samples), weights, _]) => self.sampled(samples, weights, &goal),
            (b"evented", [.., Some(events)]) => self.evented(events, &goal),
            _ => Err(Wrong::Content(
                "it has a profile that is neither sampled nor evented".to_owned(),
            )),
        }
    }

    /// The place of a frame by its number.
    fn place(&self, frame: Value<'_>) -> Result<u32, Wrong> {
        let number = frame.whole().and_then(|number| usize::try_from(number).ok());
        let place = number.and_then(|number| self.places.get(number));
        place
            .copied()
            .ok_or_else(|| Wrong::Content("it has a frame that is not in its list of frames".to_owned()))
    }

    fn sampled(&mut self, samples: Value<'_>, weights: Option<Value<'_>>, goal: &Goal<'_>) -> Result<(), Wrong> {
        let mut values: Vec<f64> = Vec::new();
        if let Some(weights) = weights {
            weights.items(|weight| {
                one_more(&mut values)?;
                values.push(weight.number().ok_or_else(broken)?);
                Ok(())
            })?;
        }
        let mut at = 0;
        samples.items(|sample| {
            let mut frames = std::mem::take(&mut self.stack);
            frames.clear();
            sample.items(|frame| {
                one_more(&mut frames)?;
                frames.push(self.place(frame)?);
                Ok(())
            })?;
            self.stack = frames;
            let weight = match weights {
                // Without weights each is worth one.
                None => 1.0,
                Some(_) => *values
                    .get(at)
                    .ok_or_else(|| Wrong::Content("it has more samples than weights".to_owned()))?,
            };
            at += 1;
            self.add(weight, goal)
        })
    }

    fn evented(&mut self, events: Value<'_>, goal: &Goal<'_>) -> Result<(), Wrong> {
        self.stack.clear();
        let mut since: Option<f64> = None;
        events.items(|event| {
            let (mut kind, mut frame, mut at) = (Value(b""), Value(b""), None);
            event.fields(|key, value| {
                match key {
                    b"type" => kind = value,
                    b"frame" => frame = value,
                    b"at" => at = value.number(),
                    _ => {}
                }
                Ok(())
            })?;
            let (at, place) = (at.ok_or_else(broken)?, self.place(frame)?);
            let before = since.replace(at).unwrap_or(at);
            if at < before {
                self.torn += 1;
                since = Some(before);
            } else if at > before && !self.stack.is_empty() {
                self.add(at - before, goal)?;
            }
            match &*kind.text() {
                b"O" => {
                    one_more(&mut self.stack)?;
                    self.stack.push(place);
                }
                b"C" if self.stack.last() == Some(&place) => drop(self.stack.pop()),
                _ => self.torn += 1,
            }
            Ok(())
        })?;
        self.torn += self.stack.len() as u64;
        Ok(())
    }

    /// Adds to what the stack weighs.
    fn add(&mut self, weight: f64, goal: &Goal<'_>) -> Result<(), Wrong> {
        let value = weight * goal.scale;
        // Of time less than a nanosecond is no loss.
        self.rounded += u64::from(goal.scale == 1.0 && value.fract() != 0.0);
        self.leaf_first.clear();
        for &place in self.stack.iter().rev() {
            one_more(&mut self.leaf_first)?;
            self.leaf_first.push(place);
        }
        let row = self.maker.row(&self.leaf_first, goal.labels)?;
        self.maker.add(row, goal.column, value.round() as i64)?;
        Ok(())
    }
}
