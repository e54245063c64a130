//! Room: whether the memory has place for what is about to be made.
//!
//! What grows by itself, such as a tree of calls, asks for each piece and can stop at any. What is as large as its input, a column
//! for each sample or a text for each name, is made in many pieces, none of which would be the one that fails: so whoever begins
//! it asks once for room for all of it, and gives it back at once for the pieces to take.

use super::error::OutOfMemory;

/// Whether there is room for so many bytes.
///
/// # Errors
///
/// The memory does not suffice.
pub fn ask_for(bytes: u64) -> Result<(), OutOfMemory> {
    let mut room: Vec<u8> = Vec::new();
    let bytes = usize::try_from(bytes).map_err(|_| OutOfMemory)?;
    room.try_reserve_exact(bytes).map_err(|_| OutOfMemory)?;
    // Or the compiler leaves out what nobody looks at, and answers that there is.
    std::hint::black_box(&room);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_room_for_little_and_none_for_more_than_everything() {
        assert!(ask_for(1 << 16).is_ok());
        assert!(ask_for(u64::MAX).is_err());
        assert!(ask_for(u64::MAX / 4).is_err());
    }
}
