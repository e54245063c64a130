//! Where functions are: the file and the line of a frame.

use super::{FrameId, StackSet};

impl StackSet {
    /// Where a function is: its file, and the line where it begins or else one of its own. Of frames that stand for several
    /// places, the first.
    pub fn place(&self, frame: FrameId) -> Option<(&[u8], i64)> {
        let site =
            (0..self.site_count() as u32).find(|&site| self.site(site).iter().any(|own| own.frame() == frame))?;
        let index = self.site(site).iter().position(|own| own.frame() == frame)?;
        self.place_at(site, index)
    }

    /// By frame, the first site that has it and where in it; none of frames that are in no site.
    pub fn first_sites(&self) -> Vec<Option<(u32, u32)>> {
        let mut first = vec![None; self.frames.len()];
        for site in 0..self.site_count() as u32 {
            for (index, frame) in self.site(site).iter().enumerate() {
                first[frame.frame().index()].get_or_insert((site, index as u32));
            }
        }
        first
    }

    /// The [`place`](Self::place) of a frame that is known to be in a site.
    pub fn place_at(&self, site: u32, index: usize) -> Option<(&[u8], i64)> {
        let line = self.line(site, index)?;
        let profile = self.filtered.profile();
        let function = &profile.functions[line.function.index()];
        let number = match function.start_line {
            0 => line.line,
            start => start,
        };
        Some((profile.text(function.filename), number))
    }
}
