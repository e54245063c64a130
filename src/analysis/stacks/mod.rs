//! StackSet: one sample type, filtered, at one granularity: the waist of the system.
//!
//! In: what the filters leave of a profile. Out: rows of `value, stack`, where a stack is made of frames that are told
//! apart exactly as the report wants it. What is left of here knows the file format; what is right of here knows only
//! frames and values.
//!
//! A stack is stored as sites (the profile's locations), and a site stands for several frames where calls were
//! inlined: with `main` calling `parse`, into which `next` was inlined, the stack is `[site 7, site 2]`, the leaf
//! first, and site 7 is `[next (inline), parse]`. So the set shares the profile's stacks instead of copying them.

mod anonymous;
mod builder;
mod frame_sums;
mod label_names;
mod places;
mod sides;
mod sums;
mod weights;

pub use anonymous::differs_in_views;
pub use label_names::label_name;
pub use sides::{Base, Sides};
pub use sums::{ColumnSums, flats_and_cums, innermost, weighing};
pub use weights::Weights;

use crate::analysis::filter::Filtered;
use crate::analysis::options::Options;
use crate::base::blocks::Blocks;
use crate::base::blocks::Entries;
use crate::base::columns::{StringId, StringTable, id};
use crate::base::text;
use crate::profile::{Label, Line, LocationId, Profile};
use builder::Builder;
use rustc_hash::FxHashMap;
use std::cell::OnceCell;
use std::rc::Rc;

id! {
    /// A frame of a [`StackSet`]: what a node of a graph is, or a line of `top`.
    FrameId
}

/// What makes a frame the same as another one. Fields that the granularity leaves out are empty or 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Frame {
    /// The function's name as it is printed.
    pub name: StringId,
    /// Its file, as [`Paths`] have it.
    pub file: StringId,
    /// The line in the file, from 1.
    pub line: i64,
    /// The column in the line, from 1.
    pub column: i64,
    /// The address of the instruction.
    pub address: u64,
    /// The line where the function begins, only for frames without a name or where the report wants it.
    pub start_line: i64,
    /// The binary, under the same condition.
    pub object: StringId,
}

/// Which frames are told apart by their binary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Objects {
    /// Those without a name.
    Nameless,
    /// All: for reports about instructions and source lines.
    All,
}

/// Which files names are shown with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paths {
    /// As the profile has them.
    Full,
    /// Shortened by `trim_path` and `source_path`: in all reports that make a graph.
    Trimmed,
    /// The same, and where names stand alone, functions without one of their own have their place: `(anonymous) /app/db.js:44`.
    /// So in views; pprof adds all of them up. Frames of `tagroot` and `tagleaf` say whose value they are: `tenant=acme`. A file is
    /// one frame at the granularity of files: pprof has one for each line where a function begins, and for each binary.
    Placed,
}

/// A frame within a site, and whether it was inlined into the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SiteFrame(u32);

impl SiteFrame {
    /// The frame, one of the set's.
    #[inline(always)]
    pub fn frame(self) -> FrameId {
        FrameId(self.0 >> 1)
    }

    /// Whether the call of this frame was inlined.
    #[inline(always)]
    pub fn is_inline(self) -> bool {
        self.0 & 1 != 0
    }
}

/// A sum as a mean; a divisor of 0 leaves it as it is.
pub fn mean(sum: i64, divisor: i64) -> i64 {
    match divisor {
        0 => sum,
        divisor => sum.wrapping_div(divisor),
    }
}

/// Samples ready to be counted: one row each, with a stack of sites, the leaf first, and one value.
#[derive(Clone)]
pub struct StackSet {
    filtered: Rc<Filtered>,
    column: usize,
    mean: bool,
    strings: Rc<StringTable>,
    frames: Rc<[Frame]>,
    /// Where the frames of each site begin; one more entry than sites.
    site_starts: Rc<[u32]>,
    site_frames: Rc<[SiteFrame]>,
    /// How large its trees may be.
    trees: TreeLimits,
    /// By column, what its frames weigh, once somebody has asked.
    weights: Rc<[OnceCell<Rc<Weights>>]>,
}

