//! The report as a workbook: a sheet of recipients, one of days and one of reasons, each with a chart. What reporters wrote is text in every
//! cell; no cell is a formula.

use chrono::{DateTime, Utc};
use disclosure::texts::Texts;
use rust_xlsxwriter::{Chart, ChartType, DocProperties, ExcelDateTime, Format, Workbook, Worksheet};

use super::{named, outcome_key, reason_key};
use crate::{
    platform::error::{AppError, Result},
    sharing::{Counts, Monthly, Row},
};

/// The columns of numbers, by the keys of their names.
const NUMBERS: [&str; 4] = ["report-records", "report-subjects", "report-deviates", "report-undecided"];
/// Rows that a chart shows at most.
const SHOWN: usize = 31;

/// The bytes of the workbook, which says that it was made at `now`.
pub(super) fn render(found: &Monthly, texts: &Texts, now: DateTime<Utc>) -> Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_timestamp(now.timestamp()).map_err(AppError::internal)?;
    let title = texts.format("report-title", &[("month", (&found.month.to_string()).into())]);
    let title = title.map_err(AppError::internal)?;
    workbook.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&made));
    let sheet = workbook.add_worksheet();
    fill(sheet, ("report-recipients", "report-recipient"), &found.recipients, texts)?;
    draw(sheet, texts, (ChartType::Bar, "report-recipients", 1), found.recipients.len())?;
    let sheet = workbook.add_worksheet();
    fill(sheet, ("report-deviations", "report-day"), &found.days, texts)?;
    draw(sheet, texts, (ChartType::Column, "report-deviations", 3), found.days.len())?;
    let sheet = workbook.add_worksheet();
    fill_reasons(sheet, found, texts)?;
    draw(sheet, texts, (ChartType::Bar, "report-reasons", 1), found.reasons.len())?;
    workbook.save_to_buffer().map_err(AppError::internal)
}

fn label(texts: &Texts, key: &str) -> Result<String> {
    texts.label(key).map_err(AppError::internal)
}

/// A sheet with a row of names and one for each of `rows`.
fn fill<K: ToString>(
    sheet: &mut Worksheet,
    (name, first): (&str, &str),
    rows: &[Row<K>],
    texts: &Texts,
) -> Result<()> {
    head(sheet, name, [first].into_iter().chain(NUMBERS), texts)?;
    for (line, row) in (1..).zip(rows) {
        sheet.write_string(line, 0, row.of.to_string()).map_err(AppError::internal)?;
        let Counts { records, subjects, deviates, undecided } = row.counts;
        for (column, number) in (1..).zip([records, subjects, deviates, undecided]) {
            // A workbook counts in floating point: whole to 2^53.
            sheet.write_number(line, column, number as f64).map_err(AppError::internal)?;
        }
    }
    sheet.set_freeze_panes(1, 1).map_err(AppError::internal)?;
    Ok(())
}

/// The name of a sheet, and those of its columns.
fn head<'a>(
    sheet: &mut Worksheet,
    name: &str,
    columns: impl Iterator<Item = &'a str>,
    texts: &Texts,
) -> Result<()> {
    let bold = Format::new().set_bold();
    sheet.set_name(label(texts, name)?).map_err(AppError::internal)?;
    sheet.set_column_width(0, 32).map_err(AppError::internal)?;
    for (column, key) in (0..).zip(columns) {
        let name = label(texts, key)?;
        sheet.write_string_with_format(0, column, name, &bold).map_err(AppError::internal)?;
    }
    Ok(())
}

/// A sheet with a row for each reason.
fn fill_reasons(sheet: &mut Worksheet, found: &Monthly, texts: &Texts) -> Result<()> {
    let columns = ["report-reason", "report-records", "report-outcome", "report-mostly"];
    head(sheet, "report-reasons", columns.into_iter(), texts)?;
    for (line, it) in (1..).zip(&found.reasons) {
        let said = named(it, texts).map_err(AppError::internal)?;
        let words = [(0, label(texts, &reason_key(it))?), (2, label(texts, outcome_key(it))?), (3, said)];
        for (column, words) in words {
            sheet.write_string(line, column, words).map_err(AppError::internal)?;
        }
        sheet.write_number(line, 1, it.records as f64).map_err(AppError::internal)?;
    }
    sheet.set_freeze_panes(1, 1).map_err(AppError::internal)?;
    Ok(())
}

/// A chart of one column of numbers beside the rows.
fn draw(
    sheet: &mut Worksheet,
    texts: &Texts,
    (kind, title, column): (ChartType, &str, u16),
    rows: usize,
) -> Result<()> {
    let Some(last) = u32::try_from(rows.min(SHOWN)).ok().filter(|last| *last > 0) else { return Ok(()) };
    let name = sheet.name();
    let title = label(texts, title)?;
    let mut chart = Chart::new(kind);
    chart.add_series().set_categories((name.as_str(), 1, 0, last, 0)).set_values((
        name.as_str(),
        1,
        column,
        last,
        column,
    ));
    chart.title().set_name(&title);
    chart.legend().set_hidden();
    chart.set_alt_text(&title);
    sheet.insert_chart(1, 6, &chart).map_err(AppError::internal)?;
    Ok(())
}
