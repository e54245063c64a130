//! Files on their way in, chunk by chunk, and reports on their way out, part by part.

use super::convert::{now, thrown};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::sink::Sink;
use crate::input;
use crate::session;
use js_sys::{Function, Uint8Array};
use wasm_bindgen::prelude::*;

/// Opens a file that comes in chunks.
#[wasm_bindgen]
pub struct Loader {
    pub(super) name: String,
    pub(super) modified: Option<i64>,
    pub(super) loader: input::Loader,
}

#[wasm_bindgen]
impl Loader {
    /// Starts to open a file of that name; `modified` is when it was written, in milliseconds since 1970, if that is known.
    #[wasm_bindgen(constructor)]
    pub fn new(name: String, modified: Option<f64>) -> Loader {
        Loader {
            name,
            modified: modified.map(|milliseconds| (milliseconds * 1e6) as i64),
            loader: input::Loader::new(),
        }
    }

    /// Starts to open a file that another loader has refused: all of it is awaited, and looked through for profiles.
    pub fn rescuing(name: String, modified: Option<f64>) -> Loader {
        Loader {
            loader: input::Loader::rescuing(),
            ..Loader::new(name, modified)
        }
    }

    /// Keeps the file beside its profile, which the session may then put away while it is off. Nothing may have come yet.
    pub fn keep(&mut self) {
        self.loader.keep_file();
    }

    /// Keeps less of the profile than there is: these sample types, by their numbers in the file, or all if there are none; and no labels,
    /// if they are dropped. Nothing may have come yet.
    pub fn choose(
        &mut self,
        #[wasm_bindgen(js_name = sampleTypes)] sample_types: Vec<u32>,
        #[wasm_bindgen(js_name = dropLabels)] drop_labels: bool,
    ) {
        self.loader.choose(input::Choice {
            sample_types,
            drop_labels,
        });
    }

    /// Takes the next chunk. After an error the loader is of no use any more.
    pub fn push(&mut self, chunk: &[u8]) -> Result<(), JsValue> {
        self.loader.push(chunk).map_err(thrown)
    }

    /// Takes the next piece of what the file holds, where an `Unpacker` has taken it out.
    #[wasm_bindgen(js_name = pushUnpacked)]
    pub fn push_unpacked(&mut self, piece: &[u8]) -> Result<(), JsValue> {
        self.loader.push_unpacked(piece).map_err(thrown)
    }

    /// How many bytes have come.
    #[wasm_bindgen(getter, js_name = bytesIn)]
    pub fn bytes_in(&self) -> f64 {
        self.loader.bytes_in() as f64
    }

    /// How many bytes they inflated to.
    #[wasm_bindgen(getter, js_name = bytesOut)]
    pub fn bytes_out(&self) -> f64 {
        self.loader.bytes_out() as f64
    }

    /// How many samples were read.
    #[wasm_bindgen(getter)]
    pub fn samples(&self) -> usize {
        self.loader.samples()
    }
}

/// Takes a file out of its container, in another worker than the one that decodes it.
#[wasm_bindgen]
#[derive(Default)]
pub struct Unpacker {
    unpacker: input::Unpacker,
}

#[wasm_bindgen]
impl Unpacker {
    /// Nothing has come yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Unpacker {
        Unpacker::default()
    }

    /// Takes the next chunk, and hands what it holds to `take` in pieces. After an error it is of no use any more.
    pub fn push(
        &mut self,
        chunk: &[u8],
        #[wasm_bindgen(unchecked_param_type = "(piece: Uint8Array<ArrayBuffer>) => boolean")] take: &Function,
    ) -> Result<(), JsValue> {
        let mut take = Callback(take);
        self.unpacker
            .push(chunk, &mut |piece| take.write(piece))
            .map_err(thrown)
    }

    /// Ends the file, and hands on what is left of it.
    pub fn finish(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "(piece: Uint8Array<ArrayBuffer>) => boolean")] take: &Function,
    ) -> Result<(), JsValue> {
        let mut take = Callback(take);
        self.unpacker.finish(&mut |piece| take.write(piece)).map_err(thrown)
    }
}

/// A report on its way into a file. What it writes was decided when it began.
#[wasm_bindgen]
pub struct Download {
    download: session::Download,
    /// How many rows are written at once.
    rows: usize,
}

/// How many rows of a download are written at first.
const FIRST_PART: usize = 4096;
/// How long a part of a download may take, in milliseconds: as long as nobody notices.
const PART_TIME: f64 = 40.0;

impl Download {
    pub(super) fn new(download: session::Download) -> Download {
        let rows = FIRST_PART;
        Download { download, rows }
    }
}

#[wasm_bindgen]
impl Download {
    /// Whether its bytes are a profile, which comes uncompressed: a file of it wants `CompressionStream("gzip")`.
    #[wasm_bindgen(getter, js_name = isProfile)]
    pub fn is_profile(&self) -> bool {
        self.download.is_profile()
    }

    /// Hands the next part to `sink` in pieces; answers how much is done, from 0 to 1.
    pub fn step(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "(chunk: Uint8Array<ArrayBuffer>) => boolean")] sink: &Function,
    ) -> Result<f64, JsValue> {
        let start = now();
        let done = self.download.write(self.rows, &mut Callback(sink)).map_err(thrown);
        match now() - start {
            time if time < PART_TIME / 2.0 => self.rows = self.rows.saturating_mul(2),
            time if time > PART_TIME * 2.0 => self.rows = (self.rows / 2).max(1),
            _ => {}
        }
        done
    }
}

/// Hands text to a JavaScript function.
pub(super) struct Callback<'a>(pub(super) &'a Function);

impl Sink for Callback<'_> {
    fn write(&mut self, text: &[u8]) -> Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        let piece = Uint8Array::from(text);
        match self.0.call1(&JsValue::NULL, &piece) {
            Ok(answer) if answer.as_bool() != Some(false) => Ok(()),
            _ => Err(Error::new(ErrorKind::Stopped)),
        }
    }
}
