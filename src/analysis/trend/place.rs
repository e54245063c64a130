//! Places of a trend in words: the function, its file and line, short as people say them.

use crate::base::java_names::hidden_class;
use crate::base::names::place_end;
use crate::base::short_names::short_name;
use crate::base::text;

/// A frame in words.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Place {
    /// The name of the function.
    pub function: String,
    /// The path of its file; empty where frames are told apart without it.
    pub file: String,
    /// The line; 0 where frames are told apart without it.
    pub line: i64,
}

impl Place {
    /// The function as people call it, without the path of its package, and without a place that a tool has written before it where
    /// the place is known.
    pub fn short_function(&self) -> String {
        let from = match self.line {
            0 => 0,
            _ => place_end(self.function.as_bytes()),
        };
        let name = &self.function.as_bytes()[from..];
        // The slash of a hidden class of the Java machine ends no path.
        let short = match hidden_class(name) {
            Some(_) => name.into(),
            None => short_name(name),
        };
        String::from_utf8_lossy(&short).into_owned()
    }

    /// `main.go:228`; empty without a line.
    pub fn short(&self) -> String {
        match self.line {
            0 => String::new(),
            line => {
                let file = text::file_name(self.file.as_bytes());
                format!("{}:{line}", String::from_utf8_lossy(file))
            }
        }
    }
}
