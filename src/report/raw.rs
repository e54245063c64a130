//! `raw`: the profile as text: its head, every sample with the ids of its locations, all locations, all mappings.
//!
//! ```text
//! PeriodType: cpu nanoseconds
//! Period: 10000000
//! Samples:
//! samples/count cpu/nanoseconds
//!           3   30000000: 1 2
//!                 worker:[a]
//! Locations
//!      1: 0x4716f7 M=1 main.work /src/main.go:12:0 s=10
//! Mappings
//! 1: 0x400000/0x5b1000/0x0 /bin/app  [FN][FL][LN][IN]
//! ```

use super::{Buffer, Context};
use crate::base::clock::duration;
use crate::base::columns::StringId;
use crate::base::error::Result;
use crate::base::room::ask_for;
use crate::base::sink::Sink;
use crate::base::sort::sort;
use crate::base::text::pad_left;
use crate::profile::label_groups::{LabelGroups, has_units};
use crate::profile::{LocationId, Profile};
use crate::report::encode::{Frames, shown_lines};
use std::ops::Range;

/// Writes the report, or the part of it that the context wants.
///
/// # Errors
///
/// What `out` answers.
pub fn write(context: &Context, out: &mut dyn Sink) -> Result<()> {
    let mut out = Buffer::new(out);
    let rows = context.rows(context.selection.filtered.len());
    let is_last = rows.end == context.selection.filtered.len();
    if rows.start == 0 {
        head(context, &mut out);
    }
    samples(context, rows, &mut out)?;
    if !is_last {
        return out.finish();
    }
    out.push("Locations\n");
    for (id, _) in context.selection.profile.own_locations() {
        location(context, id, &mut out);
        out.checkpoint()?;
    }
    out.push("Mappings\n");
    mappings(context, &mut out);
    out.finish()
}

fn head(context: &Context, out: &mut Buffer<'_>) {
    let profile = &context.selection.profile;
    for &comment in &profile.comments {
        out.push("Comment: ");
        out.push(profile.text(comment));
        out.push("\n");
    }
    if profile.doc_url != StringId::EMPTY {
        out.push("Doc: ");
        out.push(profile.text(profile.doc_url));
        out.push("\n");
    }
    out.push("PeriodType: ");
    out.push(profile.text(profile.period_type.kind));
    out.push(" ");
    out.push(profile.text(profile.period_type.unit));
    out.print(format_args!("\nPeriod: {}\n", profile.period));
    if profile.time_nanos != 0 {
        out.print(format_args!(
            "Time: {}\n",
            context.zone.format_whole(profile.time_nanos)
        ));
    }
    if profile.duration_nanos != 0 {
        // pprof cuts the text, not the number.
        let text: String = duration(profile.duration_nanos).chars().take(4).collect();
        out.print(format_args!("Duration: {text}\n"));
    }
    out.push("Samples:\n");
    let mut types = Vec::new();
    for sample_type in &profile.sample_types {
        types.extend_from_slice(profile.text(sample_type.kind));
        types.push(b'/');
        types.extend_from_slice(profile.text(sample_type.unit));
        if sample_type.kind == profile.default_sample_type {
            types.extend_from_slice(b"[dflt]");
        }
        types.push(b' ');
    }
    out.push(types.trim_ascii());
    out.push("\n");
}

fn samples(context: &Context, rows: Range<usize>, out: &mut Buffer<'_>) -> Result<()> {
    let (profile, filtered) = (&context.selection.profile, &context.selection.filtered);
    let columns: Vec<&[i64]> = (0..profile.samples.columns())
        .map(|column| profile.samples.values(column))
        .collect();
    for row in rows {
        let sample = filtered.sample(row);
        for column in &columns {
            out.push(" ");
            pad_left(&mut out.text, column[sample].to_string().as_bytes(), 10);
        }
        out.push(": ");
        let sites = filtered.stack(row).iter().map(LocationId);
        for site in sites.filter(|&site| !filtered.is_hidden(site)) {
            out.push(profile.locations[site.index()].id.to_string());
            out.push(" ");
            out.checkpoint()?;
        }
        out.push("\n");
        ask_for(filtered.room_of_labels(row) * 4)?;
        labels(profile, LabelGroups::new(filtered.labels(row)), out);
        out.checkpoint()?;
    }
    Ok(())
}

/// The labels of a sample: texts on a line, numbers on another, each `name:[value value]`.
fn labels(profile: &Profile, groups: LabelGroups, out: &mut Buffer<'_>) {
    let texts = groups.texts.into_iter().map(|(key, values)| {
        let values: Vec<&[u8]> = values.iter().map(|&value| profile.text(value)).collect();
        (key, values.join(&b' '))
    });
    let texts = texts.collect();
    let numbers = groups.numbers.into_iter().map(|(key, values)| {
        let with_units = has_units(&values);
        let values = values.into_iter().map(|(value, unit)| {
            let mut text = value.to_string().into_bytes();
            if with_units {
                text.push(b' ');
                text.extend_from_slice(profile.text(unit.unwrap_or(StringId::EMPTY)));
            }
            text
        });
        (key, values.collect::<Vec<Vec<u8>>>().join(&b' '))
    });
    let numbers = numbers.collect();
    for group in [texts, numbers] {
        label_line(profile, group, out);
    }
}

fn label_line(profile: &Profile, group: Vec<(StringId, Vec<u8>)>, out: &mut Buffer<'_>) {
    if group.is_empty() {
        return;
    }
    let entries = group
        .into_iter()
        .map(|(key, values)| [profile.text(key), b":[", &values, b"]"].concat());
    let mut entries: Vec<Vec<u8>> = entries.collect();
    sort(&mut entries);
    out.push("                ");
    out.push(entries.join(&b' '));
    out.push("\n");
}

fn location(context: &Context, id: LocationId, out: &mut Buffer<'_>) {
    let profile = &context.selection.profile;
    let location = &profile.locations[id.index()];
    out.print(format_args!("{:>6}: {:#x} ", location.id, location.address));
    if let Some(mapping) = location.mapping {
        out.print(format_args!("M={} ", profile.mappings[mapping.index()].id));
    }
    if location.is_folded {
        out.push("[F] ");
    }
    let mut is_first = true;
    for line in shown_lines(&context.selection.filtered, id, context.frames()) {
        if !std::mem::replace(&mut is_first, false) {
            out.push("             ");
        }
        let function = &profile.functions[line.function.index()];
        out.push(profile.text(function.name));
        out.push(" ");
        out.push(profile.text(function.filename));
        out.print(format_args!(":{}:{} s={}", line.line, line.column, function.start_line));
        if function.name != function.system_name {
            out.push("(");
            out.push(profile.text(function.system_name));
            out.push(")");
        }
        out.push("\n");
    }
    if is_first {
        out.push("\n");
    }
}

fn mappings(context: &Context, out: &mut Buffer<'_>) {
    let profile = &context.selection.profile;
    for mapping in &profile.mappings {
        out.print(format_args!(
            "{}: {:#x}/{:#x}/{:#x} ",
            mapping.id, mapping.start, mapping.limit, mapping.offset
        ));
        out.push(profile.text(mapping.file));
        out.push(" ");
        out.push(profile.text(mapping.build_id));
        out.push(" ");
        let has_inline_frames = mapping.has_inline_frames && context.frames() == Frames::All;
        for (has, flag) in [
            (mapping.has_functions, "[FN]"),
            (mapping.has_filenames, "[FL]"),
            (mapping.has_line_numbers, "[LN]"),
            (has_inline_frames, "[IN]"),
        ] {
            out.push(if has { flag } else { "" });
        }
        out.push("\n");
    }
}
