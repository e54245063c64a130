//! One measured run of the analyzer, native: in, a profile; out, lines `stage milliseconds` and `count number`.
//! `cargo xtask bench` runs it again and again beside xtask/bench.mjs, which does the same in wasm.

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = std::fs::read(arguments.next().ok_or("usage: bench_stages FILE [inflate]")?)?;
    let mut say = |name: &str, number: f64| println!("{name} {number:.3}");
    match arguments.next() {
        // In a process of its own, so that neither stage finds memory that the other has touched.
        Some(_) => proflens::native::measure_inflate(&file, &mut say)?,
        None => proflens::native::measure(&file, &mut say)?,
    }
    Ok(())
}
