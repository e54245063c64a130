//! Values of the core as JavaScript's, and the other way round: errors, columns, times.

use super::door::Js;
use crate::base::clock::{Offset, numeric_abbreviation};
use crate::base::error::{Error, ErrorKind};
use crate::base::text::grouped;
use crate::session::{Column, Door};
use js_sys::{Array, Date, Float64Array, Int32Array, Object, Reflect, Uint8Array, WebAssembly};
use wasm_bindgen::prelude::*;

/// The only way that errors leave, and by their names they are known: what a call throws that is called otherwise is a trap. That of a stale
/// ticket has a name of its own: whoever meets it asks again. That of a profile that is too large has its `extent`, from which less of it can
/// be chosen.
pub fn thrown(error: Error) -> JsValue {
    let taken = match error.kind() {
        ErrorKind::TooLarge(_) => format!(
            " {} MB of memory are in use.",
            grouped(((memory() / 1e6) as u64).to_string())
        ),
        _ => String::new(),
    };
    // What to do about it here is said before that.
    let sentence = match error.is_about_size() {
        true => format!(
            "Too large: {}{taken} The native command has no such limit.",
            error.sentence()
        ),
        false => error.sentence(),
    };
    let thrown = js_sys::Error::new(&sentence);
    thrown.set_name(match error.kind() {
        ErrorKind::Stale => "StaleAnswer",
        _ => "Refused",
    });
    // Where the size is what is wrong, there is no other way to open it.
    if error.is_about_size() || matches!(error.kind(), ErrorKind::Bomb { .. }) {
        set(&thrown, "isAboutSize", &JsValue::TRUE);
    }
    if let ErrorKind::TooLarge(extent) = error.kind()
        && let Ok(extent) = Js::object(extent)
    {
        set(&thrown, "extent", &extent);
    }
    thrown.into()
}

/// A fresh object takes every field.
pub fn set(object: &Object, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &JsValue::from_str(name), value);
}

/// Milliseconds on the clock that pages, workers and Node have in common; 0 where there is none.
pub fn now() -> f64 {
    let clock = Reflect::get(&js_sys::global(), &JsValue::from_str("performance"));
    clock.map_or(0.0, |clock| match clock.is_object() {
        true => clock.unchecked_into::<web_sys::Performance>().now(),
        false => 0.0,
    })
}

/// A column of an answer, numbers as a typed array.
pub fn array(column: &Column) -> JsValue {
    match column {
        Column::Ints(numbers) => Int32Array::from(numbers.as_slice()).into(),
        Column::Floats(numbers) => Float64Array::from(numbers.as_slice()).into(),
        Column::Bytes(numbers) => Uint8Array::from(numbers.as_slice()).into(),
        Column::Texts(texts) => texts
            .iter()
            .map(|text| JsValue::from_str(text))
            .collect::<Array>()
            .into(),
    }
}

/// The size of the wasm memory in bytes.
pub fn memory() -> f64 {
    let memory = wasm_bindgen::memory().unchecked_into::<WebAssembly::Memory>();
    let buffer = memory.buffer().unchecked_into::<js_sys::ArrayBuffer>();
    f64::from(buffer.byte_length())
}

/// The zone of this computer at a point in time. JavaScript knows no abbreviations like those of the zone database, so
/// the offset stands for itself.
pub fn local_offset(seconds: i64) -> Offset {
    let date = Date::new(&JsValue::from_f64(seconds as f64 * 1000.0));
    let seconds = -(date.get_timezone_offset() * 60.0) as i32;
    Offset {
        seconds,
        abbreviation: match seconds {
            0 => "UTC".to_owned(),
            seconds => numeric_abbreviation(seconds),
        },
    }
}
