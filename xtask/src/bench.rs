//! later
use anyhow::Result;
pub fn main(_: &[String]) -> Result<()> {
    Ok(())
}
