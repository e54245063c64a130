//! The lines of one writer: its dress, and the dumps that they are.
//!
//! What stands before a header on its line may stand before all lines of the stack, or before the header alone: `2026/11/28 12:00:00 `
//! is either. So such a header waits until a line shows what it is, and then is the first line of a stream of its own, or
//! one of this stream.

use super::assemble::{Assembler, End};
use super::csv;
use super::dress::{Bare, Layer, lines_of, quoted, undress};
use super::frame;
use super::header::{self, Sight, look};
use super::prefix::{Cut, LONGEST, Prefix};
use super::record::listed;
use super::seal::{Marks, Seal};
use crate::base::text::find;
use std::rc::Rc;

/// A writer of lines.
#[derive(Default)]
pub struct Stream {
    layers: Vec<Layer>,
    /// How the outermost one tells its lines from those of others.
    seal: Option<Seal>,
    assembler: Assembler,
    waiting: Vec<Waiting>,
    /// The blanks before the lines of a dump that is indented.
    indent: Vec<u8>,
    /// Whether the lines are those of a field of CSV that has not ended yet.
    is_in_field: bool,
    /// The start of a line that a log has parted.
    parted: Vec<u8>,
    /// The number of its last line.
    last: u64,
    /// Whether headers are taken: the first one tells that a file has dumps, whose lines are to be looked at closely.
    is_awake: bool,
}

/// A header of which is not known yet what stands before it.
struct Waiting {
    layer: Layer,
    seal: Option<Seal>,
    before: Rc<Prefix>,
    /// The column of its field, in a record of CSV.
    column: Option<csv::Column>,
    indent: Vec<u8>,
    header: Vec<u8>,
    /// The line that it is in, and its number.
    line: Vec<u8>,
    number: u64,
}

/// What a line of the file has been.
pub enum Taken {
    /// One of a dump, or what looks like one.
    Own,
    /// One of somebody else.
    Foreign,
    /// The first that is like a header: it was not taken.
    First,
    /// One of a stream in these layers, which is not there yet.
    Other(Vec<Layer>),
}

/// A header does not wait for more lines: its stack was cut off, or there never was one.
const LONGEST_WAIT: u64 = 4096;
/// So many headers wait in a stream.
const MOST_WAITING: usize = 512;
/// So many of them are asked whether a line is theirs that does not begin as they do.
const MOST_UNSURE: usize = 16;
/// A line in parts is not longer.
const MOST_PARTED: usize = 64 << 20;

impl Stream {
    /// The stream of what is in these layers, from a line of this number on.
    pub fn new(layers: Vec<Layer>, number: u64) -> Stream {
        Stream {
            seal: layers.first().and_then(Seal::new),
            layers,
            is_awake: true,
            last: number,
            ..Stream::default()
        }
    }

    /// How many goroutines were read so far.
    pub fn goroutines(&self) -> u64 {
        self.assembler.account.taken + self.waiting.len() as u64
    }

    /// The number of the last line that was the stream's.
    pub fn last(&self) -> u64 {
        self.last
    }

    /// Takes the next line, whose number is given, if it goes on with a goroutine as it was printed.
    pub fn goes_on(&mut self, line: &[u8], number: u64) -> bool {
        let is_bare = self.waiting.is_empty() && self.indent.is_empty() && !self.is_in_field;
        let goes_on = is_bare && self.assembler.goes_on(line);
        if goes_on {
            self.last = number;
        }
        goes_on
    }

    /// Whether a line may be the stream's.
    pub fn may_be(&self, line: &[u8], marks: &mut Marks) -> bool {
        let (Some(seal), Some(layer)) = (self.seal, self.layers.first()) else {
            return true;
        };
        marks.fit(seal, layer, line)
    }

    /// Whether a goroutine is open that may go on.
    pub fn is_inside(&self) -> bool {
        !self.assembler.is_between() || !self.waiting.is_empty()
    }

    /// From now on headers are taken.
    pub fn wake(&mut self) {
        self.is_awake = true;
    }

