//! A trend as comma-separated values: a line for each row, with its values in all points.
//!
//! ```text
//! function,file,line,first,last,delta,at least,per minute,share,shape,named,heap-1.pb.gz,heap-2.pb.gz
//! main.leak,/p/main.go,129,1048576,9437184,8388608,7340032,1048576,0.98,steady,true,1048576,9437184
//! ```
//!
//! Numbers are in the unit of the sample type; of rates, a second.

use super::Shown;
use super::json::number;
use crate::report::csv::text_field;

/// All rows that are shown, and a heading.
pub fn csv(shown: &Shown<'_>) -> String {
    let lines = lines(shown).map(|cells| {
        let fields: Vec<String> = cells.iter().map(|cell| text_field(cell)).collect();
        fields.join(",") + "\n"
    });
    lines.collect()
}

/// The cells of the heading and of all rows that are shown.
pub fn lines(shown: &Shown<'_>) -> impl Iterator<Item = Vec<String>> {
    let (per, factor) = match shown.trend.series.has_times {
        true => ("per minute", 60.0),
        false => ("per snapshot", 1.0),
    };
    let titles = [
        "function", "file", "line", "first", "last", "delta", "at least", per, "share", "shape", "named",
    ];
    let points = shown.trend.series.points.iter();
    let names = points.map(|point| shown.all.taken()[point.snapshot].name.clone());
    let heading = titles.into_iter().map(str::to_owned).chain(names).collect();
    let rows = shown.rows().map(move |(at, row)| {
        let place = shown.table.place(at);
        let statistic = &row.statistic;
        let mut cells = vec![place.function, place.file, place.line.to_string()];
        let numbers = [
            row.first,
            row.last,
            row.delta(),
            statistic.sure,
            statistic.slope * factor,
            row.share,
        ];
        cells.extend(numbers.map(number));
        cells.push(statistic.shape.words().to_owned());
        cells.push(row.is_named.to_string());
        cells.extend(shown.table.values(at).iter().map(|&value| number(value)));
        cells
    });
    std::iter::once(heading).chain(rows)
}
