//! The name somebody most likely meant.

/// A longer key is no typing mistake, and would only cost time.
const LONGEST_KEY: usize = 128;

/// Jaro-Winkler similarity from which a name is worth proposing: it passes two slips in a short word and a name cut
/// short, and keeps out words that merely share letters.
const LEAST_SIMILARITY: f64 = 0.85;

/// The candidate most like `key`, or none where nothing is like enough. Capitals and hyphens count as lower case and
/// underscores; of equally similar candidates the first in alphabetical order is taken, whatever order they come in.
pub fn nearest<'a>(key: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if key.is_empty() || key.chars().nth(LONGEST_KEY).is_some() {
        return None;
    }
    let key = fold(key);
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&key, &fold(candidate)), candidate))
        .filter(|(similarity, _)| *similarity >= LEAST_SIMILARITY)
        .max_by(|(left, left_name), (right, right_name)| {
            left.total_cmp(right).then_with(|| right_name.cmp(left_name))
        })
        .map(|(_, candidate)| candidate)
}

fn fold(key: &str) -> String {
    key.to_lowercase().replace('-', "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERMISSIONS: [&str; 6] =
        ["camera", "calendar_read", "calendar_write", "microphone", "photos_read", "contacts_read"];

    #[test]
    fn a_slip_of_the_fingers_is_recognised() {
        for (typed, meant) in [
            ("camra", "camera"),
            ("microphnoe", "microphone"),
            ("contact_read", "contacts_read"),
            ("Photos-Read", "photos_read"),
        ] {
            assert_eq!(nearest(typed, PERMISSIONS), Some(meant));
        }
    }

    #[test]
    fn a_name_cut_short_is_completed() {
        assert_eq!(nearest("umeng", ["umeng_push", "umeng_analytics", "tuya"]), Some("umeng_push"));
    }

    #[test]
    fn nothing_alike_proposes_nothing() {
        assert_eq!(nearest("bluetooth", PERMISSIONS), None);
        assert_eq!(nearest("", PERMISSIONS), None);
        assert_eq!(nearest("camera", []), None);
    }

    #[test]
    fn a_tie_does_not_depend_on_the_order_given() {
        assert_eq!(nearest("item_x", ["item_b", "item_a"]), Some("item_a"));
        assert_eq!(nearest("item_x", ["item_a", "item_b"]), Some("item_a"));
    }

    #[test]
    fn a_key_of_hostile_length_is_not_compared() {
        let exact = "k".repeat(LONGEST_KEY + 1);
        assert_eq!(nearest(&exact, [exact.as_str()]), None);
        let longest = "k".repeat(LONGEST_KEY);
        assert_eq!(nearest(&longest, [longest.as_str()]), Some(longest.as_str()));
    }
}
