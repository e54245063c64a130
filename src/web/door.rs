//! The door of JavaScript: questions are read from plain objects, answers become such.
//!
//! A question is read as if it had been written as JSON: a field that is `undefined` is left out. Without any question, none of
//! its fields is there. A field that is not known is refused, and so is a number that its type does not have. What was expected is
//! said in words of JavaScript: whoever asks has not seen our types. (`serde_wasm_bindgen`, which makes the answers, asks an object
//! for the fields that a type has: it cannot see one that is not known.)

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::text::go_quote;
use crate::session::Door;
use js_sys::{Array, Object};
use serde::Serialize;
use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{self, DeserializeOwned, Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;
use std::fmt;
use wasm_bindgen::prelude::*;

/// The door of JavaScript: its objects and texts come in and go out.
pub struct Js;

impl Door for Js {
    type Query = JsValue;
    type Value = JsValue;

    fn read<T: DeserializeOwned>(query: &JsValue) -> Result<T, String> {
        let question = match is_nothing(query) {
            true => Asked(Object::new().into()),
            false => Asked(query.clone()),
        };
        T::deserialize(question).map_err(|reason| reason.0)
    }

    fn object<T: Serialize + ?Sized>(value: &T) -> Result<JsValue> {
        // As JSON has it: maps are objects, and nothing is null.
        let serializer = serde_wasm_bindgen::Serializer::json_compatible();
        value
            .serialize(&serializer)
            .map_err(|error| Error::new(ErrorKind::Output(error.to_string())))
    }
}

fn is_nothing(value: &JsValue) -> bool {
    value.is_undefined() || value.is_null()
}

/// What JavaScript asks, or a part of it.
struct Asked(JsValue);

/// The same, looked at.
enum Plain {
    Nothing,
    Switch(bool),
    Whole(i64),
    Number(f64),
    Text(String),
    List(Vec<Asked>),
    Fields(Vec<(String, Asked)>),
    /// A function, for instance.
    Other,
}

impl Plain {
    /// The error of whoever expected something else.
    #[cold]
    fn refused(&self, expected: &str) -> Reason {
        Reason(format!("invalid type: {}, expected {expected}", self.described()))
    }

    fn described(&self) -> String {
        match self {
            Plain::Nothing => "null".to_owned(),
            Plain::Switch(switch) => format!("boolean `{switch}`"),
            Plain::Whole(number) => format!("integer `{number}`"),
            Plain::Number(_) => "a number that is not whole".to_owned(),
            Plain::Text(text) => format!("string {}", go_quote(text)),
            Plain::List(_) => "a list".to_owned(),
            Plain::Fields(_) => "an object".to_owned(),
            Plain::Other => "neither a text nor a number, a list or an object".to_owned(),
        }
    }
}

/// From here on not every whole number is one of JavaScript's.
const LARGEST_WHOLE: f64 = 9_007_199_254_740_992.0;

impl Asked {
    fn plain(&self) -> Plain {
        let value = &self.0;
        if is_nothing(value) {
            return Plain::Nothing;
        }
        if let Some(text) = value.as_string() {
            return Plain::Text(text);
        }
        if let Some(switch) = value.as_bool() {
            return Plain::Switch(switch);
        }
        if let Some(number) = value.as_f64() {
            return match number.trunc() == number && number.abs() < LARGEST_WHOLE {
                true => Plain::Whole(number as i64),
                false => Plain::Number(number),
            };
        }
        if let Some(list) = value.dyn_ref::<Array>() {
            return Plain::List(list.iter().map(Asked).collect());
        }
        if value.is_object() {
            let fields = Object::entries(value.unchecked_ref());
            let fields = fields.iter().map(|field| field.unchecked_into::<Array>());
            let given = fields.filter(|field| !field.get(1).is_undefined());
            return Plain::Fields(
                given
                    .map(|field| (field.get(0).as_string().unwrap_or_default(), Asked(field.get(1))))
                    .collect(),
            );
        }
        Plain::Other
    }
}

impl IntoDeserializer<'_, Reason> for Asked {
    type Deserializer = Asked;

    fn into_deserializer(self) -> Asked {
        self
    }
}

impl<'de> Deserializer<'de> for Asked {
    type Error = Reason;

    /// What is asked has a type: one of those below.
    fn deserialize_any<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, Reason> {
        Err(self.plain().refused("nothing"))
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Reason> {
        match self.plain() {
            Plain::Switch(switch) => visitor.visit_bool(switch),
            other => Err(other.refused("a boolean")),
        }
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Reason> {
        match self.plain() {
            Plain::Whole(number) if u32::try_from(number).is_ok() => visitor.visit_u32(number as u32),
            other => Err(other.refused("a whole number from 0 to 4294967295")),
        }
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Reason> {
        match self.plain() {
            Plain::Whole(number) => visitor.visit_f64(number as f64),
            Plain::Number(number) => visitor.visit_f64(number),
            other => Err(other.refused("a number")),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Reason> {
        match self.plain() {
            Plain::Text(text) => visitor.visit_string(text),
            other => Err(other.refused("a string")),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Reason> {
        match is_nothing(&self.0) {
            true => visitor.visit_none(),
            false => visitor.visit_some(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Reason> {
        match self.plain() {
            Plain::List(list) => SeqDeserializer::new(list.into_iter()).deserialize_any(visitor),
            other => Err(other.refused("a list")),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Reason> {
        match self.plain() {
            Plain::List(list) if list.len() == length => {
                SeqDeserializer::new(list.into_iter()).deserialize_any(visitor)
            }
            Plain::List(list) => Err(Reason(format!(
                "invalid length {}, expected a list of {length}",
                list.len()
            ))),
            other => Err(other.refused("a list")),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Reason> {
        match self.plain() {
            Plain::Fields(fields) => MapDeserializer::new(fields.into_iter()).deserialize_any(visitor),
            other => Err(other.refused("an object")),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Reason> {
        match self.plain() {
            Plain::Text(text) => visitor.visit_enum(text.into_deserializer()),
            other => Err(other.refused("a string")),
        }
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u64 u128 f32 char str bytes byte_buf unit unit_struct newtype_struct
        tuple_struct map identifier ignored_any
    }
}

/// Why a question cannot be read.
#[derive(Debug)]
struct Reason(String);

impl fmt::Display for Reason {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for Reason {}

impl de::Error for Reason {
    fn custom<T: fmt::Display>(reason: T) -> Reason {
        Reason(reason.to_string())
    }
}
