//! The boundary: the classes `Session` and `Loader` of `www/pkg/proflens.js`. The only file that knows JavaScript.
//!
//! Every method takes its arguments, calls the core, and converts the answer; every error becomes a JavaScript `Error`
//! whose message is a sentence for the user. Small results cross as plain objects, in pages where there are many.

use crate::analysis::flame_graph::Closer;
use crate::analysis::options::VARIABLES;
use crate::base::clock::{Offset, TimeZone, numeric_abbreviation};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::sink::Sink;
use crate::input;
use crate::session::{
    self, FlameQuery, GraphQuery, ProfileId, Role, SourceQuery, SourceRows, TagsQuery, TopQuery, TracesQuery,
};
use js_sys::{Array, Date, Float64Array, Function, Int32Array, Reflect, Uint8Array};
use serde::Serialize;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("web.d.ts");

/// The only way that errors leave.
fn thrown(error: Error) -> JsError {
    JsError::new(&error.sentence())
}

fn object<T: Serialize>(value: &T) -> Result<JsValue, JsError> {
    // As JSON has it: maps are objects, and nothing is null.
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    value
        .serialize(&serializer)
        .map_err(|error| JsError::new(&error.to_string()))
}

/// A field of an object that is an argument.
fn field(object: &JsValue, name: &str) -> Result<JsValue, JsError> {
    Reflect::get(object, &JsValue::from_str(name)).map_err(|_| JsError::new("an argument is no object"))
}

/// A field that is a text; what is missing is empty.
fn text_field(object: &JsValue, name: &str) -> Result<String, JsError> {
    Ok(field(object, name)?.as_string().unwrap_or_default())
}

/// Milliseconds on the clock that pages, workers and Node have in common; 0 where there is none.
fn now() -> f64 {
    let clock = Reflect::get(&js_sys::global(), &JsValue::from_str("performance"));
    clock.map_or(0.0, |clock| match clock.is_object() {
        true => clock.unchecked_into::<web_sys::Performance>().now(),
        false => 0.0,
    })
}

/// Opens a file that comes in chunks.
#[wasm_bindgen]
pub struct Loader {
    name: String,
    loader: input::Loader,
    milliseconds: f64,
}

#[wasm_bindgen]
impl Loader {
    /// Starts to open a file of that name.
    #[wasm_bindgen(constructor)]
    pub fn new(name: String) -> Loader {
        Loader {
            name,
            loader: input::Loader::new(),
            milliseconds: 0.0,
        }
    }

    /// Takes the next chunk. After an error the loader is of no use any more.
    pub fn push(&mut self, chunk: &[u8]) -> Result<(), JsError> {
        let start = now();
        let result = self.loader.push(chunk).map_err(thrown);
        self.milliseconds += now() - start;
        result
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

/// A report on its way into a file. What it writes was decided when it began.
#[wasm_bindgen]
pub struct Download {
    download: session::Download,
    /// How many rows are written at once.
    rows: usize,
}

/// How long a part of a download may take, in milliseconds: as long as nobody notices.
const PART_TIME: f64 = 40.0;

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
    ) -> Result<f64, JsError> {
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

/// The profiles of a page and everything that can be asked about them.
#[wasm_bindgen]
#[derive(Default)]
pub struct Session {
    session: session::Session,
    /// How long each stage took when it last ran.
    timings: Vec<Timing>,
}

/// How long a stage took.
#[derive(Clone, Serialize)]
struct Timing {
    stage: &'static str,
    ms: f64,
}

#[derive(Serialize)]
struct OptionInfo {
    name: &'static str,
    value: String,
    default: String,
    kind: &'static str,
    choices: &'static [&'static str],
    url: &'static str,
    help: &'static str,
    group: &'static str,
    saved: bool,
}

#[wasm_bindgen]
impl Session {
    /// A session without profiles.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Session {
        Session::default()
    }

    /// Opens a whole file; answers the id of the profile. The first one becomes the source, later ones are off.
    pub fn open(&mut self, name: &str, bytes: &[u8]) -> Result<ProfileId, JsError> {
        self.timed("open", |session| session.open(name, bytes))
    }

    /// Ends a file that came in chunks; the loader is used up.
    pub fn add(&mut self, loader: Loader) -> Result<ProfileId, JsError> {
        let before = loader.milliseconds;
        let id = self.timed("open", |session| session.add(&loader.name, loader.loader))?;
        if let Some(timing) = self.timings.iter_mut().find(|timing| timing.stage == "open") {
            timing.ms += before;
        }
        Ok(id)
    }

