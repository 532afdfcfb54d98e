//! Versions of software, as their makers write them, in order.

/// A version in a form whose order as a text is the order of versions: each run of digits is preceded by its length,
/// so that `4.10` stands behind `4.9`, and a pre-release stands before its release.
pub fn order(version: &str) -> String {
    let mut out = String::new();
    let mut digits = String::new();
    let flush = |digits: &mut String, out: &mut String| {
        if !digits.is_empty() {
            let number = digits.trim_start_matches('0');
            // Two digits of length: no version part is longer than 99 digits.
            out.push_str(&format!("{:02}{number}", number.len().min(99)));
            digits.clear();
        }
    };
    let (core, pre) = version.split_once('-').map_or((version, None), |(core, pre)| (core, Some(pre)));
    for part in core.trim_start_matches(['v', 'V']).chars() {
        if part.is_ascii_digit() {
            digits.push(part);
        } else {
            flush(&mut digits, &mut out);
            out.push(if part == '.' { '.' } else { part.to_ascii_lowercase() });
        }
    }
    flush(&mut digits, &mut out);
    match pre {
        // `!` stands before `#`, and both before `.`, digits and letters: 4.2-rc before 4.2 before 4.2.1.
        Some(pre) => out + "!" + &order(pre),
        None => out + "#",
    }
}

#[cfg(test)]
mod tests {
    use super::order;

    #[test]
    fn versions_sort_as_versions() {
        let sorted = ["1.0-rc1", "1.0", "1.0.1", "1.2", "1.10", "2.0.0-alpha", "2.0.0-beta", "2.0.0", "10.0"];
        let mut versions: Vec<&str> = sorted.to_vec();
        versions.reverse();
        versions.sort_by_key(|version| order(version));
        assert_eq!(versions, sorted);
        assert_eq!(order("v4.02"), order("4.2"));
    }
}
