//! Doors: what is asked comes in by one, and what is answered goes out by it as objects of whoever asked.
//!
//! A session knows no language but its own. Whoever speaks another implements [`Door`], and all that is read or handed out
//! is compiled for it: JavaScript's objects in a page, JSON in the tests.

use crate::base::error::{Error, ErrorKind, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// How what is asked is read, and what is answered made an object.
pub trait Door: 'static {
    /// What is asked, as it comes.
    type Query: ?Sized;
    /// An object, as it is handed out.
    type Value;

    /// Reads what is asked. A field that is not known is refused, one that is left out has its default.
    ///
    /// # Errors
    ///
    /// It is not of that form: the reason, as in `unknown field `x`, expected `search``.
    fn read<T: DeserializeOwned>(query: &Self::Query) -> Result<T, String>;

    /// Makes an object.
    ///
    /// # Errors
    ///
    /// The value holds what the door has no word for, a number that is too large for instance.
    fn object<T: Serialize + ?Sized>(value: &T) -> Result<Self::Value>;
}

/// Reads what somebody asks for; `what` begins the sentence that says why it cannot be: `this is no change`.
///
/// # Errors
///
/// It is not of that form: a field that is not known or of another type, for instance.
pub(super) fn read<D: Door, T: DeserializeOwned>(what: &str, query: &D::Query) -> Result<T> {
    D::read(query).map_err(|reason| Error::new(ErrorKind::Usage(format!("{what}: {reason}"))))
}