    /// Forgets a profile.
    pub fn close(&mut self, id: ProfileId) -> Result<(), JsError> {
        self.session.close(id).map_err(thrown)
    }

    /// Gives a profile another role; refused with a sentence, changing nothing, if the profiles do not combine.
    #[wasm_bindgen(js_name = setRole)]
    pub fn set_role(
        &mut self,
        id: ProfileId,
        #[wasm_bindgen(unchecked_param_type = "Role")] role: &str,
    ) -> Result<(), JsError> {
        let role = Role::parse(role).map_err(thrown)?;
        self.timed("combine", |session| session.set_roles(&[(id, role)]))
    }

    /// Gives several profiles other roles, all or none.
    #[wasm_bindgen(js_name = setRoles)]
    pub fn set_roles(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "{ id: number; role: Role }[]")] roles: JsValue,
    ) -> Result<(), JsError> {
        let roles = Array::from(&roles)
            .iter()
            .map(|role| {
                let id = field(&role, "id")?.as_f64().unwrap_or_default();
                Ok((
                    id as ProfileId,
                    Role::parse(&text_field(&role, "role")?).map_err(thrown)?,
                ))
            })
            .collect::<Result<Vec<_>, JsError>>()?;
        self.timed("combine", |session| session.set_roles(&roles))
    }

    /// All loaded profiles.
    #[wasm_bindgen(unchecked_return_type = "ProfileInfo[]")]
    pub fn profiles(&self) -> Result<JsValue, JsError> {
        object(&self.session.profiles())
    }

    /// The time zone of texts: `UTC`, or `local` for the one of this computer.
    #[wasm_bindgen(js_name = setTimeZone)]
    pub fn set_time_zone(&mut self, #[wasm_bindgen(unchecked_param_type = "\"UTC\" | \"local\"")] zone: &str) {
        self.session.set_time_zone(match zone {
            "local" => TimeZone::Local(Rc::new(local_offset)),
            _ => TimeZone::Utc,
        });
    }

    /// Carries out a line as typed at pprof's prompt; answers the text that pprof prints, up to 4 MB.
    pub fn run(&mut self, line: &str) -> Result<String, JsError> {
        self.timed("run", |session| session.run_to_text(line))
    }

    /// Carries out a line and hands all its text to `sink` in pieces; a sink that answers false stops it.
    pub fn stream(
        &mut self,
        line: &str,
        #[wasm_bindgen(unchecked_param_type = "(chunk: Uint8Array<ArrayBuffer>) => boolean")] sink: &Function,
    ) -> Result<(), JsError> {
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

    /// The reports that can be downloaded.
    #[wasm_bindgen(unchecked_return_type = "ReportInfo[]")]
    pub fn reports(&self) -> Result<JsValue, JsError> {
        object(&self.session.reports())
    }

    /// Starts a report as `go tool pprof -NAME` writes it; `csv` and `folded` are the rows of the last `top` and `traces`.
    pub fn download(&self, report: &str, pattern: Option<String>) -> Result<Download, JsError> {
        started(self.session.download(report, pattern.as_deref()))
    }

    /// Starts the report of a line as typed at pprof's prompt.
    #[wasm_bindgen(js_name = downloadLine)]
    pub fn download_line(&self, line: &str) -> Result<Download, JsError> {
        started(self.session.download_line(line))
    }

    /// The file that a line would write to; empty if its text is to be shown.
    pub fn destination(&self, line: &str) -> String {
        self.session.destination(line)
    }

    /// What a half-typed line may become, as whole lines.
    pub fn complete(&self, line: &str) -> Vec<String> {
        self.session.complete(line)
    }

    /// All options with their values.
    #[wasm_bindgen(unchecked_return_type = "OptionInfo[]")]
    pub fn options(&self) -> Result<JsValue, JsError> {
        let (options, defaults) = (self.session.options(), self.session.default_options());
        let infos: Vec<OptionInfo> = VARIABLES
            .iter()
            .map(|variable| OptionInfo {
                name: variable.name,
                value: options.get(variable),
                default: defaults.get(variable),
                kind: variable.kind(),
                choices: variable.choices,
                url: variable.url,
                help: variable.help,
                group: variable.group.name(),
                saved: variable.is_saved(),
            })
            .collect();
        object(&infos)
    }

    /// Sets an option; refused with a sentence, changing nothing, if the value is not one.
    #[wasm_bindgen(js_name = setOption)]
    pub fn set_option(&mut self, name: &str, value: &str) -> Result<(), JsError> {
        self.session.set_option(name, value).map_err(thrown)
    }

    /// The options that are not at their defaults, as pprof's web parameters: `f=main&si=alloc_space`.
    pub fn params(&self) -> String {
        self.session.params()
    }

    /// Sets all options from a query; answers sentences about what it refused.
    #[wasm_bindgen(js_name = setParams)]
    pub fn set_params(&mut self, query: &str) -> Vec<String> {
        self.session.set_params(query)
    }

    /// What is shown.
    #[wasm_bindgen(unchecked_return_type = "Summary")]
    pub fn summary(&mut self) -> Result<JsValue, JsError> {
        let summary = self.timed("summary", |session| session.summary())?;
        let summary = object(&summary)?;
        let timings = object(&self.timings)?;
        for (name, value) in [("timings", timings), ("memory", JsValue::from_f64(memory()))] {
            // A fresh object takes every field.
            let _ = Reflect::set(&summary, &JsValue::from_str(name), &value);
        }
        Ok(summary)
    }

    /// Sorts and searches the top table.
    #[wasm_bindgen(unchecked_return_type = "TopInfo")]
    pub fn top(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "TopQuery")] query: JsValue,
    ) -> Result<JsValue, JsError> {
        let query = TopQuery {
            sort: text_field(&query, "sort")?,
            descending: field(&query, "descending")?.is_truthy(),
            search: text_field(&query, "search")?,
        };
        object(&self.timed("top", |session| session.top(&query))?)
    }

    /// A page of the rows of the last `top`.
    #[wasm_bindgen(js_name = topRows, unchecked_return_type = "TopRow[]")]
    pub fn top_rows(&self, start: usize, end: usize) -> Result<JsValue, JsError> {
        object(&self.session.top_rows(start, end).map_err(thrown)?)
    }

    /// Lays a flame graph out.
    #[wasm_bindgen(unchecked_return_type = "Flame")]
    pub fn flame(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "FlameQuery")] query: JsValue,
    ) -> Result<JsValue, JsError> {
        let number = |name: &str| Ok::<f64, JsError>(field(&query, name)?.as_f64().unwrap_or_default());
        let query = FlameQuery {
            pivot: text_field(&query, "pivot")?,
            inverted: field(&query, "inverted")?.is_truthy(),
            path: Array::from(&field(&query, "path")?)
                .iter()
                .filter_map(|name| name.as_string())
                .collect(),
            smallest: number("smallest")?,
            closer: Closer {
                from: number("closerFrom")?,
                to: number("closerTo")?,
                smallest: number("closerSmallest")?,
            },
            positive_only: field(&query, "positiveOnly")?.is_truthy(),
            search: text_field(&query, "search")?,
        };
        let (info, flame) = self.timed("flame", |session| session.flame(&query))?;
        let answer = object(&info)?;
        for (name, column) in [
            ("names", JsValue::from(Int32Array::from(flame.names.as_slice()))),
            ("rows", Int32Array::from(flame.rows.as_slice()).into()),
            ("parents", Int32Array::from(flame.parents.as_slice()).into()),
            ("starts", Float64Array::from(flame.starts.as_slice()).into()),
            ("widths", Float64Array::from(flame.widths.as_slice()).into()),
            ("values", Float64Array::from(flame.values.as_slice()).into()),
            ("inline", Uint8Array::from(flame.inline.as_slice()).into()),
            ("matches", Uint8Array::from(flame.matches.as_slice()).into()),
            ("texts", object(&flame.texts)?),
        ] {
            // A fresh object takes every field.
            let _ = Reflect::set(&answer, &JsValue::from_str(name), &column);
        }
        Ok(answer)
    }

    /// A box of the last `flame`, in words.
    #[wasm_bindgen(js_name = flameBox, unchecked_return_type = "FlameBox")]
    pub fn flame_box(&self, number: usize) -> Result<JsValue, JsError> {
        object(&self.session.flame_box(number).map_err(thrown)?)
    }

    /// The call graph as a table, and the text that Graphviz lays out.
    #[wasm_bindgen(unchecked_return_type = "Graph")]
    pub fn graph(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "GraphQuery")] query: JsValue,
    ) -> Result<JsValue, JsError> {
        let query: GraphQuery =
            serde_wasm_bindgen::from_value(query).map_err(|error| JsError::new(&error.to_string()))?;
        object(&self.timed("graph", |session| session.graph(&query))?)
    }

    /// Groups and searches the stacks.
    #[wasm_bindgen(unchecked_return_type = "TracesInfo")]
    pub fn traces(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "TracesQuery")] query: JsValue,
    ) -> Result<JsValue, JsError> {
        let query = TracesQuery {
            search: text_field(&query, "search")?,
        };
        object(&self.timed("traces", |session| session.traces(&query))?)
    }

    /// A page of the groups of the last `traces`.
    #[wasm_bindgen(js_name = traceRows, unchecked_return_type = "TraceRow[]")]
    pub fn trace_rows(&self, start: usize, end: usize) -> Result<JsValue, JsError> {
        object(&self.session.trace_rows(start, end).map_err(thrown)?)
    }

    /// One group of the last `traces`, with all frames and labels.
    #[wasm_bindgen(unchecked_return_type = "TraceDetail")]
    pub fn trace(&self, index: usize) -> Result<JsValue, JsError> {
        object(&self.session.trace(index).map_err(thrown)?)
    }

    /// Weighs and searches the labels.
    #[wasm_bindgen(unchecked_return_type = "TagsInfo")]
    pub fn tags(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "TagsQuery")] query: JsValue,
    ) -> Result<JsValue, JsError> {
        let query = TagsQuery {
            search: text_field(&query, "search")?,
        };
        object(&self.timed("tags", |session| session.tags(&query))?)
    }

    /// A page of the values of a label of the last `tags`.
    #[wasm_bindgen(js_name = tagValues, unchecked_return_type = "TagValue[]")]
    pub fn tag_values(&self, key: usize, start: usize, end: usize) -> Result<JsValue, JsError> {
        object(&self.session.tag_values(key, start, end).map_err(thrown)?)
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

    /// The paths of the source files that the loaded profiles name, after trimming.
    #[wasm_bindgen(js_name = sourceFiles)]
    pub fn source_files(&self) -> Vec<String> {
        self.session.source_files()
    }

    /// Searches the functions that have source lines, heaviest first, and opens one: by its name or that of a file, "" for
    /// the heaviest. `file` tells functions of one name apart; `whole` wants all lines of the file.
    #[wasm_bindgen(unchecked_return_type = "Source")]
    pub fn source(&mut self, search: String, name: String, file: String, whole: bool) -> Result<JsValue, JsError> {
        let query = SourceQuery {
            search,
            name,
            file,
            whole,
        };
        object(&self.timed("source", |session| session.source(&query))?)
    }

    /// Rows of the last `source`; of calls and places those of the line in the row `start`.
    #[wasm_bindgen(js_name = sourceRows, unchecked_return_type = "SourceRow[]")]
    pub fn source_rows(
        &self,
        #[wasm_bindgen(unchecked_param_type = "\"routines\" | \"open\" | \"lines\" | \"calls\" | \"places\"")]
        which: &str,
        start: usize,
        end: usize,
    ) -> Result<JsValue, JsError> {
        let which = SourceRows::parse(which);
        object(&self.session.source_rows(which, start, end).map_err(thrown)?)
    }

    /// A function by its printed name, between its callers and callees.
    #[wasm_bindgen(unchecked_return_type = "Peek")]
    pub fn peek(&mut self, name: &str) -> Result<JsValue, JsError> {
        object(&self.timed("peek", |session| session.peek(name))?)
    }
}

