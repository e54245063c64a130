//! What pprof does to a profile once, before any report: readable names, dropped frames, mappings that are no files.
//!
//! The profile is changed in place here because it is not shared yet: after this step it never changes again.

use crate::base::columns::StringId;
use crate::base::demangle::{Demangler, Demangling};
use crate::base::error::OutOfMemory;
use crate::base::names;
use crate::base::pattern::Pattern;
use crate::base::room::ask_for;
use crate::profile::{Label, Labels, Location, LocationId, Mapping, MappingId, Profile};
use std::borrow::Cow;
use std::rc::Rc;

/// The settings of the command line that act while a profile is loaded.
#[derive(Debug, Clone, Default)]
pub struct Preparation {
    /// `-all_frames`: drop_frames and keep_frames of the profile do not count.
    pub all_frames: bool,
    /// `-symbolize`: what becomes of function names.
    pub names: Names,
    /// The binary named before the sources: the first mapping gets this file.
    pub binary: String,
    /// `-buildid`: the first mapping gets this build id if it has none.
    pub build_id: String,
    /// `-add_comment`: one more comment.
    pub comment: String,
    /// pprof's shell and its page write the profile and read it again for each report: what profile.proto cannot say
    /// is lost. That are numeric labels of 0 without a unit, as only older formats have them.
    pub reread: bool,
}

/// What becomes of function names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// They stay as they are: `-symbolize=none`.
    Keep,
    /// They become the linker's names: `-symbolize=demangle=none`.
    System,
    /// They are made of the linker's names, where a function has no other name or `force` is set.
    Readable {
        /// How much is shown.
        demangling: Demangling,
        /// Whether names that differ from the linker's are made anew.
        force: bool,
    },
}

impl Default for Names {
    fn default() -> Self {
        Names::Readable {
            demangling: Demangling::Short,
            force: false,
        }
    }
}

/// A profile without any mapping gets one that all locations point to; the first mapping gets what the command line
/// says about the binary.
pub fn ensure_mapping(profile: &mut Profile, preparation: &Preparation) {
    if profile.mappings.is_empty() {
        profile.mappings.push(Mapping {
            id: 1,
            ..Mapping::default()
        });
        for location in &mut profile.locations {
            location.mapping = Some(MappingId(0));
        }
    }
    let Preparation { binary, build_id, .. } = preparation;
    let Some(program) = profile.mappings.first_mut() else {
        return;
    };
    if !binary.is_empty() {
        program.file = Rc::make_mut(&mut profile.strings).intern(binary.as_bytes());
    }
    if !build_id.is_empty() && program.build_id == StringId::EMPTY {
        program.build_id = Rc::make_mut(&mut profile.strings).intern(build_id.as_bytes());
    }
}

/// Carries out all steps in pprof's order.
///
/// # Errors
///
/// The memory does not suffice.
pub fn prepare(profile: &mut Profile, preparation: &Preparation) -> Result<(), OutOfMemory> {
    if preparation.all_frames {
        profile.drop_frames = StringId::EMPTY;
        profile.keep_frames = StringId::EMPTY;
    }
    make_names(profile, preparation.names)?;
    drop_frames(profile)?;
    for mapping in &mut profile.mappings {
        if mapping.build_id == StringId::EMPTY && names::is_url(profile.strings.get(mapping.file)) {
            mapping.file = StringId::EMPTY;
        }
    }
    if preparation.reread {
        forget_zero_labels(profile)?;
    }
    if !preparation.comment.is_empty() {
        let comment = Rc::make_mut(&mut profile.strings).intern(preparation.comment.as_bytes());
        profile.comments.push(comment);
    }
    Ok(())
}

/// Removes the labels that would not survive profile.proto.
fn forget_zero_labels(profile: &mut Profile) -> Result<(), OutOfMemory> {
    let is_lost = |label: &Label| {
        matches!(
            label,
            Label::Number {
                value: 0,
                unit: None,
                ..
            }
        )
    };
    if !profile.samples.all_labels().iter().any(|label| is_lost(&label)) {
        return Ok(());
    }
    let mut labels = Labels::default();
    for sample in 0..profile.samples.len() {
        let kept = profile.samples.labels(sample).filter(|label| !is_lost(label));
        labels.add(sample, kept)?;
    }
    profile.samples = profile.samples.with_labels(labels);
    Ok(())
}

