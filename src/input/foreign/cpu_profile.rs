//! V8's CPU profiles: `.cpuprofile` of Node and Chromium.
//!
//! ```text
//! {"nodes":[{"id":1,"callFrame":{"functionName":"(root)",...},"children":[2]}, ...],
//!  "startTime":1000,"endTime":9000,"samples":[2,2,3],"timeDeltas":[100,1250,1250]}
//! ```
//!
//! A node is a call with all its callers. A sample lasts until the next one, and the last until the end, as in DevTools: microseconds,
//! which become nanoseconds of `wall`, for V8 samples whether it computes or waits. Samples that are out of order are put in order by
//! their times. The frame `(root)`, which stands for all, is left out. What has no name is `(anonymous)`, told apart by file and line.

use super::super::Opened;
use super::json::{Value, broken, has_keys, is_object, without_mark};
use super::{Wrong, tree};
use crate::base::room::{list, one_more};
use crate::base::sort::sort_by;
use crate::base::text::counted;
use rustc_hash::FxHashMap;

/// Whether a file begins so: its nodes, which have calls, come before all that is long.
pub fn is_sign(start: &[u8]) -> bool {
    is_object(start) && has_keys(start, &[b"nodes"]) && crate::base::text::find(start, b"\"callFrame\"").is_some()
}

/// Reads a whole file.
///
/// # Errors
///
/// It is wrong, or the memory does not suffice.
pub fn read(file: &[u8]) -> Result<Opened, Wrong> {
    let mut parts = [None; 5];
    Value(without_mark(file)).fields(|key, value| {
        let keys: [&[u8]; 5] = [b"nodes", b"samples", b"timeDeltas", b"startTime", b"endTime"];
        if let Some(at) = keys.iter().position(|own| *own == key) {
            parts[at] = Some(value);
        }
        Ok(())
    })?;
    let [nodes, samples, deltas, start, end] = parts;
    let mut tree = tree::Tree::default();
    let mut numbers: FxHashMap<i64, u32> = FxHashMap::default();
    let mut hits = Vec::new();
    let mut edges = Vec::new();
    nodes.ok_or_else(broken)?.items(|node| {
        let (mut id, mut hit, mut frame, mut parent, mut children) = (None, 0, None, None, None);
        node.fields(|key, value| {
            match key {
                b"id" => id = value.whole(),
                b"hitCount" => hit = value.whole().unwrap_or_default(),
                b"callFrame" => frame = Some(value),
                b"parent" => parent = value.whole(),
                b"children" => children = Some(value),
                _ => {}
            }
            Ok(())
        })?;
        let id = id.ok_or_else(broken)?;
        let number = tree.node(frame)?;
        one_more(&mut hits)?;
        hits.push(hit);
        crate::base::room::one_more_key(&mut numbers)?;
        numbers.insert(id, number);
        if let Some(parent) = parent {
            one_more(&mut edges)?;
            edges.push((parent, id));
        }
        match children {
            Some(children) => children.items(|child| {
                one_more(&mut edges)?;
                edges.push((id, child.whole().ok_or_else(broken)?));
                Ok(())
            }),
            None => Ok(()),
        }
    })?;
    for (parent, child) in edges {
        if let (Some(&parent), Some(&child)) = (numbers.get(&parent), numbers.get(&child)) {
            tree.set_parent(child, parent);
        }
    }
    let mut made = tree.made()?;
    let mut notes = Vec::new();
    let types: [super::maker::Type; 2] = [(b"samples", b"count"), (b"wall", b"nanoseconds")];
    let time = |value: Option<Value>| value.and_then(Value::number);
    let (types, duration) = match (samples, deltas) {
        (Some(samples), Some(deltas)) => {
            let (mut times, mut unknown) = (timed(samples, deltas, &numbers)?, 0);
            let last = times.last().map_or(0.0, |&(time, _)| time);
            if !times.is_sorted_by(|one, other| one.0 <= other.0) {
                sort_by(&mut times, |one, other| one.0.total_cmp(&other.0));
                notes.push("Its samples are not in the order of their times: they were put in it.".to_owned());
            }
            let end = time(end).zip(time(start)).map_or(last, |(end, start)| end - start);
            for (at, &(time, node)) in times.iter().enumerate() {
                let until = times.get(at + 1).map_or(end.max(time), |&(next, _)| next);
                let Some(row) = node else {
                    unknown += 1;
                    continue;
                };
                let row = made.row_of(row)?;
                made.maker.add(row, 0, 1)?;
                made.maker.add(row, 1, ((until - time) * 1000.0).round() as i64)?;
            }
            if unknown > 0 {
                let verb = if unknown == 1 {
                    "is of a node that is"
                } else {
                    "are of nodes that are"
                };
                notes.push(format!(
                    "{} {verb} not in the file, and left out.",
                    counted(unknown, "sample")
                ));
            }
            (&types[..], end)
        }
        _ => {
            for (node, hit) in hits.into_iter().enumerate() {
                if hit != 0 {
                    let row = made.row_of(node as u32)?;
                    made.maker.add(row, 0, hit)?;
                }
            }
            (
                &types[..1],
                time(end).zip(time(start)).map_or(0.0, |(end, start)| end - start),
            )
        }
    };
    let mut profile = made.maker.finish(types)?;
    profile.duration_nanos = (duration.max(0.0) * 1000.0).round() as i64;
    Ok(Opened {
        notes,
        ..Opened::from(profile)
    })
}

/// The time of each sample since the start, in microseconds, and its node, if that is there.
fn timed(samples: Value, deltas: Value, numbers: &FxHashMap<i64, u32>) -> Result<Vec<(f64, Option<u32>)>, Wrong> {
    let mut times: Vec<(f64, Option<u32>)> = list(0)?;
    let mut time = 0.0;
    deltas.items(|delta| {
        time += delta.number().ok_or_else(broken)?;
        one_more(&mut times)?;
        times.push((time, None));
        Ok(())
    })?;
    let mut at = 0;
    samples.items(|sample| {
        let node = sample.whole().ok_or_else(broken)?;
        if let Some((_, own)) = times.get_mut(at) {
            *own = numbers.get(&node).copied();
        }
        at += 1;
        Ok(())
    })?;
    match at == times.len() {
        true => Ok(times),
        false => Err(Wrong::Content(format!(
            "it has {} and {}, one for each of them",
            counted(at as u64, "sample"),
            counted(times.len() as u64, "time"),
        ))),
    }
}
