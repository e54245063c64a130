//! profile.proto: several in one file, and one that is wrong in one part.

use super::{Kind, Layer, one_by_one, pieces};
use crate::base::room::ask_for;
use crate::base::text::counted;
use crate::input::proto::wire::field;
use crate::profile::messages::{Function, Label, Line, Location, Mapping, Profile, Sample};
use prost::Message;
use rustc_hash::FxHashMap;

/// Fields that may stand behind the table of texts, in their order, each once: from the frames to be dropped to where the profile is documented.
const TAIL: std::ops::RangeInclusive<u64> = 7..=15;

/// Profiles that were written one behind the other, by whoever writes the table of texts at the end, as Go's runtime does, or before the
/// fields with higher numbers, as pprof does.
pub fn behind_texts(bytes: &[u8], _room: u64) -> Option<Layer<'_>> {
    let mut has_table = false;
    let (mut seen, mut last) = (0_u64, 0);
    cut(bytes, |field| {
        let is_behind = has_table && (field != 6 || last != 6);
        let is_next = is_behind && (!TAIL.contains(&field) || field <= last && last != 6 || seen >> field & 1 == 1);
        if is_next {
            (has_table, seen) = (false, 0);
        }
        has_table |= field == 6;
        seen |= 1 << field;
        last = field;
        is_next
    })
}

/// The same by whoever writes what is alike together: where the first field comes again behind another one, the next profile begins.
pub fn by_first_field(bytes: &[u8], _room: u64) -> Option<Layer<'_>> {
    let (mut first, mut last) = (0, 0);
    cut(bytes, |field| {
        if first == 0 {
            first = field;
        }
        let is_next = field == first && last != first && last != 0;
        last = field;
        is_next
    })
}

/// The bytes in pieces, of which the next one begins with each field that says so; none if they are no message, or one piece.
fn cut(bytes: &[u8], mut is_next: impl FnMut(u64) -> bool) -> Option<Layer<'_>> {
    let mut cuts = vec![0];
    let mut rest = bytes;
    while !rest.is_empty() {
        let start = bytes.len() - rest.len();
        let field = field(&mut rest).ok()?.number;
        if !(1..=15).contains(&field) {
            return None;
        }
        if is_next(field) {
            cuts.push(start);
        }
    }
    (cuts.len() > 1).then(|| Layer {
        pieces: pieces(bytes, &cuts),
        done: one_by_one(cuts.len()),
        kind: Kind::Whole,
    })
}

/// What was taken out of a profile, each with how often.
#[derive(Default)]
struct Taken {
    samples: u64,
    labels: u64,
    places: u64,
    functions: u64,
    lines: u64,
    mappings: u64,
    texts: u64,
}

/// A profile without what is wrong in it: samples whose values or places are not there, lines of functions that are not, texts that are
/// not. None where nothing is wrong, or where what is wrong is all of it. With a sentence that counts.
pub fn mended(bytes: &[u8]) -> Option<(Vec<u8>, String)> {
    // Messages are many small pieces of memory, and larger than what they are made of.
    ask_for(bytes.len() as u64 * 8).ok()?;
    let mut profile = Profile::decode(bytes).ok()?;
    let mut taken = Taken::default();
    mend_texts(&mut profile, &mut taken)?;
    let mappings = ids(&profile.mappings, |mapping: &Mapping| mapping.id);
    let all = profile.mappings.len();
    profile.mappings.retain(|mapping| keeps(&mappings, mapping.id));
    taken.mappings = (all - profile.mappings.len()) as u64;
    let functions = ids(&profile.functions, |function: &Function| function.id);
    let all = profile.functions.len();
    profile.functions.retain(|function| keeps(&functions, function.id));
    let are_nameless = all > 0 && profile.functions.is_empty();
    taken.functions = (all - profile.functions.len()) as u64;
    let locations = ids(&profile.locations, |location: &Location| location.id);
    let all = profile.locations.len();
    profile.locations.retain(|location| keeps(&locations, location.id));
    taken.places = (all - profile.locations.len()) as u64;
    for location in &mut profile.locations {
        if location.mapping_id != 0 && !keeps(&mappings, location.mapping_id) {
            location.mapping_id = 0;
            taken.mappings += 1;
        }
        let all = location.lines.len();
        location
            .lines
            .retain(|line: &Line| line.function_id != 0 && keeps(&functions, line.function_id));
        taken.lines += (all - location.lines.len()) as u64;
    }
    let columns = profile.sample_types.len();
    let all = profile.samples.len();
    profile.samples.retain(|sample| {
        sample.values.len() == columns && sample.locations.iter().all(|&id| id != 0 && keeps(&locations, id))
    });
    taken.samples = (all - profile.samples.len()) as u64;
    let nameless = are_nameless.then(|| profile.locations.iter().any(|location| location.address != 0));
    let sentence = taken.sentence(all as u64, nameless)?;
    (all == 0 || !profile.samples.is_empty()).then(|| (profile.encode_to_vec(), sentence))
}

