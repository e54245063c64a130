//! OTLP profiles: what a collector of OpenTelemetry or its profiler writes into a file, in protobuf.
//!
//! ```text
//! ProfilesData     1 resource_profiles: Resource, then scopes with their profiles;  2 dictionary: all that samples point at
//! Dictionary       1 mappings  2 locations  3 functions  5 texts  6 attributes  7 stacks: lists that begin with nothing
//! Profile          1 sample_type  2 samples  3 time  4 duration  5 period_type  6 period  9 format and 10 bytes of what it was made from
//! Sample           1 stack  2 attributes  3 link  4 values  5 times
//! ```
//!
//! A collector writes many messages into a file, each behind its length in four bytes, the largest first.
//!
//! The schema is `opentelemetry.proto.profiles.v1development` as it is today; before, a sample had its values as 2 and its attributes as 3,
//! which is read as well. Still older ones, with locations in the profile, are refused. All profiles of a file become one: each type of
//! theirs is a sample type, the attributes of resources and samples are labels. Where a profile brings the file of pprof that it was made
//! from, that is opened instead.

mod messages;

use super::super::{Loader, Opened};
use super::Wrong;
use super::maker::Maker;
use crate::base::columns::StringId;
use crate::base::decimal::shortest;
use crate::base::room::one_more;
use crate::base::text::counted;
use crate::input::proto::wire::Content;
use crate::profile::{Label, Line};
use messages::{Dictionary, Sample, broken, collect, entry, messages, number, parts};
use rustc_hash::FxHashMap;

pub use messages::is_sign;

/// So many attributes of a resource become labels of each of its samples.
const MOST_ATTRIBUTES: usize = 32;

#[derive(Default)]
struct Reader<'a> {
    dictionary: Dictionary<'a>,
    maker: Maker,
    /// The place of each location, as they are asked for.
    places: FxHashMap<u64, u32>,
    types: Vec<(StringId, StringId)>,
    labels: Vec<Label>,
    stack: Vec<u32>,
    lines: Vec<Line>,
    time: u64,
    duration: u64,
    links: u64,
    /// Attributes of resources that are too many.
    left_out: u64,
    old: u64,
    /// Files of pprof that profiles were made from.
    originals: Vec<Opened>,
}

/// Reads a whole file.
///
/// # Errors
///
/// It is wrong, or the memory does not suffice.
pub fn read(file: &[u8]) -> Result<Opened, Wrong> {
    let mut reader = Reader::default();
    for message in messages(file)? {
        reader.message(message)?;
    }
    reader.finish()
}

impl<'a> Reader<'a> {
    /// Reads a message, which has a dictionary of its own.
    fn message(&mut self, message: &'a [u8]) -> Result<(), Wrong> {
        let (mut resources, mut dictionary) = (Vec::new(), None);
        parts(message, &mut |(number, content, _)| {
            match number {
                1 => {
                    one_more(&mut resources)?;
                    resources.push(content.bytes().map_err(|_| broken())?);
                }
                2 => dictionary = content.bytes().ok(),
                _ => {}
            }
            Ok(())
        })?;
        let no_dictionary =
            || Wrong::Content("it has no dictionary of profiles: is it of traces, metrics or logs".to_owned());
        self.dictionary = Dictionary::of(dictionary.ok_or_else(no_dictionary)?)?;
        self.places.clear();
        resources.into_iter().try_for_each(|resource| self.resource(resource))
    }

    fn resource(&mut self, message: &'a [u8]) -> Result<(), Wrong> {
        self.labels.clear();
        parts(message, &mut |(field, content, _)| match (field, content) {
            (1, Content::Bytes(resource)) => parts(resource, &mut |(field, content, _)| match (field, content) {
                (1, Content::Bytes(attribute)) if self.labels.len() < MOST_ATTRIBUTES => {
                    self.attribute(attribute, false)
                }
                (1, Content::Bytes(_)) => {
                    self.left_out += 1;
                    Ok(())
                }
                _ => Ok(()),
            }),
            _ => Ok(()),
        })?;
        parts(message, &mut |(field, content, _)| match (field, content) {
            (2, Content::Bytes(scope)) => parts(scope, &mut |(field, content, _)| match (field, content) {
                (2, Content::Bytes(profile)) => self.profile(profile),
                _ => Ok(()),
            }),
            _ => Ok(()),
        })
    }

