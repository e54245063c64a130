//! Symbols of a text -> frames and labels: a profile of bare addresses in; the same with the frames that its comments
//! name out.
//!
//! ```text
//! stack      0x48798a  0x5a0c67             0x5a0c68          0x5a1664        0x48e2c1
//! symbols    runtime   await, entry 5a0ba0  Send, same entry  deliver         exit
//! becomes    [runtime.(hidden)]  [await inlined into Send]    [deliver]
//! ```
//!
//! Go's texts hold an address for each call that was inlined, too. Here such calls become frames of one location, as
//! they are in a profile.proto file of the same moment, so that both make the same reports. (`go tool pprof`, given such
//! a text and the program, shows the physical function once for every call that was inlined into it.)

use super::distinct::Distinct;
use crate::base::blocks::Blocks;
use crate::base::columns::StringId;
use crate::base::error::OutOfMemory;
use crate::base::room::one_more;
use crate::profile::{Function, FunctionId, Labels, Line, Location, Place, Profile, Symbol, Symbols};
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// The function of addresses that a text does not name: runtime/pprof leaves out the runtime's functions at the leaf,
/// unless there are no others. The expression `runtime\..*` matches it, so what is dropped from heaps drops it, too.
const HIDDEN: &[u8] = b"runtime.(hidden)";

/// Gives a profile the frames and labels that its text names. One that has no such text stays as it is.
///
/// # Errors
///
/// The memory does not suffice.
pub fn symbolize(profile: &mut Profile) -> Result<(), OutOfMemory> {
    let Some(symbols) = profile.symbols.take() else {
        return Ok(());
    };
    let hidden = Rc::make_mut(&mut profile.strings).intern(HIDDEN);
    let mut frames = Frames::new(&symbols, &profile.locations, hidden);
    let mut stacks = Blocks::default();
    let (mut starts, mut lengths) = (Vec::new(), Vec::new());
    let (mut bare, mut stack) = (Vec::new(), Vec::new());
    for sample in 0..profile.samples.len() {
        stack.clear();
        bare.clear();
        bare.extend(profile.samples.stack(sample));
        frames.stack(&bare, &mut stack)?;
        one_more(&mut starts)?;
        one_more(&mut lengths)?;
        starts.push(stacks.add(&stack)?);
        lengths.push(stack.len() as u32);
    }
    let Frames {
        locations,
        lines,
        functions,
        ..
    } = frames;
    profile.locations = locations;
    profile.lines = lines;
    profile.functions = functions;
    profile.samples = profile.samples.with_stacks(stacks, starts, lengths);
    if !symbols.labels.is_empty() {
        profile.samples = profile.samples.with_labels(all_labels(profile, &symbols.labels)?);
    }
    tell_mappings(profile);
    Ok(())
}

/// The labels of the samples, and behind them those of the text.
fn all_labels(profile: &Profile, named: &Labels) -> Result<Labels, OutOfMemory> {
    let mut labels = Labels::default();
    for sample in 0..profile.samples.len() {
        let own = profile.samples.labels(sample);
        labels.add(sample, own.chain(named.of(sample)))?;
    }
    Ok(labels)
}

/// Says in the mappings what is known about their locations by now.
fn tell_mappings(profile: &mut Profile) {
    for location in &profile.locations {
        let lines = &profile.lines[location.first_line as usize..][..location.line_count as usize];
        let Some(mapping) = location.mapping.filter(|_| !lines.is_empty()) else {
            continue;
        };
        let mapping = &mut profile.mappings[mapping.index()];
        let has_file = |line: &Line| profile.functions[line.function.index()].filename != StringId::EMPTY;
        mapping.has_functions = true;
        mapping.has_inline_frames = true;
        mapping.has_filenames |= lines.iter().any(has_file);
        mapping.has_line_numbers |= lines.iter().any(|line| line.line != 0);
    }
}

/// Locations with frames, made of addresses.
struct Frames<'a> {
    symbols: &'a Symbols,
    bare: &'a [Location],
    hidden: StringId,
    locations: Vec<Location>,
    lines: Vec<Line>,
    functions: Vec<Function>,
    /// The functions by name and file.
    known_functions: FxHashMap<(StringId, StringId), FunctionId>,
    /// The bare locations that each location is made of.
    groups: Distinct,
}

