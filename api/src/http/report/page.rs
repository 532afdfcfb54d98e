//! The report as a page: no script, no other host, charts that a table repeats.

use chrono::Datelike;
use disclosure::{
    render::html,
    texts::{Arg, TextError, Texts},
};
use maud::{Markup, html as markup};

use super::{
    chart::{self, Bar},
    named, outcome_key, reason_key,
};
use crate::sharing::{Counts, Monthly, Row};

/// Recipients that the chart shows; the table has all.
const SHOWN: usize = 20;

/// The whole page.
pub(super) fn render(found: &Monthly, texts: &Texts) -> Result<String, TextError> {
    let month = found.month.to_string();
    let title = texts.format("report-title", &[("month", Arg::from(&month))])?;
    let tenant = found.tenant.wording(texts.locale()).text.to_owned();
    let (first, last) = (found.month.first(), found.month.last());
    let of = [("tenant", Arg::from(&tenant)), ("first", Arg::from(first)), ("last", Arg::from(last))];
    let of = texts.format("report-of", &of)?;
    let main = markup! {
        main id="_main" {
            header.masthead { h1 { (title) } p.edition { (of) } }
            @if found.days.is_empty() {
                p { (texts.label("report-empty")?) }
            } @else {
                (overview(found.total(), texts)?)
                (recipients(found, texts)?)
                (days(found, texts)?)
                @if !found.reasons.is_empty() { (reasons(found, texts)?) }
                p { (texts.label("report-notes")?) }
            }
        }
    };
    Ok(html::main_page(texts, &title, main))
}

/// The columns of numbers, with the keys of their names.
fn numbers(counts: Counts) -> [(&'static str, i64); 4] {
    let Counts { records, subjects, deviates, undecided } = counts;
    [
        ("report-records", records),
        ("report-subjects", subjects),
        ("report-deviates", deviates),
        ("report-undecided", undecided),
    ]
}

fn overview(total: Counts, texts: &Texts) -> Result<Markup, TextError> {
    Ok(markup! {
        section aria-labelledby="_overview" {
            h2 id="_overview" { (texts.label("report-overview")?) }
            dl { @for (key, number) in numbers(total) { div { dt { (texts.label(key)?) } dd { (number) } } } }
        }
    })
}

fn recipients(found: &Monthly, texts: &Texts) -> Result<Markup, TextError> {
    let bar = |row: &Row<String>| (row.of.clone(), row.counts.records);
    let bars: Vec<Bar> = found.recipients.iter().take(SHOWN).map(bar).collect();
    let title = texts.label("report-recipients")?;
    let about = texts.label("report-recipients-chart")?;
    let (shown, all) = (bars.len(), found.recipients.len());
    let rest = [("shown", Arg::from(shown)), ("all", Arg::from(all))];
    Ok(markup! {
        section aria-labelledby="_recipients" {
            h2 id="_recipients" { (title) }
            (chart::lying("_by-recipient", &title, &about, &bars))
            @if all > shown { p { (texts.format("report-recipients-rest", &rest)?) } }
            (table(&title, "report-recipient", &found.recipients, texts)?)
        }
    })
}

fn days(found: &Monthly, texts: &Texts) -> Result<Markup, TextError> {
    let title = texts.label("report-deviations")?;
    let about = texts.label("report-deviations-chart")?;
    let days = found.month.first().iter_days().take_while(|day| *day <= found.month.last());
    let of = |day| found.days.iter().find(|row| row.of == day).map_or(0, |row| row.counts.deviates);
    let bars: Vec<Bar> = days.map(|day| (day.day().to_string(), of(day))).collect();
    Ok(markup! {
        section aria-labelledby="_days" {
            h2 id="_days" { (title) }
            (chart::standing("_by-day", &title, &about, &bars))
            (table(&title, "report-day", &found.days, texts)?)
        }
    })
}

fn reasons(found: &Monthly, texts: &Texts) -> Result<Markup, TextError> {
    let title = texts.label("report-reasons")?;
    let about = texts.label("report-reasons-chart")?;
    let names = found.reasons.iter().map(|it| texts.label(&reason_key(it)));
    let names: Vec<String> = names.collect::<Result<_, _>>()?;
    let bars: Vec<Bar> = names.iter().cloned().zip(found.reasons.iter().map(|it| it.records)).collect();
    let keys = ["report-reason", "report-outcome", "report-records", "report-mostly"];
    let head: Vec<String> = keys.iter().map(|key| texts.label(key)).collect::<Result<_, _>>()?;
    Ok(markup! {
        section aria-labelledby="_reasons" {
            h2 id="_reasons" { (title) }
            p { (texts.label("report-reasons-note")?) }
            (chart::lying("_by-reason", &title, &about, &bars))
            div.table {
                table {
                    caption.hidden { (title) }
                    thead { tr { @for name in &head { th scope="col" { (name) } } } }
                    tbody {
                        @for (it, name) in found.reasons.iter().zip(&names) {
                            tr {
                                th scope="row" { (name) }
                                td data-label=(head[1]) { (texts.label(outcome_key(it))?) }
                                td data-label=(head[2]) { (it.records) }
                                td data-label=(head[3]) { (named(it, texts)?) }
                            }
                        }
                    }
                }
            }
        }
    })
}

fn table<K: ToString>(title: &str, first: &str, rows: &[Row<K>], texts: &Texts) -> Result<Markup, TextError> {
    let first = texts.label(first)?;
    let head: Vec<String> =
        numbers(Counts::default()).iter().map(|(key, _)| texts.label(key)).collect::<Result<_, _>>()?;
    Ok(markup! {
        div.table {
            table {
                caption.hidden { (title) }
                thead { tr { th scope="col" { (first) } @for name in &head { th scope="col" { (name) } } } }
                tbody {
                    @for row in rows {
                        tr {
                            th scope="row" { (row.of.to_string()) }
                            @for ((_, number), name) in numbers(row.counts).iter().zip(&head) {
                                td data-label=(name) { (number) }
                            }
                        }
                    }
                }
            }
        }
    })
}