    /// Makes a label of an attribute, whose key is a text or, in the dictionary, the number of one.
    fn attribute(&mut self, message: &[u8], is_listed: bool) -> Result<(), Wrong> {
        let (mut key, mut value, mut unit) = (StringId::EMPTY, None, 0);
        parts(message, &mut |(field, content, _)| {
            match (field, content) {
                (1, Content::Bytes(text)) if !is_listed => key = self.maker.strings.add(text)?,
                (1, Content::Varint(number)) if is_listed => key = self.text(number)?,
                (2, Content::Bytes(any)) => {
                    parts(any, &mut |(field, content, fixed)| {
                        value = Some((
                            field,
                            content.bytes().unwrap_or_default().to_vec(),
                            number(content),
                            fixed,
                        ));
                        Ok(())
                    })?;
                }
                (3, Content::Varint(number)) => unit = number,
                _ => {}
            }
            Ok(())
        })?;
        let text = match value {
            None => return Ok(()),
            Some((1, text, ..)) => text,
            Some((2, _, switch, _)) => if switch == 0 { &b"false"[..] } else { b"true" }.to_vec(),
            Some((3, _, number, _)) => {
                let unit = match unit {
                    0 => None,
                    unit => Some(self.text(unit)?),
                };
                one_more(&mut self.labels)?;
                self.labels.push(Label::Number {
                    key,
                    value: number as i64,
                    unit,
                });
                return Ok(());
            }
            Some((4, _, _, fixed)) => shortest(f64::from_bits(fixed)).into_bytes(),
            // Lists and bytes are no labels.
            Some(_) => return Ok(()),
        };
        let value = self.maker.strings.add(&text)?;
        one_more(&mut self.labels)?;
        self.labels.push(Label::Text { key, value });
        Ok(())
    }

    /// A text of the dictionary.
    fn text(&mut self, number: u64) -> Result<StringId, Wrong> {
        let text = entry(&self.dictionary.texts, number)?;
        Ok(self.maker.strings.add(text)?)
    }

    fn profile(&mut self, message: &'a [u8]) -> Result<(), Wrong> {
        let (mut of, mut original, mut time, mut duration) = (None, &b""[..], 0, 0);
        let mut is_older = false;
        parts(message, &mut |(field, content, fixed)| {
            match (field, content) {
                (1, Content::Bytes(value_type)) => of = Some(value_type),
                (3, Content::Fixed) => time = fixed,
                // There it had a list of its locations.
                (3, _) => is_older = true,
                (4, content) => duration = number(content),
                (10, Content::Bytes(bytes)) => original = bytes,
                _ => {}
            }
            Ok(())
        })?;
        if is_older {
            return Err(Wrong::Content(
                "it is of an older schema, which is not read. Its profiler has a newer version".to_owned(),
            ));
        }
        if !original.is_empty() && self.original(original)? {
            return Ok(());
        }
        let column = self.column(of)?;
        if self.time == 0 || time != 0 && time < self.time {
            self.time = time;
        }
        self.duration = self.duration.max(duration);
        parts(message, &mut |(field, content, _)| match (field, content) {
            (2, Content::Bytes(sample)) => self.sample(sample, column),
            _ => Ok(()),
        })
    }

    /// Opens what a profile was made from, if it is of pprof.
    fn original(&mut self, file: &[u8]) -> Result<bool, Wrong> {
        let mut loader = Loader::strict();
        let opened = loader.push(file).and_then(|()| loader.finish());
        let Ok(opened) = opened else { return Ok(false) };
        one_more(&mut self.originals)?;
        self.originals.push(opened);
        Ok(true)
    }

    /// The column of a type.
    fn column(&mut self, value_type: Option<&[u8]>) -> Result<usize, Wrong> {
        let mut of = [0; 2];
        parts(value_type.unwrap_or_default(), &mut |(field, content, _)| {
            match field {
                1 => of[0] = number(content),
                2 => of[1] = number(content),
                _ => {}
            }
            Ok(())
        })?;
        let of = (self.text(of[0])?, self.text(of[1])?);
        Ok(match self.types.iter().position(|own| *own == of) {
            Some(column) => column,
            None => {
                one_more(&mut self.types)?;
                self.types.push(of);
                self.types.len() - 1
            }
        })
    }

    fn sample(&mut self, message: &'a [u8], column: usize) -> Result<(), Wrong> {
        let sample = Sample::of(message)?;
        let (values, attributes, link) = match sample.is_old() {
            true => (sample.second, sample.third, sample.fourth),
            false => (sample.fourth, sample.second, sample.third),
        };
        self.old += u64::from(sample.is_old());
        self.links += u64::from(link.is_some_and(|link| number(link) != 0));
        let (mut value, mut is_valued) = (0_i64, false);
        if let Some(values) = values {
            let read =
                values.for_each_number(|number| (value, is_valued) = (value.saturating_add(number as i64), true));
            read.map_err(|_| broken())?;
        }
        if !is_valued {
            value = sample.times as i64;
        }
        let own = self.labels.len();
        let mut numbers: Vec<u64> = Vec::new();
        if let Some(attributes) = attributes {
            collect(attributes, &mut numbers)?;
        }
        for number in numbers.drain(..) {
            let attribute = entry(&self.dictionary.attributes, number)?;
            self.attribute(attribute, true)?;
        }
        self.stack.clear();
        parts(entry(&self.dictionary.stacks, sample.stack)?, &mut |(
            field,
            content,
            _,
        )| match field {
            1 => collect(content, &mut numbers),
            _ => Ok(()),
        })?;
        for number in numbers {
            let place = self.place(number)?;
            one_more(&mut self.stack)?;
            self.stack.push(place);
        }
        let row = self.maker.row(&self.stack, &self.labels)?;
        self.maker.add(row, column, value)?;
        self.labels.truncate(own);
        Ok(())
    }