/// How many calls a tree of stacks may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TreeLimits {
    /// Of a tree that is parted only where somebody looks: how many for one answer, not counting one for each stack.
    pub looked_into: usize,
    /// Of a tree that has all paths.
    pub paths: usize,
}

impl TreeLimits {
    /// As large as the memory.
    pub const NONE: TreeLimits = TreeLimits {
        looked_into: usize::MAX,
        paths: usize::MAX,
    };
}

impl StackSet {
    /// Tells the frames of what is left of a profile apart as the options want it. `column` is the sample type.
    pub fn new(filtered: Rc<Filtered>, column: usize, options: &Options, objects: Objects, paths: Paths) -> StackSet {
        let profile = Rc::clone(filtered.profile());
        let mut builder = Builder {
            profile: &profile,
            options,
            objects,
            paths,
            granularity: options.granularity(),
            strings: StringTable::default(),
            known_strings: vec![None; profile.strings.len()],
            known_files: vec![None; profile.strings.len()],
            frames: Vec::new(),
            known_frames: FxHashMap::default(),
        };
        let mut site_starts = Vec::with_capacity(profile.locations.len() + 1);
        let mut site_frames = Vec::with_capacity(profile.lines.len());
        for location in 0..profile.locations.len() {
            site_starts.push(site_frames.len() as u32);
            builder.site(&filtered, LocationId(location as u32), &mut site_frames);
        }
        site_starts.push(site_frames.len() as u32);
        let Builder { strings, frames, .. } = builder;
        let types = profile.sample_types.iter();
        StackSet {
            filtered,
            column,
            mean: options.mean,
            strings: Rc::new(strings),
            frames: frames.into(),
            site_starts: site_starts.into(),
            site_frames: site_frames.into(),
            trees: TreeLimits::NONE,
            weights: types.map(|_| OnceCell::new()).collect(),
        }
    }

    /// The same stacks, whose trees may be no larger than that.
    pub fn limited(self, trees: TreeLimits) -> StackSet {
        StackSet { trees, ..self }
    }

    /// Flat and cum of every frame: what reports, graphs and sentences begin with. Walks all stacks when it is first asked for.
    pub fn weights(&self) -> Rc<Weights> {
        Rc::clone(self.weights[self.column].get_or_init(|| Rc::new(Weights::new(self))))
    }

    /// The same stacks with the values of another column. What they weigh is known to both once one was asked.
    pub fn of_column(&self, column: usize) -> StackSet {
        StackSet { column, ..self.clone() }
    }

    /// What the frames weigh in another column, if somebody has asked.
    pub fn known_weights(&self, column: usize) -> Option<Rc<Weights>> {
        self.weights[column].get().cloned()
    }

    /// How large its trees may be.
    pub fn tree_limits(&self) -> TreeLimits {
        self.trees
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        self.filtered.len()
    }

    /// The value of a row, in the unit of the sample type.
    #[inline]
    pub fn value(&self, row: usize) -> i64 {
        self.filtered.profile().samples.values(self.column)[self.filtered.sample(row)]
    }

    /// What the value of a row is divided by when means are wanted; 0 for not at all.
    #[inline]
    pub fn divisor(&self, row: usize) -> i64 {
        match self.mean {
            true => self.filtered.profile().samples.values(0)[self.filtered.sample(row)],
            false => 0,
        }
    }

    /// The values of all samples of the profile in one of its columns.
    pub fn column_values(&self, column: usize) -> &[i64] {
        self.filtered.profile().samples.values(column)
    }

    /// Whether values are to be divided.
    pub fn is_mean(&self) -> bool {
        self.mean
    }

    /// The profile whose samples the rows are.
    pub fn profile(&self) -> &Rc<Profile> {
        self.filtered.profile()
    }

