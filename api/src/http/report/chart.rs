//! Bars, as SVG. Written by hand: two kinds of bars are less than what a charting crate would bring along, and text, colours
//! and descriptions are the page's own.

use maud::{Markup, html};

/// Width of a chart in its own units; the page scales it.
const WIDTH: i64 = 640;
/// Height of one lying bar with its space.
const LINE: i64 = 26;
/// Where lying bars begin.
const LABELS: i64 = 200;
/// Room for a number beside a bar.
const NUMBERS: i64 = 80;
/// Characters of a label at most.
const LABEL: usize = 26;
/// Height of standing bars.
const HEIGHT: i64 = 160;

/// A bar: what it is called, and how long it is.
pub(super) type Bar = (String, i64);

/// A part of `room` as large as `value` is of `most`; something for whatever is above zero.
fn part(room: i64, value: i64, most: i64) -> i64 {
    let wide = i128::from(room) * i128::from(value.max(0)) / i128::from(most.max(1));
    let length = i64::try_from(wide).unwrap_or(room);
    if value > 0 { length.max(1) } else { 0 }
}

fn most(bars: &[Bar]) -> i64 {
    bars.iter().map(|(_, value)| *value).max().unwrap_or(0)
}

fn short(label: &str) -> String {
    if label.chars().count() <= LABEL {
        return label.to_owned();
    }
    label.chars().take(LABEL - 1).chain(['…']).collect()
}

/// Bars that lie, one below the other, each with its name before it and its number behind it.
pub(super) fn lying(id: &str, title: &str, about: &str, bars: &[Bar]) -> Markup {
    let most = most(bars);
    let height = LINE * i64::try_from(bars.len()).unwrap_or(0) + 8;
    html! {
        svg viewBox=(format!("0 0 {WIDTH} {height}")) width="100%" role="img" aria-labelledby=(format!("{id}-title {id}-about")) font-size="13" fill="currentColor" {
            title id=(format!("{id}-title")) { (title) }
            desc id=(format!("{id}-about")) { (about) }
            @for (place, (label, value)) in (0_i64..).zip(bars) {
                @let top = place * LINE + 4;
                @let length = part(WIDTH - LABELS - NUMBERS, *value, most);
                text x=(LABELS - 8) y=(top + 14) text-anchor="end" { (short(label)) }
                rect x=(LABELS) y=(top) width=(length) height=(LINE - 8) fill="var(--accent)" {}
                text x=(LABELS + length + 6) y=(top + 14) { (value) }
            }
        }
    }
}

/// Bars that stand side by side, each with its name below it; numbers stand above those that are not zero.
pub(super) fn standing(id: &str, title: &str, about: &str, bars: &[Bar]) -> Markup {
    let most = most(bars);
    let step = WIDTH / i64::try_from(bars.len()).unwrap_or(1).max(1);
    html! {
        svg viewBox=(format!("0 0 {WIDTH} {}", HEIGHT + 44)) width="100%" role="img" aria-labelledby=(format!("{id}-title {id}-about")) font-size="10" fill="currentColor" {
            title id=(format!("{id}-title")) { (title) }
            desc id=(format!("{id}-about")) { (about) }
            line x1="0" x2=(WIDTH) y1=(HEIGHT + 20) y2=(HEIGHT + 20) stroke="var(--line)" {}
            @for (place, (label, value)) in (0_i64..).zip(bars) {
                @let length = part(HEIGHT, *value, most);
                @let middle = place * step + step / 2;
                rect x=(place * step + 2) y=(HEIGHT + 20 - length) width=(step - 4) height=(length) fill="var(--gap-line)" {}
                @if *value > 0 { text x=(middle) y=(HEIGHT + 16 - length) text-anchor="middle" { (value) } }
                text x=(middle) y=(HEIGHT + 36) text-anchor="middle" { (label) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_their_numbers() {
        assert_eq!([0, 1, 50, 100].map(|value| part(360, value, 100)), [0, 3, 180, 360]);
        assert_eq!((part(360, 1, i64::MAX), part(360, i64::MAX, i64::MAX), part(360, -5, 0)), (1, 360, 0));
    }

    #[test]
    fn what_a_reporter_wrote_is_text() {
        let bars = [("<script>\"&".to_owned(), 3), ("长".repeat(40), 1)];
        let svg = lying("a", "T", "D", &bars).into_string();
        assert!(svg.contains("&lt;script&gt;&quot;&amp;</text>"), "{svg}");
        assert!(svg.contains(&format!("{}…</text>", "长".repeat(25))), "{svg}");
        let none = standing("a", "T", "D", &[]).into_string();
        assert!(!none.contains("<rect"), "{none}");
    }
}
