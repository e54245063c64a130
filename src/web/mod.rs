//! The boundary: the classes `Session`, `Loader`, `Unpacker` and `Download` of `www/pkg/proflens.js`. Only this folder knows JavaScript.
//!
//! Every method takes its arguments, calls the core, and converts the answer; every error becomes a JavaScript `Error`
//! whose message is a sentence for the user, and whose name is `Refused` or `StaleAnswer`. What a view is asked and answers is declared in `views.d.ts`.
//!
//! | file | what it does |
//! |---|---|
//! | `mod.rs` | the session |
//! | `files.rs` | files on their way in and out |
//! | `door.rs` | questions read from objects, answers made objects |
//! | `convert.rs` | other values of both sides into those of the other |
//! | `session.d.ts`, `views.d.ts`, `trees.d.ts`, `trend.d.ts`, `goroutines.d.ts` | what crosses, in the words of TypeScript |

#![allow(clippy::missing_errors_doc, reason = "all throw alike, as said above")]

mod convert;
mod door;
mod files;

pub use files::{Download, Loader};

use crate::base::clock::TimeZone;
use crate::base::error::ErrorKind;
use crate::base::sink::Sink;
use crate::session::{self, Change, Door, ProfileId, Ticket, Wanted};
use convert::{array, local_offset, memory, now, set, thrown};
use door::Js;
use files::Callback;
use js_sys::{Function, Object};
use std::rc::Rc;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = concat!(
    include_str!("session.d.ts"),
    include_str!("views.d.ts"),
    include_str!("trees.d.ts"),
    include_str!("trend.d.ts"),
    include_str!("goroutines.d.ts")
);

/// The profiles of a page and everything that can be asked about them.
#[wasm_bindgen]
pub struct Session {
    session: session::Session,
}

#[wasm_bindgen]
impl Session {
    /// A session without profiles, in the place of `nth` others that were ended, whose profiles had no number above `last`.
    #[wasm_bindgen(constructor)]
    pub fn new(nth: Option<u32>, last: Option<ProfileId>) -> Session {
        let session = session::Session::new(now, TimeZone::Local(Rc::new(local_offset)));
        Session {
            session: session.after(nth.unwrap_or_default(), last.unwrap_or_default()),
        }
    }

    /// Opens a whole file; answers the id of the profile. The first one becomes the source, later ones are off.
    pub fn open(&mut self, name: &str, bytes: &[u8]) -> Result<ProfileId, JsValue> {
        self.session.open(name, bytes).map_err(thrown)
    }

    /// Ends a file that came in chunks; the loader is used up.
    pub fn add(&mut self, loader: Loader) -> Result<ProfileId, JsValue> {
        self.session
            .add(&loader.name, loader.modified, loader.loader)
            .map_err(thrown)
    }

    /// How many profiles are loaded.
    #[wasm_bindgen(getter)]
    pub fn count(&self) -> usize {
        self.session.count()
    }

    /// Makes a change of roles, options or time zone, and answers the state after it. What is refused is said there, and
    /// changes nothing. `change()` only tells the state.
    #[wasm_bindgen(unchecked_return_type = "State")]
    pub fn change(
        &mut self,
        #[wasm_bindgen(unchecked_optional_param_type = "Change")] change: JsValue,
    ) -> Result<JsValue, JsValue> {
        let change = Change::read::<Js>(&change).map_err(thrown)?;
        let state = Js::object(&self.session.change(&change)).map_err(thrown)?;
        set(state.unchecked_ref(), "memory", &JsValue::from_f64(memory()));
        Ok(state)
    }

    /// Counts changes of what is shown: whoever has asked since the last one knows the present answers.
    #[wasm_bindgen(getter)]
    pub fn generation(&self) -> f64 {
        self.session.generation() as f64
    }

    /// Asks a view. The ticket is good until the same view is asked again or what is shown changes.
    #[wasm_bindgen(skip_typescript)]
    pub fn ask(&mut self, view: &str, query: JsValue) -> Result<JsValue, JsValue> {
        let reply = self.session.ask_by_name::<Js>(view, &query).map_err(thrown)?;
        let answer = Object::new();
        set(&answer, "ticket", &JsValue::from(reply.ticket));
        set(&answer, "info", &reply.info);
        if let Some(rows) = &reply.rows {
            set(&answer, "rows", rows);
        }
        if !reply.columns.is_empty() {
            let columns = Object::new();
            for (name, column) in &reply.columns {
                set(&columns, name, &array(column));
            }
            set(&answer, "columns", &columns);
        }
        Ok(answer.into())
    }

    /// Rows of a part of an answer, from `start` up to `end`.
    #[wasm_bindgen(skip_typescript)]
    pub fn rows(&self, ticket: Ticket, part: &str, start: usize, end: usize) -> Result<JsValue, JsValue> {
        self.session.rows::<Js>(ticket, part, start..end).map_err(thrown)
    }

    /// Everything about one row of an answer.
    #[wasm_bindgen(skip_typescript)]
    pub fn detail(&self, ticket: Ticket, number: usize) -> Result<JsValue, JsValue> {
        self.session.detail::<Js>(ticket, number).map_err(thrown)
    }

    /// Carries out a line as typed at pprof's prompt; answers the text that pprof prints, up to 4 MB.
    pub fn run(&mut self, line: &str) -> Result<String, JsValue> {
        self.session.run_to_text(line).map_err(thrown)
    }

    /// Carries out a line and hands all its text to `sink` in pieces; a sink that answers false stops it.
    pub fn stream(
        &mut self,
        line: &str,
        #[wasm_bindgen(unchecked_param_type = "(chunk: Uint8Array<ArrayBuffer>) => boolean")] sink: &Function,
    ) -> Result<(), JsValue> {
        let mut notes = Vec::new();
        let mut out = Callback(sink);
        let result = self.session.run(line, &mut out, &mut |note| {
            notes.extend([note.as_bytes(), b"\n"].concat())
        });
        // Notes are few; they follow what a download is about.
        let told = out.write(&notes);
        match (result, told) {
            (Err(error), _) if *error.kind() == ErrorKind::Stopped => Ok(()),
            (Ok(()), _) => Ok(()),
            (Err(error), _) => Err(thrown(error)),
        }
    }

    /// Starts what is to be a file: a report as `go tool pprof -NAME` writes it, the rows of an answer, or a line.
    pub fn download(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Wanted")] wanted: JsValue,
    ) -> Result<Download, JsValue> {
        let wanted = Wanted::read::<Js>(&wanted).map_err(thrown)?;
        self.session.download(&wanted).map(Download::new).map_err(thrown)
    }

    /// Carries out a line whose text is to be shown, and says what has become of it. A line that would write to a file is not
    /// carried out: that is a download.
    #[wasm_bindgen(js_name = typeIn, unchecked_return_type = "Said")]
    pub fn type_in(&mut self, line: &str) -> Result<JsValue, JsValue> {
        Js::object(&self.session.type_in(line)).map_err(thrown)
    }

    /// What a half-typed line may become, as whole lines.
    pub fn complete(&self, line: &str) -> Vec<String> {
        self.session.complete(line)
    }

    /// Hands over a source file by its name or its path from a folder on, for `source` and for `list`.
    #[wasm_bindgen(js_name = addSource)]
    pub fn add_source(&mut self, path: &str, text: &[u8]) {
        self.session.add_source(path, text);
    }

    /// Forgets all source files.
    #[wasm_bindgen(js_name = forgetSources)]
    pub fn forget_sources(&mut self) {
        self.session.forget_sources();
    }
}