    /// The sample of a row.
    pub fn sample(&self, row: usize) -> usize {
        self.filtered.sample(row)
    }

    /// The sites of a row's stack, the leaf first.
    #[inline]
    pub fn stack(&self, row: usize) -> Entries<'_> {
        self.filtered.stack(row)
    }

    /// Where among all [`sites`](Self::sites) a row's stack begins, and how long it is.
    pub fn stack_place(&self, row: usize) -> (u32, u32) {
        self.filtered.stack_place(row)
    }

    /// The sites of all stacks, and of those that filters have left out.
    pub fn sites(&self) -> &Blocks {
        self.filtered.profile().samples.stacks()
    }

    /// The frames of a site, innermost first. None for a site that a filter has hidden.
    #[inline(always)]
    pub fn site(&self, site: u32) -> &[SiteFrame] {
        let site = site as usize;
        &self.site_frames[self.site_starts[site] as usize..self.site_starts[site + 1] as usize]
    }

    /// How many places of frames there are: those of all sites, one behind another.
    pub fn frame_places(&self) -> usize {
        self.site_frames.len()
    }

    /// The place of a site's first frame among all [`frame_places`](Self::frame_places).
    #[inline(always)]
    pub fn first_place(&self, site: u32) -> usize {
        self.site_starts[site as usize] as usize
    }

    /// The number of sites.
    pub fn site_count(&self) -> usize {
        self.site_starts.len() - 1
    }

    /// The innermost frame of a row's stack.
    #[inline(always)]
    pub fn leaf(&self, row: usize) -> Option<SiteFrame> {
        self.stack(row).iter().find_map(|site| self.site(site).first().copied())
    }

    /// The frames of a row's stack, the leaf first.
    pub fn frames_of(&self, row: usize) -> Vec<SiteFrame> {
        let mut frames = Vec::new();
        self.read_frames(row, &mut frames);
        frames
    }

    /// Puts the frames of a row's stack into a list, in place of those that it held.
    pub fn read_frames(&self, row: usize, frames: &mut Vec<SiteFrame>) {
        frames.clear();
        // Most sites are a single frame: to push them one by one beats copying slices.
        for site in self.stack(row) {
            for &frame in self.site(site) {
                frames.push(frame);
            }
        }
    }

    /// The labels of a row that the filters leave, in the order of the file.
    pub fn labels(&self, row: usize) -> impl Iterator<Item = Label> + '_ {
        self.filtered.labels(row)
    }

    /// About how many bytes the labels of a row take as texts, each by itself.
    pub fn room_of_labels(&self, row: usize) -> u64 {
        self.filtered.room_of_labels(row)
    }

    /// Whether any sample of the profile has a label.
    pub fn has_labels(&self) -> bool {
        !self.filtered.profile().samples.all_labels().is_empty()
    }

    /// The id of a label's name or value, if the profile has it.
    pub fn find_label(&self, text: &[u8]) -> Option<StringId> {
        self.filtered.profile().strings.find(text)
    }

    /// A label's text; the ids of labels are not those of frames.
    pub fn label_text(&self, id: StringId) -> &[u8] {
        self.filtered.profile().text(id)
    }

    /// The number of different frames.
    pub fn frame_count(&self) -> usize {
        self.frames.len()
    }

    /// What a frame is made of, by its id.
    pub fn frame(&self, frame: FrameId) -> &Frame {
        &self.frames[frame.index()]
    }

    /// About how many bytes it takes to make a set of what is left of a profile.
    pub fn room(filtered: &Filtered) -> u64 {
        let profile = filtered.profile();
        let frames = profile.lines.len() + profile.locations.len();
        (frames * 240 + profile.strings.len() * 64 + profile.strings.length() * 3) as u64
    }

    /// About how many bytes those take who make something of it: for each frame and place some columns, for each name a few copies. Who
    /// makes something for each row or label asks for that, and so does what may be more than this.
    pub fn working_room(&self) -> u64 {
        let columns = self.frames.len() as u64 * 400 + self.site_starts.len() as u64 * 160;
        let types = self.filtered.profile().sample_types.len() as u64;
        columns + types * 200 + self.length_of_names() * 6
    }

    /// How long the names and files of all frames are together, in bytes: about what it takes to print each of them once.
    pub fn length_of_names(&self) -> u64 {
        let length = |id: StringId| self.strings.get(id).len() as u64;
        let frames = self.frames.iter();
        frames
            .map(|frame| length(frame.name) + length(frame.file))
            .fold(0, u64::saturating_add)
    }

    /// Whether a frame is inlined anywhere.
    pub fn inlined_anywhere(&self) -> Vec<bool> {
        let mut inlined = vec![false; self.frames.len()];
        for frame in self.site_frames.iter() {
            inlined[frame.frame().index()] |= frame.is_inline();
        }
        inlined
    }

    /// The line of the profile that a frame of a site was made from; none for a site without a name.
    pub fn line(&self, site: u32, index: usize) -> Option<&Line> {
        let lines = self.filtered.lines_of(LocationId(site));
        // Of inlined calls that are not told apart, the function around them is left, which is the last one.
        lines.get((lines.len() + index).checked_sub(self.site(site).len())?)
    }

    /// The text of a frame's name, file or binary.
    pub fn text(&self, id: StringId) -> &[u8] {
        self.strings.get(id)
    }

    /// The name of a frame as reports print it: `[address ]name[ file[:line[:column]]]`, the binary in brackets for
    /// frames without a name, `<unknown>` for those without anything.
    pub fn printed_name(&self, frame: FrameId) -> Vec<u8> {
        let Frame { name, file, .. } = *self.frame(frame);
        self.joined_name(frame, self.text(name), self.text(file), b" ")
    }

    /// Like [`printed_name`](Self::printed_name), with another name and file and between the parts another text.
    pub fn joined_name(&self, frame: FrameId, function: &[u8], file: &[u8], separator: &[u8]) -> Vec<u8> {
        let frame = self.frame(frame);
        let mut name = Vec::new();
        let separate = |name: &mut Vec<u8>| {
            if !name.is_empty() {
                name.extend_from_slice(separator);
            }
        };
        if frame.address != 0 {
            name.extend_from_slice(format!("{:016x}", frame.address).as_bytes());
        }
        if !function.is_empty() {
            separate(&mut name);
            name.extend_from_slice(function);
        }
        if frame.line != 0 {
            separate(&mut name);
            name.extend_from_slice(file);
            name.extend_from_slice(format!(":{}", frame.line).as_bytes());
            if frame.column != 0 {
                name.extend_from_slice(format!(":{}", frame.column).as_bytes());
            }
        } else if !file.is_empty() {
            separate(&mut name);
            name.extend_from_slice(file);
        } else if function.is_empty() {
            separate(&mut name);
            name.extend_from_slice(&self.binary_name(frame));
        }
        name
    }

    /// What a frame is called of which nothing but perhaps its binary is known: `[app]`, or `<unknown>`.
    pub fn binary_name(&self, frame: &Frame) -> Vec<u8> {
        match self.text(frame.object) {
            b"" => b"<unknown>".to_vec(),
            object => [b"[", text::base(object), b"]"].concat(),
        }
    }

    /// What tells two frames apart that print alike: every field, as Go prints the structure.
    pub fn identity(&self, frame: FrameId) -> Vec<u8> {
        let frame = self.frame(frame);
        let mut identity = b"{".to_vec();
        identity.extend_from_slice(self.text(frame.name));
        identity.extend_from_slice(format!("  {} ", frame.address).as_bytes());
        identity.extend_from_slice(self.text(frame.file));
        identity.extend_from_slice(format!(" {} {} {} ", frame.start_line, frame.line, frame.column).as_bytes());
        identity.extend_from_slice(self.text(frame.object));
        identity.push(b'}');
        identity
    }
}

#[cfg(test)]
mod tests;
