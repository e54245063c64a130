//! The texts of a file: its string table, and the rare messages with ids of texts in place of indices into that.

use super::wire::NotProto;
use crate::base::columns::StringId;
use crate::profile::{Function, Mapping, ValueType, messages};

/// The file's string table.
pub struct Texts<'a>(pub &'a [StringId]);

impl Texts<'_> {
    /// The id of a text, by its index.
    ///
    /// # Errors
    ///
    /// The table has no such text.
    pub fn get(&self, index: i64) -> Result<StringId, NotProto> {
        usize::try_from(index)
            .ok()
            .and_then(|index| self.0.get(index))
            .copied()
            .ok_or(NotProto::StringIndex)
    }

    /// A sample type with the ids of its texts.
    ///
    /// # Errors
    ///
    /// The table has no such text.
    pub fn value_type(&self, message: &messages::ValueType) -> Result<ValueType, NotProto> {
        Ok(ValueType {
            kind: self.get(message.kind)?,
            unit: self.get(message.unit)?,
        })
    }

    /// A binary with the ids of its texts.
    ///
    /// # Errors
    ///
    /// The table has no such text.
    pub fn mapping(&self, message: &messages::Mapping) -> Result<Mapping, NotProto> {
        Ok(Mapping {
            id: message.id,
            start: message.start,
            limit: message.limit,
            offset: message.offset,
            file: self.get(message.file)?,
            build_id: self.get(message.build_id)?,
            has_functions: message.has_functions,
            has_filenames: message.has_filenames,
            has_line_numbers: message.has_line_numbers,
            has_inline_frames: message.has_inline_frames,
        })
    }

    /// A function with the ids of its texts.
    ///
    /// # Errors
    ///
    /// The table has no such text.
    pub fn function(&self, message: &messages::Function) -> Result<Function, NotProto> {
        Ok(Function {
            id: message.id,
            name: self.get(message.name)?,
            system_name: self.get(message.system_name)?,
            filename: self.get(message.filename)?,
            start_line: message.start_line,
        })
    }
}