/// About how many bytes a byte of a mangled name takes while it is read.
const DEMANGLED: u64 = 64;

/// Gives functions their names for people.
fn make_names(profile: &mut Profile, names: Names) -> Result<(), OutOfMemory> {
    let (demangling, force) = match names {
        Names::Keep => return Ok(()),
        Names::System => (None, true),
        Names::Readable { demangling, force } => (Some(demangling), force),
    };
    let mut demangler = demangling.map(Demangler::new);
    // What system names became: functions of several files may share one, and each is work.
    let mut known = vec![StringId::EMPTY; profile.strings.len()];
    for function in &mut profile.functions {
        if force && function.name != StringId::EMPTY && function.system_name != StringId::EMPTY {
            function.name = function.system_name;
        }
        let named = function.name != StringId::EMPTY && function.name != function.system_name;
        let Some(demangler) = demangler.as_mut().filter(|_| !named) else {
            continue;
        };
        let Some(known) = known.get_mut(function.system_name.index()) else {
            continue;
        };
        if *known == StringId::EMPTY {
            let name = profile.strings.get(function.system_name);
            ask_for(name.len() as u64 * DEMANGLED)?;
            *known = match names::readable(name, demangler) {
                Cow::Borrowed(_) => function.system_name,
                Cow::Owned(name) => match profile.strings.find(&name) {
                    Some(id) => id,
                    None => Rc::make_mut(&mut profile.strings).intern(&name),
                },
            };
        }
        function.name = *known;
    }
    Ok(())
}

/// What drop_frames says about a location.
#[derive(Clone, Copy, PartialEq)]
enum Prune {
    /// Nothing.
    Keep,
    /// Its inner frames were dropped: what it calls goes, too.
    Beneath,
    /// All of it goes, and what it calls.
    All,
}

/// Removes the frames that drop_frames matches and keep_frames does not, with everything that they call, unless
/// nothing else would be above them. Expressions that cannot be read are ignored, as pprof does.
fn drop_frames(profile: &mut Profile) -> Result<(), OutOfMemory> {
    let compile = |id| {
        let text = profile.display(id);
        Pattern::new(&format!("^({text})$"))
    };
    if profile.drop_frames == StringId::EMPTY {
        return Ok(());
    }
    let Ok(drop) = compile(profile.drop_frames) else {
        return Ok(());
    };
    let keep = match profile.keep_frames {
        StringId::EMPTY => None,
        keep => match compile(keep) {
            Ok(keep) => Some(keep),
            Err(_) => return Ok(()),
        },
    };
    let dropped: Vec<bool> = profile
        .functions
        .iter()
        .map(|function| {
            let name = profile.text(function.name);
            let short = names::without_arguments(name);
            !name.is_empty() && drop.is_match(short) && !keep.as_ref().is_some_and(|keep| keep.is_match(short))
        })
        .collect();
    let prune: Vec<Prune> = (0..profile.locations.len())
        .map(|index| {
            let lines = profile.lines_of(LocationId(index as u32));
            let Some(matching) = lines.iter().rposition(|line| dropped[line.function.index()]) else {
                return Prune::Keep;
            };
            if matching + 1 == lines.len() {
                return Prune::All;
            }
            let Location {
                first_line, line_count, ..
            } = &mut profile.locations[index];
            *first_line += matching as u32 + 1;
            *line_count -= matching as u32 + 1;
            Prune::Beneath
        })
        .collect();
    if prune.iter().all(|&prune| prune == Prune::Keep) {
        return Ok(());
    }
    profile.samples.cut_stacks(&|stack| {
        let mark = |location: u32| prune[location as usize];
        // From the root: what stands before the first user's frame is kept, whatever it is.
        let user = stack.iter().rposition(|location| mark(location) == Prune::Keep)?;
        let inside = stack.part(0, user);
        let cut = inside.iter().rposition(|location| mark(location) != Prune::Keep)?;
        let begin = match mark(inside.at(cut)) {
            Prune::All => cut + 1,
            _ => cut,
        };
        Some((begin, stack.len()))
    })
}
