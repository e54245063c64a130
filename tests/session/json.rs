//! The door of the tests: what is asked and answered is JSON.

use super::{Door, Error};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub struct Json;

impl Door for Json {
    type Query = str;
    type Value = serde_json::Value;

    fn read<T: DeserializeOwned>(query: &str) -> Result<T, String> {
        serde_json::from_str(query).map_err(|error| error.to_string())
    }

    fn object<T: Serialize + ?Sized>(value: &T) -> Result<serde_json::Value, Error> {
        Ok(serde_json::to_value(value).unwrap())
    }
}
