//! The door of JavaScript: questions are read from plain objects, answers become such.
//!
//! A question is read as if it had been written as JSON: fields that are `undefined` are left out, and a field that is not
//! known, a number that is none of its type or an object that is no plain one is refused.

use crate::base::error::{Error, ErrorKind, Result};
use crate::session::Door;
use js_sys::{Array, Object};
use serde::Serialize;
use serde::de::value::{Error as Reason, MapDeserializer, SeqDeserializer};
use serde::de::{DeserializeOwned, Deserializer, Error as _, IntoDeserializer, Unexpected, Visitor};
use serde::forward_to_deserialize_any;
use wasm_bindgen::prelude::*;

/// JavaScript.
pub struct Js;

impl Door for Js {
    type Query = JsValue;
    type Value = JsValue;

    fn read<T: DeserializeOwned>(query: &JsValue) -> Result<T, String> {
        let question = match is_nothing(query) {
            true => Asked(Object::new().into()),
            false => Asked(query.clone()),
        };
        T::deserialize(question).map_err(|reason| reason.to_string())
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

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Reason> {
        match self.plain() {
            Plain::Nothing => visitor.visit_unit(),
            Plain::Switch(switch) => visitor.visit_bool(switch),
            Plain::Whole(number) => visitor.visit_i64(number),
            Plain::Number(number) => visitor.visit_f64(number),
            Plain::Text(text) => visitor.visit_string(text),
            Plain::List(list) => SeqDeserializer::new(list.into_iter()).deserialize_any(visitor),
            Plain::Fields(fields) => MapDeserializer::new(fields.into_iter()).deserialize_any(visitor),
            Plain::Other => {
                let other = Unexpected::Other("neither a text nor a number, a list or an object");
                Err(Reason::invalid_type(other, &visitor))
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Reason> {
        match is_nothing(&self.0) {
            true => visitor.visit_none(),
            false => visitor.visit_some(self),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Reason> {
        match self.0.as_string() {
            Some(text) => visitor.visit_enum(text.into_deserializer()),
            None => self.deserialize_any(visitor),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct newtype_struct
        seq tuple tuple_struct map struct identifier ignored_any
    }
}