    /// The place of a location of the dictionary.
    fn place(&mut self, number_of: u64) -> Result<u32, Wrong> {
        if let Some(&place) = self.places.get(&number_of) {
            return Ok(place);
        }
        let (mut mapping, mut address) = (0, 0);
        self.lines.clear();
        parts(entry(&self.dictionary.locations, number_of)?, &mut |(
            field,
            content,
            _,
        )| {
            match (field, content) {
                (1, content) => mapping = number(content),
                (2, content) => address = number(content),
                (3, Content::Bytes(line)) => self.line(line)?,
                _ => {}
            }
            Ok(())
        })?;
        let mut file = 0;
        parts(entry(&self.dictionary.mappings, mapping)?, &mut |(
            field,
            content,
            _,
        )| {
            if field == 4 {
                file = number(content);
            }
            Ok(())
        })?;
        let file = self.text(file)?;
        let mapping = self.maker.mapping_of(file)?;
        let place = self.maker.place(mapping, address, &self.lines)?;
        crate::base::room::one_more_key(&mut self.places)?;
        self.places.insert(number_of, place);
        Ok(place)
    }

    fn line(&mut self, message: &[u8]) -> Result<(), Wrong> {
        let mut of = [0; 3];
        parts(message, &mut |(field, content, _)| {
            if let Some(own) = usize::try_from(field)
                .ok()
                .and_then(|field| of.get_mut(field.wrapping_sub(1)))
            {
                *own = number(content);
            }
            Ok(())
        })?;
        let [function, line, column] = of;
        let mut of = [0; 4];
        parts(entry(&self.dictionary.functions, function)?, &mut |(
            field,
            content,
            _,
        )| {
            if let Some(own) = usize::try_from(field)
                .ok()
                .and_then(|field| of.get_mut(field.wrapping_sub(1)))
            {
                *own = number(content);
            }
            Ok(())
        })?;
        let [name, system_name, file, start_line] = of;
        let name = if name == 0 { system_name } else { name };
        let (name, file) = (self.text(name)?, self.text(file)?);
        let function = self.maker.function_of(name, file, start_line as i64)?;
        one_more(&mut self.lines)?;
        self.lines.push(Line {
            function,
            line: line as i64,
            column: column as i64,
        });
        Ok(())
    }

    fn finish(mut self) -> Result<Opened, Wrong> {
        let types = self.types.iter();
        let types = types.map(|&(kind, unit)| [kind, unit].map(|id| self.maker.strings.get(id).to_vec()));
        let types: Vec<[Vec<u8>; 2]> = types.collect();
        let types: Vec<(&[u8], &[u8])> = types.iter().map(|[kind, unit]| (&kind[..], &unit[..])).collect();
        let mut opened = Opened::default();
        if !types.is_empty() {
            let mut profile = self.maker.finish(&types)?;
            profile.time_nanos = self.time as i64;
            profile.duration_nanos = self.duration as i64;
            opened.profiles.push((profile, None));
        }
        if self.links > 0 {
            let verb = if self.links == 1 { "has a link" } else { "have links" };
            let links = counted(self.links, "sample");
            opened
                .notes
                .push(format!("{links} {verb} to a trace, which is left out."));
        }
        if self.left_out > 0 {
            let attributes = counted(self.left_out, "attribute");
            let verb = if self.left_out == 1 { "is" } else { "are" };
            opened.notes.push(format!(
                "{attributes} of resources {verb} more than {MOST_ATTRIBUTES} and left out."
            ));
        }
        opened.asides.push(
            match self.old {
                0 => "Its schema is v1development, as it is today.",
                _ => "Its schema is v1development with values before attributes, as it was before.",
            }
            .to_owned(),
        );
        if !self.originals.is_empty() {
            let count = counted(self.originals.len() as u64, "profile");
            let verb = if self.originals.len() == 1 { "brings" } else { "bring" };
            opened
                .asides
                .push(format!("{count} {verb} the file of pprof along, which is opened."));
        }
        for original in self.originals.drain(..) {
            opened.profiles.extend(original.profiles);
            opened.notes.extend(original.notes);
        }
        match opened.profiles.is_empty() {
            true => Err(Wrong::Content("it has no profiles".to_owned())),
            false => Ok(opened),
        }
    }
}
