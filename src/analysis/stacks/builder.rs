//! How the frames of a set are told apart.

use super::label_names::label_name;
use super::{Frame, FrameId, Objects, Paths, SiteFrame};
use crate::analysis::filter::Filtered;
use crate::analysis::options::{Granularity, Options};
use crate::base::columns::{StringId, StringTable};
use crate::base::names::is_anonymous;
use crate::base::text;
use crate::input::sources::trim_path;
use crate::profile::{Location, LocationId, Profile};
use rustc_hash::FxHashMap;

/// Makes the frames of a set, one location after another.
pub(super) struct Builder<'a> {
    pub profile: &'a Profile,
    pub options: &'a Options,
    pub objects: Objects,
    pub paths: Paths,
    pub granularity: Granularity,
    pub strings: StringTable,
    /// By id in the profile, the names and the paths that were met.
    pub known_strings: Vec<Option<StringId>>,
    pub known_files: Vec<Option<StringId>>,
    pub frames: Vec<Frame>,
    pub known_frames: FxHashMap<Frame, FrameId>,
}

impl Builder<'_> {
    /// Appends the frames of a location, innermost first.
    pub fn site(&mut self, filtered: &Filtered, id: LocationId, frames: &mut Vec<SiteFrame>) {
        if filtered.is_hidden(id) {
            return;
        }
        let location = &self.profile.locations[id.index()];
        let untouched = self.granularity == Granularity::Addresses && !self.options.noinlines;
        let address = match self.granularity {
            Granularity::Addresses => location.address,
            _ => 0,
        };
        let mut lines = filtered.lines_of(id);
        if self.options.noinlines && !lines.is_empty() {
            lines = &lines[lines.len() - 1..];
        }
        if lines.is_empty() {
            let frame = Frame {
                address,
                object: self.object(location),
                ..Frame::default()
            };
            let frame = self.intern(frame);
            frames.push(SiteFrame(frame.0 << 1));
            return;
        }
        let (keeps_names, keeps_files, keeps_lines) = match self.granularity {
            Granularity::Functions => (true, false, false),
            Granularity::FileFunctions => (true, true, false),
            Granularity::Files => (false, true, false),
            Granularity::Lines | Granularity::Addresses => (true, true, true),
        };
        let in_views = self.paths == Paths::Placed;
        let keeps_columns = untouched || keeps_lines && self.options.showcolumns;
        for (index, line) in lines.iter().enumerate() {
            let function = &self.profile.functions[line.function.index()];
            let is_label = in_views && keeps_names && self.profile.is_of_label(line.function);
            let own = match in_views {
                true => self.profile.view_name(function),
                false => function.name,
            };
            let name = match keeps_names {
                true if is_label => self.strings.intern(&label_name(self.profile, function)),
                true => self.string(own),
                false => StringId::EMPTY,
            };
            let is_placed = in_views
                && self.granularity == Granularity::Functions
                && function.filename != StringId::EMPTY
                && is_anonymous(self.profile.text(own));
            let file = match (keeps_files || is_placed) && !is_label {
                true => self.file(function.filename),
                false => StringId::EMPTY,
            };
            let number = match (keeps_lines, is_placed) {
                (true, _) => line.line,
                (_, true) => function.start_line,
                _ => 0,
            };
            let all = self.objects == Objects::All;
            let whole = all || name == StringId::EMPTY;
            // In views a file is one, whichever of its functions and binaries it was met in.
            let frame = Frame {
                name,
                file,
                line: number,
                column: if keeps_columns { line.column } else { 0 },
                address,
                start_line: if whole && (all || !in_views) {
                    function.start_line
                } else {
                    0
                },
                object: match whole && (all || !in_views || file == StringId::EMPTY) {
                    true => self.object(location),
                    false => StringId::EMPTY,
                },
            };
            let inline = index + 1 < lines.len();
            let frame = self.intern(frame);
            frames.push(SiteFrame(frame.0 << 1 | u32::from(inline)));
        }
    }

    fn intern(&mut self, frame: Frame) -> FrameId {
        let Builder {
            frames, known_frames, ..
        } = self;
        *known_frames.entry(frame).or_insert_with(|| {
            frames.push(frame);
            FrameId(frames.len() as u32 - 1)
        })
    }

    fn string(&mut self, id: StringId) -> StringId {
        let Builder {
            profile,
            strings,
            known_strings,
            ..
        } = self;
        *known_strings[id.index()].get_or_insert_with(|| strings.intern(profile.text(id)))
    }

    fn file(&mut self, id: StringId) -> StringId {
        let Builder {
            profile,
            options,
            paths,
            strings,
            known_files,
            ..
        } = self;
        *known_files[id.index()].get_or_insert_with(|| {
            let path = match paths {
                Paths::Full => profile.text(id),
                Paths::Trimmed | Paths::Placed => trim_path(profile.text(id), &options.trim_path, &options.source_path),
            };
            match path {
                b"" => StringId::EMPTY,
                path => strings.intern(&text::clean(path)),
            }
        })
    }

    fn object(&mut self, location: &Location) -> StringId {
        match location.mapping {
            Some(mapping) => self.string(self.profile.mappings[mapping.index()].file),
            None => StringId::EMPTY,
        }
    }
}
