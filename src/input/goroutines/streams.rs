//! The writers of a log, whose lines come one between another.
//!
//! ```text
//! api-1  | goroutine 7 [running]:
//! api-2  | goroutine 9 [select]:
//! api-1  | main.main()
//! ```
//!
//! Each has a stream of its own, which knows what is around its lines. A line is that stream's of which it has the most around it;
//! it is the plain one's if it has nothing of any. A header with something else around it opens another. If there are too
//! many, the one without a line for the longest time is at its end.

use super::account::Account;
use super::assemble::End;
use super::dress::Bare;
use super::dump::Dump;
use super::markup;
use super::seal::Marks;
use super::stream::{Stream, Taken};
use std::borrow::Cow;

/// Everybody who has written lines of a file, and what those have left who write no more.
#[derive(Default)]
pub struct Streams {
    /// The one with nothing around its lines.
    plain: Stream,
    others: Vec<Stream>,
    /// What those have left that are at their ends.
    dumps: Vec<Dump>,
    account: Account,
    is_html: bool,
    /// Whether a line was like a header.
    is_awake: bool,
}

/// So many streams with something around their lines are open: a log of more containers than this dumps them one after another.
pub const MOST_STREAMS: usize = 512;
/// So many are all asked whether a line is theirs.
const FEW: usize = 4;
/// A line opens no more streams, one in another.
const MOST_TURNS: usize = 32;

impl Streams {
    /// Takes a line of the file.
    pub fn line(&mut self, line: &[u8], number: u64) {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        // Nearly all lines of a dump as it is printed go on with a goroutine: they are looked at once.
        if self.others.is_empty() && !self.is_html && self.plain.goes_on(line, number) {
            return;
        }
        let whole = line;
        let line = self.undecorated(line);
        // Each turn but the last one opens a stream of which the line is.
        for _ in 0..MOST_TURNS {
            let (own, bare) = self.owner(&line);
            let stream = match own {
                Some(own) => &mut self.others[own],
                None => &mut self.plain,
            };
            if let Some(other) = stream.parts_with(&bare, number) {
                self.open(other);
                continue;
            }
            match stream.take(&bare, &line, number) {
                Taken::Own => {}
                Taken::Foreign if own.is_some() => {}
                Taken::Foreign => {
                    // It may stand between two dumps of whoever has written before.
                    let last = self.others.iter_mut().max_by_key(|stream| stream.last());
                    if let Some(last) = last.filter(|stream| stream.last() > self.plain.last()) {
                        last.passes(&line);
                    }
                }
                Taken::First => {
                    self.is_awake = true;
                    self.plain.wake();
                    return self.line(whole, number);
                }
                Taken::Other(layers) => {
                    self.open(Stream::new(layers, number));
                    continue;
                }
            }
            return;
        }
    }

    /// Without what terminals, syslog and HTML write into lines.
    fn undecorated<'a>(&mut self, line: &'a [u8]) -> Cow<'a, [u8]> {
        let mut line = Cow::Borrowed(line);
        let is_marked = match self.is_awake {
            true => markup::is_marked(&line),
            // A log without dumps is read fast.
            false => memchr::memchr(0x1b, &line).is_some(),
        };
        if is_marked {
            line = Cow::Owned(markup::plain(&line));
        }
        if !self.is_awake {
            return line;
        }
        self.is_html = self.is_html || markup::is_html(&line);
        if self.is_html && memchr::memchr2(b'&', b'<', &line).is_some() {
            line = Cow::Owned(markup::without_html(&line));
        }
        line
    }

    /// Whose a line is, and what is in the layers of that stream: the one that leaves the least of it.
    fn owner<'a>(&self, line: &'a [u8]) -> (Option<usize>, Bare<'a>) {
        let mut owner = (None, Bare::plain(line));
        let mut marks = Marks::new(MOST_STREAMS);
        let is_many = self.others.len() > FEW;
        for (at, stream) in self.others.iter().enumerate() {
            if is_many && !stream.may_be(line, &mut marks) {
                continue;
            }
            if let Some(bare) = stream.bare(line)
                && bare.text.len() < owner.1.text.len()
            {
                owner = (Some(at), bare);
            }
        }
        owner
    }

    fn open(&mut self, stream: Stream) {
        let oldest = (0..self.others.len()).min_by_key(|&at| self.others[at].last());
        if let Some(oldest) = oldest.filter(|_| self.others.len() == MOST_STREAMS) {
            #[expect(clippy::disallowed_methods, reason = "there are no more streams than this")]
            let oldest = self.others.remove(oldest);
            self.account.crowded += u64::from(oldest.is_inside());
            self.end(oldest, End::default());
        }
        self.others.push(stream);
    }

    fn end(&mut self, stream: Stream, end: End) {
        let assembler = stream.finish(end);
        self.dumps.extend(assembler.dumps);
        self.account.add(assembler.account);
    }

    /// How many goroutines were read so far.
    pub fn goroutines(&self) -> u64 {
        let open = self.others.iter().chain([&self.plain]).map(Stream::goroutines);
        self.account.taken + open.sum::<u64>()
    }

    /// No line comes any more; the file is so many bytes long, and has ended in the middle of its last line, whose number is given, if
    /// that is open. The dumps in the order of their first lines, and what has become of all headers.
    pub fn finish(mut self, size: u64, line: u64, is_open: bool) -> (Vec<Dump>, Account) {
        let mut all = std::mem::take(&mut self.others);
        #[expect(clippy::disallowed_methods, reason = "once")]
        all.insert(0, std::mem::take(&mut self.plain));
        let last = all.iter().map(Stream::last).max();
        for stream in all {
            let is_last = Some(stream.last()) == last;
            let is_at_end = stream.last() + u64::from(is_open) >= line;
            let end = End {
                is_open: is_open && is_last,
                size: Some(size).filter(|_| is_last && is_at_end),
            };
            self.end(stream, end);
        }
        self.dumps
            .sort_by_key(|dump| dump.goroutines.first().map(|goroutine| goroutine.line));
        (self.dumps, self.account)
    }
}