impl<'a> Frames<'a> {
    fn new(symbols: &'a Symbols, bare: &'a [Location], hidden: StringId) -> Frames<'a> {
        Frames {
            symbols,
            bare,
            hidden,
            locations: Vec::new(),
            lines: Vec::new(),
            functions: Vec::new(),
            known_functions: FxHashMap::default(),
            groups: Distinct::default(),
        }
    }

    /// The locations of a stack.
    fn stack(&mut self, mut bare: &[u32], stack: &mut Vec<u32>) -> Result<(), OutOfMemory> {
        // How many of the next addresses lie in one piece of machine code, and the function that the piece belongs to.
        let (mut piece, mut physical) = (0, StringId::EMPTY);
        while let Some(&first) = bare.first() {
            if self.symbols.places[first as usize] == Place::Exit {
                bare = &bare[1..];
                continue;
            }
            let mut length = 1;
            if let Some((entry, _)) = self.code(first) {
                if piece == 0 {
                    let same = |&&other: &&u32| self.code(other).is_some_and(|(own, _)| own == entry);
                    piece = bare.iter().take_while(same).count();
                    physical = self.code(bare[piece - 1]).map_or(physical, |(_, function)| function);
                }
                // A function that calls itself has its whole piece several times, one behind another.
                let is_physical = |&other: &u32| self.code(other).is_some_and(|(_, function)| function == physical);
                length += bare[..piece].iter().position(is_physical).unwrap_or(piece - 1);
                piece -= length;
            }
            let (group, behind) = bare.split_at(length);
            stack.push(self.location(group)?);
            bare = behind;
        }
        Ok(())
    }

    /// Where the machine code begins that an address lies in, and the outermost function that is named there.
    fn code(&self, bare: u32) -> Option<(u64, StringId)> {
        let outermost = self.named(bare).last()?;
        (outermost.entry != 0).then_some((outermost.entry, outermost.function))
    }

    /// The frames that are named at an address.
    fn named(&self, bare: u32) -> &'a [Symbol] {
        match self.symbols.places[bare as usize] {
            Place::Frames { first, count } => &self.symbols.frames[first as usize..][..count as usize],
            _ => &[],
        }
    }

    /// The location that addresses make together.
    fn location(&mut self, group: &[u32]) -> Result<u32, OutOfMemory> {
        if let Some(known) = self.groups.find(group, &[]) {
            return Ok(known);
        }
        let index = self.groups.add(group, &[])?;
        let first_line = self.lines.len() as u32;
        for &bare in group {
            for symbol in self.named(bare) {
                self.line(symbol.function, symbol.file, symbol.line);
            }
            if self.symbols.places[bare as usize] == Place::Runtime {
                self.line(self.hidden, StringId::EMPTY, 0);
            }
        }
        let leaf = &self.bare[group[0] as usize];
        self.locations.push(Location {
            id: u64::from(index) + 1,
            first_line,
            line_count: self.lines.len() as u32 - first_line,
            ..leaf.clone()
        });
        Ok(index)
    }

    fn line(&mut self, name: StringId, filename: StringId, line: i64) {
        let functions = &mut self.functions;
        let function = *self.known_functions.entry((name, filename)).or_insert_with(|| {
            functions.push(Function {
                id: functions.len() as u64 + 1,
                name,
                system_name: name,
                filename,
                start_line: 0,
            });
            FunctionId(functions.len() as u32 - 1)
        });
        self.lines.push(Line {
            function,
            line,
            column: 0,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Loader;
    use crate::testing::{assert_picture, picture};

    fn symbolized(text: &str) -> Profile {
        let mut loader = Loader::new();
        loader.push(text.as_bytes()).unwrap();
        let mut profile = loader.finish().unwrap().profiles.remove(0).0;
        symbolize(&mut profile).unwrap();
        profile
    }

    #[test]
    fn inlined_calls_share_a_location() {
        let profile = symbolized(
            "goroutine profile: total 5
             # labels: {\"too\":\"early\"}
",
        );
        assert_eq!(profile.samples.len(), 0);
        let profile = symbolized(concat!(
            "goroutine profile: total 5\n",
            "3 @ 0x91 0x67 0x68 0x78 0x99\n",
            "# labels: {\"gateway\":\"webhook\"}\n",
            "#\t0x66\tmain.await+0x6\tmain.go:55\n",
            "#\t0x67\tmain.Send+0x7\tmain.go:51\n",
            "#\t0x77\tmain.deliver+0x7\tmain.go:86\n",
            "\n",
            "2 @ 0x78 0x99\n",
            "#\t0x77\tmain.deliver+0x7\tmain.go:86\n",
            "1 @ 0x91 0x92\n",
        ));
        assert_picture(
            &picture(&profile),
            "main.deliver;main.Send>main.await;runtime.(hidden) 3 gateway=webhook
             main.deliver 2
             ;runtime.(hidden) 1",
        );
        let addresses: Vec<u64> = profile.locations.iter().map(|location| location.address).collect();
        assert_eq!(addresses, [0x90, 0x66, 0x77, 0x91]);
        let mapping = &profile.mappings[0];
        assert!(mapping.has_functions && mapping.has_filenames && mapping.has_line_numbers);
    }

    #[test]
    fn a_function_that_calls_itself_is_not_inlined() {
        let line = |address: u64, name: &str| format!("#\t{address:#x}\t{name}+{:#x}\ta.go:1\n", address - 0x40);
        let profile = symbolized(&format!(
            "x profile: total 1\n1 @ 0x51 0x52 0x51 0x52 0x52 0x99\n{}{}{}{}{}",
            line(0x50, "main.inner"),
            line(0x51, "main.walk"),
            line(0x50, "main.inner"),
            line(0x51, "main.walk"),
            line(0x51, "main.walk"),
        ));
        assert_picture(
            &picture(&profile),
            "main.walk;main.walk>main.inner;main.walk>main.inner 1",
        );
    }

    #[test]
    fn lines_for_calls_without_an_address_belong_to_the_one_before() {
        let profile = symbolized(concat!(
            "x profile: total 1\n",
            "1 @ 0x67 0x78 0x99\n",
            "#\t0x66\tmain.await+0x6\tmain.go:55\n",
            "#\t0x61\tmain.Send+0x1\tmain.go:51\n",
            "#\t0x77\tmain.deliver+0x7\tmain.go:86\n",
            "1 @ 0x67 0x99\n",
            "#\t0x66\tmain.await+0x6\tmain.go:55\n",
            "#\t0x61\tmain.Send+0x1\tmain.go:51\n",
        ));
        assert_picture(
            &picture(&profile),
            "main.deliver;main.Send>main.await 1
             main.Send>main.await 1",
        );
    }
}