    /// What is in the layers of the stream; none if the line is not the stream's.
    pub fn bare<'a>(&self, line: &'a [u8]) -> Option<Bare<'a>> {
        undress(&self.layers, line)
    }

    /// A line that has nothing of what is around those of the stream. If that is no name, both may be of one writer.
    pub fn passes(&mut self, line: &[u8]) {
        if !self.layers.iter().any(Layer::is_name) {
            self.assembler.passes(line);
        }
    }

    /// A line is about to be taken: it may show that a header that waits was the first line of another stream, which it is then.
    pub fn parts_with(&mut self, bare: &Bare<'_>, number: u64) -> Option<Stream> {
        while self
            .waiting
            .first()
            .is_some_and(|waiting| waiting.number + LONGEST_WAIT < number)
        {
            #[expect(clippy::disallowed_methods, reason = "few headers wait")]
            let first = self.waiting.remove(0);
            self.begin(first);
        }
        let text = &*bare.text;
        if self.waiting.is_empty() || text.trim_ascii().is_empty() {
            return None;
        }
        let mut marks = Marks::new(MOST_UNSURE);
        let mut is_own = |waiting: &Waiting| {
            if waiting.seal.is_some_and(|seal| !marks.fit(seal, &waiting.layer, text)) {
                return false;
            }
            let bare = waiting.layer.inside(text);
            bare.is_some_and(|bare| bare.is_parted || is_of_stack(&bare.text) || is_header(&bare.text))
        };
        if let Some(at) = self.waiting.iter().rposition(&mut is_own) {
            #[expect(clippy::disallowed_methods, reason = "few headers wait")]
            let waiting = self.waiting.remove(at);
            let layer = waiting.layer.clone();
            return Some(self.part(waiting, layer));
        }
        let layer = self.latest(|waiting| waiting.column(text));
        if layer.is_none() && (is_of_stack(text) && is_certain(text) || begins(text)) {
            self.settle();
            return None;
        }
        let layer = layer.or_else(|| self.latest(|waiting| waiting.with_any_ids(text)));
        let (at, layer) = layer.or_else(|| self.latest(|waiting| waiting.shorter(text)))?;
        #[expect(clippy::disallowed_methods, reason = "few headers wait")]
        let waiting = self.waiting.remove(at);
        Some(self.part(waiting, layer))
    }

    /// The last header that waits of which there is a layer.
    fn latest(&self, layer: impl Fn(&Waiting) -> Option<Layer>) -> Option<(usize, Layer)> {
        let mut all = self.waiting.iter().enumerate().rev().take(MOST_UNSURE);
        all.find_map(|(at, waiting)| Some((at, layer(waiting)?)))
    }

    /// The stream that a header begins which is in another layer.
    fn part(&self, waiting: Waiting, layer: Layer) -> Stream {
        let layers = [&self.layers[..], &[layer]].concat();
        let mut stream = Stream::new(layers, waiting.number);
        stream.begin(waiting);
        stream
    }

    /// All headers that wait are the stream's own.
    fn settle(&mut self) {
        for waiting in std::mem::take(&mut self.waiting) {
            self.begin(waiting);
        }
    }

    fn begin(&mut self, waiting: Waiting) {
        self.assembler.sees(&waiting.line);
        self.assembler.line(&waiting.header, waiting.number);
        self.indent = waiting.indent;
    }

    /// Takes a line of the file, whose number is given, and what is in the layers of the stream.
    pub fn take(&mut self, bare: &Bare<'_>, line: &[u8], number: u64) -> Taken {
        if bare.is_parted {
            let room = MOST_PARTED.saturating_sub(self.parted.len()).min(bare.text.len());
            self.parted.extend_from_slice(&bare.text[..room]);
            self.last = number;
            return Taken::Own;
        }
        let mut text = std::mem::take(&mut self.parted);
        self.assembler.sees(line);
        let taken = match text.is_empty() {
            true => self.lines(&bare.text, line, number),
            false => {
                text.extend_from_slice(&bare.text);
                self.lines(&text, line, number)
            }
        };
        if !matches!(taken, Taken::Other(_)) && !self.layers.iter().all(|layer| matches!(layer, Layer::Before(_))) {
            // What a record has beside its text is passed over, but not in silence.
            let skipped = header::count(line).saturating_sub(header::count(&bare.text));
            self.assembler.account.refuse_all(skipped, line, number);
        }
        if !self.layers.is_empty() || !matches!(taken, Taken::Foreign) {
            self.last = number;
        }
        taken
    }

    /// Takes what a line of the file stands for: one line, or many if it is a record.
    fn lines(&mut self, text: &[u8], line: &[u8], number: u64) -> Taken {
        let one = text.strip_suffix(b"\n").unwrap_or(text);
        if memchr::memchr(b'\n', one).is_none() {
            return self.one(one.strip_suffix(b"\r").unwrap_or(one), line, number);
        }
        self.text(text, line, number);
        Taken::Own
    }

    /// Takes the lines of a text that is in a line of the file.
    fn text(&mut self, text: &[u8], line: &[u8], number: u64) {
        for text in lines_of(text) {
            self.assembler.line(text, number);
        }
        self.assembler
            .text_ends([text.len(), line.len()], !text.ends_with(b"\n"));
    }

    fn one(&mut self, text: &[u8], line: &[u8], number: u64) -> Taken {
        if self.is_in_field && text.contains(&b'"') {
            let (text, is_closed) = csv::within(text);
            self.assembler.line(&text, number);
            self.is_in_field = !is_closed;
            if is_closed {
                self.assembler.line(b"", number);
            }
            return Taken::Own;
        }
        let text = self.unindented(text);
        let sight = look(text);
        if !self.is_awake && sight != Sight::None {
            return Taken::First;
        }
        let at = match sight {
            Sight::None => return self.own(text, number),
            Sight::Alike => return self.quoted(text, line, number),
            // A record that was cut behind its last header: there are others in it.
            Sight::Header(at, _) if find(&text[..at], b"]:\\n").is_some() => return self.quoted(text, line, number),
            Sight::Header(at, _) => at,
        };
        let before = &text[..at];
        if is_blank(before) {
            // One that goes on has its blanks taken off.
            self.indent.extend_from_slice(before);
            return self.own(text, number);
        }
        if before.ends_with(b"\"") && self.begins_field(text, line, number) {
            return Taken::Own;
        }
        if at > LONGEST {
            return self.own(text, number);
        }
        // More blanks are those of a dump that is indented.
        let (before, indent) = before.split_at((before.trim_ascii_end().len() + 1).min(at));
        let layer = Layer::before(before);
        self.wait(Waiting {
            seal: Seal::new(&layer),
            layer,
            before: Rc::new(Prefix::new(before)),
            column: csv::Column::of(text, at),
            indent: indent.to_vec(),
            header: text[at..].to_vec(),
            line: line[..line.len().min(LONGEST)].to_vec(),
            number,
        });
        Taken::Own
    }

    /// Takes a line that has the words of a header in quotes, or in prose.
    fn quoted(&mut self, text: &[u8], line: &[u8], number: u64) -> Taken {
        // With a comma behind it is of a list rather than the first field of a record.
        let is_listed = text.ends_with(b",") && listed(text).is_some() || is_json(text);
        if !is_listed && self.begins_field(text, line, number) {
            return Taken::Own;
        }
        let quoted = quoted(text);
        if !quoted.layers.is_empty() {
            let layers = [&self.layers[..], &quoted.layers].concat();
            if undress(&layers, line).is_some_and(|bare| is_header(&bare.text)) {
                return Taken::Other(layers);
            }
        }
        self.assembler.account.copy(quoted.copies);
        for text in &quoted.texts {
            self.text(text, line, number);
            if text.contains(&b'\n') {
                self.assembler.line(b"", number);
            }
        }
        match quoted.texts.is_empty() {
            true => self.own(text, number),
            false => Taken::Own,
        }
    }

    /// Takes a header in a field of CSV; answers whether there is one.
    fn begins_field(&mut self, text: &[u8], line: &[u8], number: u64) -> bool {
        let Some(field) = csv::header(text) else {
            return false;
        };
        if !field.is_closed || field.start > LONGEST {
            self.is_in_field = !field.is_closed;
            self.assembler.line(&field.text, number);
            return true;
        }
        let before = Rc::new(Prefix::new(&text[..field.start]));
        let layer = Layer::Field(before.clone());
        self.wait(Waiting {
            seal: Seal::new(&layer),
            layer,
            before,
            column: csv::Column::of(text, field.start),
            indent: Vec::new(),
            header: field.text,
            line: line[..line.len().min(LONGEST)].to_vec(),
            number,
        });
        true
    }

    fn wait(&mut self, waiting: Waiting) {
        if self.waiting.len() == MOST_WAITING {
            #[expect(clippy::disallowed_methods, reason = "few headers wait")]
            let first = self.waiting.remove(0);
            self.begin(first);
        }
        self.waiting.push(waiting);
    }

    fn own(&mut self, text: &[u8], number: u64) -> Taken {
        match self.assembler.line(text, number) {
            true => Taken::Own,
            false => Taken::Foreign,
        }
    }

    /// A line without the blanks before it, as long as all lines have them.
    fn unindented<'a>(&mut self, text: &'a [u8]) -> &'a [u8] {
        if self.indent.is_empty() {
            return text;
        }
        match text.strip_prefix(&self.indent[..]) {
            Some(text) => text,
            None => {
                if !text.trim_ascii().is_empty() {
                    self.indent.clear();
                }
                text
            }
        }
    }

    /// No line comes any more; the file has ended so.
    pub fn finish(mut self, end: End) -> Assembler {
        self.settle();
        self.assembler.finish(end);
        self.assembler
    }
}