impl Session {
    /// Does a stage and notes how long it took.
    fn timed<T>(
        &mut self,
        stage: &'static str,
        work: impl FnOnce(&mut session::Session) -> crate::base::error::Result<T>,
    ) -> Result<T, JsError> {
        let start = now();
        let result = work(&mut self.session);
        let ms = now() - start;
        match self.timings.iter_mut().find(|timing| timing.stage == stage) {
            Some(timing) => timing.ms = ms,
            None => self.timings.push(Timing { stage, ms }),
        }
        result.map_err(thrown)
    }
}

fn started(download: crate::base::error::Result<session::Download>) -> Result<Download, JsError> {
    let download = download.map_err(thrown)?;
    Ok(Download { download, rows: 4096 })
}

/// The size of the wasm memory in bytes.
fn memory() -> f64 {
    let buffer = Reflect::get(&wasm_bindgen::memory(), &JsValue::from_str("buffer"));
    let length = buffer.and_then(|buffer| Reflect::get(&buffer, &JsValue::from_str("byteLength")));
    length.ok().and_then(|length| length.as_f64()).unwrap_or(0.0)
}

/// The zone of this computer at a point in time. JavaScript knows no abbreviations like those of the zone database, so
/// the offset stands for itself.
fn local_offset(seconds: i64) -> Offset {
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

/// Hands text to a JavaScript function.
struct Callback<'a>(&'a Function);

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
