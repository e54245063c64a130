//! Cells that end in tabs -> columns, right-aligned, as Go's `text/tabwriter` lays them out for pprof.
//!
//! ```text
//! a:|1s:| x        a: 1s: x
//!  |10s:| y          10s: y         with a bar for a tab
//! ```
//!
//! A column holds for adjacent lines that have a cell in it. Labels may hold tabs and ends of lines, too: these count
//! like any other, so that one in a label's value tears the columns around it apart.

use crate::base::error::OutOfMemory;
use crate::base::room::ask_for;

/// A cell: where its text ends, and how many characters wide it is.
struct Cell {
    end: usize,
    width: i64,
}

/// About how many bytes a cell takes, or a line of one.
const OF_CELL: usize = 240;

/// What turns tabs into text until it comes again.
const ESCAPE: u8 = 0xff;

/// Lays out a text whose cells end in tabs, so that columns of neighbouring lines are as wide as their widest cell.
///
/// # Errors
///
/// The memory does not suffice.
pub fn align(text: &[u8], out: &mut Vec<u8>) -> Result<(), OutOfMemory> {
    let ends = text.iter().filter(|byte| b"\t\n\x0b\x0c".contains(byte)).count();
    ask_for((ends * OF_CELL + text.len() * 2) as u64)?;
    let lines = cells(text);
    let mut widths: Vec<Vec<i64>> = lines.iter().map(|cells| vec![0; cells.len() - 1]).collect();
    let columns = widths.iter().map(Vec::len).max().unwrap_or(0);
    for column in 0..columns {
        let has_cell = |line: &Vec<i64>| line.len() > column;
        let mut first = 0;
        while first < lines.len() {
            let adjacent = widths[first..].iter().take_while(|line| has_cell(line)).count();
            let block = first..first + adjacent;
            let widest = lines[block.clone()].iter().map(|cells| cells[column].width).max();
            for line in &mut widths[block] {
                line[column] = widest.unwrap_or(0) + 1;
            }
            first += adjacent + 1;
        }
    }
    let mut start = 0;
    for (index, (cells, widths)) in lines.iter().zip(&widths).enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            let padding = widths.get(column).map_or(0, |width| width - cell.width);
            out.resize(out.len() + padding.max(0) as usize, b' ');
            out.extend_from_slice(&text[start..cell.end]);
            start = cell.end + 1;
        }
        if index + 1 < lines.len() {
            out.push(b'\n');
        }
    }
    Ok(())
}

/// The cells of each line; the last one of a line ends with it.
fn cells(text: &[u8]) -> Vec<Vec<Cell>> {
    let mut lines = vec![Vec::new()];
    let (mut start, mut hidden, mut is_escaped) = (0, 0, false);
    let width = |start: usize, end: usize| crate::base::text::width(&text[start..end]) as i64;
    for (end, &byte) in text.iter().enumerate() {
        match byte {
            ESCAPE => {
                // The two bytes around what is escaped do not count.
                hidden += if is_escaped { 2 } else { 0 };
                is_escaped = !is_escaped;
            }
            b'\t' | 0x0b | b'\n' | 0x0c if !is_escaped => {
                let cell = Cell {
                    end,
                    width: width(start, end) - hidden,
                };
                if let Some(line) = lines.last_mut() {
                    line.push(cell);
                }
                if matches!(byte, b'\n' | 0x0c) {
                    lines.push(Vec::new());
                }
                (start, hidden) = (end + 1, 0);
            }
            _ => {}
        }
    }
    let end = text.len();
    let last = Cell {
        end,
        width: width(start, end) - hidden,
    };
    if let Some(line) = lines.last_mut() {
        line.push(last);
    }
    lines
}

#[cfg(test)]
mod tests {
    fn align(text: &str) -> String {
        let mut out = Vec::new();
        super::align(text.replace('|', "\t").as_bytes(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn columns_hold_for_adjacent_lines() {
        assert_eq!(align("a:|1s:| x\n |10s:| y\n"), " a:  1s: x\n    10s: y\n");
        // A line without cells ends the columns, and so does an end of line in a value.
        assert_eq!(align("a|1|\nb|22|\nlong\nc|333|"), " a  1\n b 22\nlong\n c 333");
    }
}
