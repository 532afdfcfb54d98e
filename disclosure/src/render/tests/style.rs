//! The style sheet holds what a policy page promises.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

use super::{both, published};
use crate::render::html;

#[test]
fn the_hash_is_that_of_the_style_in_the_page() {
    let page = html::page(&both()[0], &published(&both()[0])).unwrap();
    let style = page.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
    assert_eq!(html::style_hash(), format!("sha256-{}", STANDARD.encode(Sha256::digest(style))));
    assert!(!html::STYLE.contains('<'));
}

type Colours = BTreeMap<String, [f64; 3]>;

/// The colour variables of the first `:root` rule after the mark.
fn colours(mark: &str) -> Colours {
    let rule = html::STYLE.split_once(mark).unwrap().1.split_once('}').unwrap().0;
    let pairs = rule.split(';').filter_map(|line| line.trim().strip_prefix("--")?.split_once(": #"));
    pairs.map(|(name, hex)| (name.to_owned(), channels(hex))).collect()
}

fn channels(hex: &str) -> [f64; 3] {
    let full: String = if hex.len() == 3 { hex.chars().flat_map(|c| [c, c]).collect() } else { hex.into() };
    [0, 2, 4].map(|at| f64::from(u8::from_str_radix(&full[at..at + 2], 16).unwrap()) / 255.0)
}

/// Relative luminance, WCAG 2.2.
fn luminance(colour: [f64; 3]) -> f64 {
    let linear = |c: f64| if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) };
    0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2])
}

#[test]
fn words_stand_out_from_their_ground_in_both_schemes() {
    for mark in ["light dark;\n", "dark) {\n  :root {\n"] {
        let colours = colours(mark);
        let grounds = [("ground", vec!["ink", "soft", "accent"]), ("tint", vec!["ink", "soft", "accent"])];
        for (ground, inks) in grounds.into_iter().chain([("gap-ground", vec!["gap-ink"])]) {
            for ink in inks {
                let [a, b] = [ground, ink].map(|name| luminance(colours[name]));
                let ratio = (a.max(b) + 0.05) / (a.min(b) + 0.05);
                assert!(ratio >= 4.5, "{ink} on {ground}: {ratio:.2}");
            }
        }
    }
}
