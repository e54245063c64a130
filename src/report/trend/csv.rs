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
    let per = if shown.trend.series.has_times {
        "per minute"
    } else {
        "per snapshot"
    };
    let mut text = format!("function,file,line,first,last,delta,at least,{per},share,shape,named");
    for point in &shown.trend.series.points {
        text.push(',');
        text.push_str(&text_field(&shown.all.taken()[point.snapshot].name));
    }
    text.push('\n');
    let factor = if shown.trend.series.has_times { 60.0 } else { 1.0 };
    for (at, row) in shown.rows() {
        let place = shown.table.place(at);
        let statistic = &row.statistic;
        let mut cells = vec![
            text_field(&place.function),
            text_field(&place.file),
            place.line.to_string(),
        ];
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
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    text
}
