//! Registration numbers.

/// The digits of a unified social credit identifier (GB 32100-2015): no I, O, S, V, Z.
const DIGITS: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Characters of a number at most.
const MAX_LENGTH: usize = 50;

/// The region whose numbers are unified social credit identifiers.
const MAINLAND: &str = "CN";

/// A number in the one spelling by which equal numbers are equal: without spaces and hyphens, in capitals. None for what
/// is no number of `region`.
pub fn normalise(number: &str, region: &str) -> Option<String> {
    let plain: String =
        number.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| c.to_ascii_uppercase()).collect();
    let written = plain.len() <= MAX_LENGTH && plain.len() >= 2 && plain.chars().all(is_written);
    (written && (region != MAINLAND || is_credit_identifier(&plain))).then_some(plain)
}

fn is_written(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '/' | '.')
}

/// Whether it is a unified social credit identifier: 18 digits whose last one checks the others, weighted with the powers
/// of 3, to a multiple of 31 (GB 32100-2015, 5.2; GB/T 17710).
fn is_credit_identifier(number: &str) -> bool {
    let digits: Option<Vec<usize>> = number.chars().map(|c| DIGITS.find(c)).collect();
    let Some(digits) = digits.filter(|digits| digits.len() == 18) else { return false };
    let weights = std::iter::successors(Some(1), |weight| Some(weight * 3 % 31));
    let sum: usize = digits[..17].iter().zip(weights).map(|(digit, weight)| digit * weight).sum();
    (sum + digits[17]).is_multiple_of(31)
}
