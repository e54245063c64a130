//! boundary
use wasm_bindgen::prelude::*;
use serde::Serialize;
/// S
#[wasm_bindgen]
#[derive(Default)]
pub struct Session { n: u32 }
#[derive(Serialize)]
struct R { a: f64 }
#[wasm_bindgen]
impl Session {
    /// new
    #[wasm_bindgen(constructor)]
    pub fn new() -> Session { Session::default() }
    /// x
    #[wasm_bindgen(unchecked_return_type = "number[]")]
    pub fn rows(&self, #[wasm_bindgen(unchecked_param_type = "{a: number}")] q: JsValue) -> Result<JsValue, JsError> { let _ = q; Ok(serde_wasm_bindgen::to_value(&R{a: self.n as f64})?) }
}