impl Waiting {
    /// The layer of a call that has only the first words of what stood before the header.
    fn shorter(&self, text: &[u8]) -> Option<Layer> {
        let shared = self.before.shared(text).into_iter();
        let mut words = shared.filter(|&(own, at)| own > 0 && is_call(&text[at..]));
        let (own, _) = words.next()?;
        Some(Layer::before(&self.before.bytes()[..own]))
    }

    /// The layer of a call behind other ids than those before the header.
    fn with_any_ids(&self, text: &[u8]) -> Option<Layer> {
        if !text.ends_with(b")") {
            return None;
        }
        let prefix = Prefix::with_any_ids(self.before.bytes());
        match prefix.cut(text) {
            Cut::Behind(at) if is_call(&text[at..]) => Some(Layer::Before(Rc::new(prefix))),
            _ => None,
        }
    }

    /// The layer of a call that is in the same column of another record.
    fn column(&self, text: &[u8]) -> Option<Layer> {
        let column = self.column?;
        let is_own = column.text(text).is_some_and(|text| is_call(&text));
        is_own.then_some(Layer::Column(column))
    }
}

/// Whether a line is a whole list or object of JSON.
fn is_json(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    let line = line.strip_suffix(b",").unwrap_or(line);
    line.starts_with(b"[") && line.ends_with(b"]") || line.starts_with(b"{") && line.ends_with(b"}")
}

/// Whether a line is a call with its brackets.
fn is_call(text: &[u8]) -> bool {
    text.ends_with(b")") && is_of_stack(text)
}

/// Whether a line begins a goroutine, with nothing but blanks before it.
fn begins(text: &[u8]) -> bool {
    matches!(look(text), Sight::Header(at, _) if is_blank(&text[..at]))
}

/// Whether there is nothing but blanks.
fn is_blank(text: &[u8]) -> bool {
    text.trim_ascii().is_empty()
}

/// Whether a line has a header.
fn is_header(text: &[u8]) -> bool {
    matches!(look(text), Sight::Header(..))
}

/// Whether a line goes on with a stack as it is printed.
fn is_of_stack(line: &[u8]) -> bool {
    frame::mark(line).is_some() || frame::call(line).is_some_and(|call| frame::is_name(call.name))
}

/// Whether a line of a stack is more than a word, which anybody may write.
fn is_certain(line: &[u8]) -> bool {
    line.iter().any(|byte| b".( ".contains(byte))
}