/// By id, whether it means one thing: several with an id of their own that are alike in nothing but that mean none.
fn ids<T: PartialEq>(all: &[T], id: impl Fn(&T) -> u64) -> FxHashMap<u64, bool> {
    let mut known: FxHashMap<u64, bool> = FxHashMap::default();
    for one in all {
        let is_first = !known.contains_key(&id(one));
        known.insert(id(one), is_first && id(one) != 0);
    }
    known
}

fn keeps(known: &FxHashMap<u64, bool>, id: u64) -> bool {
    known.get(&id) == Some(&true)
}

/// Texts that are not in the table become empty ones, and the first of the table does. None where that would take a text from something.
fn mend_texts(profile: &mut Profile, taken: &mut Taken) -> Option<()> {
    let is_first_empty = profile.strings.first().is_none_or(Vec::is_empty);
    let count = profile.strings.len() as i64;
    if !is_first_empty {
        let is_meant = profile.sample_types.iter().any(|own| own.kind == 0)
            || profile.functions.iter().any(|function| function.name == 0)
            || profile
                .samples
                .iter()
                .any(|sample| sample.labels.iter().any(|label| label.key == 0));
        if is_meant {
            return None;
        }
        profile.strings[0] = Vec::new();
        taken.texts += 1;
    }
    // Without the name of what is measured, nothing can be said.
    let is_there = |text: i64| (0..count.max(1)).contains(&text);
    if !profile
        .sample_types
        .iter()
        .all(|own| is_there(own.kind) && is_there(own.unit))
    {
        return None;
    }
    let mut mend = |text: &mut i64| {
        if !is_there(*text) {
            *text = 0;
            taken.texts += 1;
        }
    };
    for function in &mut profile.functions {
        [&mut function.name, &mut function.system_name, &mut function.filename]
            .into_iter()
            .for_each(&mut mend);
    }
    for mapping in &mut profile.mappings {
        [&mut mapping.file, &mut mapping.build_id]
            .into_iter()
            .for_each(&mut mend);
    }
    [&mut profile.drop_frames, &mut profile.keep_frames, &mut profile.doc_url]
        .into_iter()
        .for_each(&mut mend);
    profile.comments.retain(|&comment| is_there(comment));
    if let Some(own) = &mut profile.period_type {
        [&mut own.kind, &mut own.unit].into_iter().for_each(&mut mend);
    }
    if let Some(own) = &mut profile.default_sample_type {
        mend(own);
    }
    for Sample { labels, .. } in &mut profile.samples {
        let all = labels.len();
        labels.retain(|label: &Label| is_there(label.key) && is_there(label.text) && is_there(label.unit));
        taken.labels += (all - labels.len()) as u64;
    }
    Some(())
}

impl Taken {
    /// What was taken out, in a sentence; none if nothing was. `nameless` says of a profile that has lost all of its functions whether any place
    /// has an address.
    fn sentence(&self, samples: u64, nameless: Option<bool>) -> Option<String> {
        if let Some(has_addresses) = nameless {
            let left = match has_addresses {
                true => "frames are shown by their addresses",
                false => {
                    "and as no place has an address either, nothing tells its frames apart, and all of them are <unknown>"
                }
            };
            let why = "Its functions all have the id 0 or share one, so that lines do not say which one they are of";
            return Some(format!("{why}{} {left}.", if has_addresses { ":" } else { "," }));
        }
        let parts = [
            (
                self.samples,
                "sample",
                "without as many values as there are sample types, or with a place that is not there",
            ),
            (self.places, "place", "whose id is 0 or taken twice"),
            (self.functions, "function", "whose id is 0 or taken twice"),
            (self.lines, "frame", "of a function that is not there"),
            (
                self.mappings,
                "binary",
                "that is not there, or whose id is 0 or taken twice",
            ),
            (self.labels, "label", "whose text is not there"),
            (self.texts, "text", "that is not among the texts"),
        ];
        let said: Vec<String> = parts
            .into_iter()
            .filter(|&(count, ..)| count > 0)
            .map(|(count, what, why)| match (what, count) {
                ("sample", _) => format!("{count} of {} ({why})", counted(samples, what)),
                ("binary", 2..) => format!("{count} binaries ({why})"),
                _ => format!("{} ({why})", counted(count, what)),
            })
            .collect();
        (!said.is_empty()).then(|| format!("What is wrong in it was left out: {}.", said.join(", ")))
    }
}
