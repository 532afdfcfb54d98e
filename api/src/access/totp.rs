//! Time-based one-time codes (RFC 6238): six digits of HMAC-SHA-1 over a counter of 30 seconds, which is what
//! authenticator apps compute.

use aws_lc_rs::hmac;
use chrono::{DateTime, Utc};

use crate::platform::{Random, config::Secret};

/// Seconds for which a code is shown.
const STEP: i64 = 30;
/// Bytes of a key, as RFC 4226, section 4, advises.
pub(super) const KEY: usize = 20;
/// Steps by which a clock may be off.
const DRIFT: i64 = 1;

/// A new key.
pub(super) fn make_key(random: &dyn Random) -> [u8; KEY] {
    let mut key = [0; KEY];
    random.fill(&mut key);
    key
}

/// The step whose code this is, among those near `now` that come behind `used`; none where it is no such code.
pub(super) fn step_of(key: &[u8], code: &str, now: DateTime<Utc>, used: Option<i64>) -> Option<i64> {
    let wanted: u32 = code.parse().ok().filter(|_| code.len() == 6)?;
    let current = now.timestamp().div_euclid(STEP);
    let near = (current - DRIFT..=current + DRIFT).filter(|step| used.is_none_or(|used| *step > used));
    near.rev().find(|step| code_of(key, *step) % 1_000_000 == wanted)
}

/// The truncated value of RFC 4226, section 5.3, before it is cut to digits.
fn code_of(key: &[u8], step: i64) -> u32 {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, key);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let bytes = tag.as_ref();
    let at = usize::from(bytes[bytes.len() - 1] & 0xf);
    u32::from_be_bytes(std::array::from_fn(|byte| bytes[at + byte])) & 0x7fff_ffff
}

/// The key as an authenticator app takes it typed.
pub(super) fn base32(key: &[u8]) -> String {
    const DIGITS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut text = String::with_capacity(key.len() * 8 / 5 + 1);
    let (mut bits, mut held) = (0_u16, 0);
    for byte in key {
        bits = (bits << 8) | u16::from(*byte);
        held += 8;
        while held >= 5 {
            held -= 5;
            text.push(char::from(DIGITS[usize::from((bits >> held) & 31)]));
        }
    }
    if held > 0 {
        text.push(char::from(DIGITS[usize::from((bits << (5 - held)) & 31)]));
    }
    text
}

/// The address that an authenticator app reads from a picture (Key URI format).
pub(super) fn uri(key: &[u8], issuer: &str, holder: &str) -> Secret {
    let plain = |text: &str| {
        text.bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                    char::from(byte).to_string()
                }
                byte => format!("%{byte:02X}"),
            })
            .collect::<String>()
    };
    let (issuer, holder) = (plain(issuer), plain(holder));
    Secret::new(format!("otpauth://totp/{issuer}:{holder}?secret={}&issuer={issuer}", base32(key)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &[u8] = b"12345678901234567890";

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    /// RFC 6238, appendix B, the rows of SHA-1; eight digits there.
    #[test]
    fn the_vectors_of_the_standard() {
        for (seconds, code) in [
            (59, 94_287_082),
            (1_111_111_109, 7_081_804),
            (1_111_111_111, 14_050_471),
            (1_234_567_890, 89_005_924),
            (2_000_000_000, 69_279_037),
            (20_000_000_000, 65_353_130),
        ] {
            assert_eq!(code_of(KEY, seconds / STEP) % 100_000_000, code);
        }
    }

    #[test]
    fn a_code_holds_for_its_time_and_once() {
        assert_eq!(step_of(KEY, "287082", at(59), None), Some(1));
        assert_eq!(step_of(KEY, "287082", at(89), None), Some(1));
        assert_eq!(step_of(KEY, "287082", at(90), None), None);
        assert_eq!(step_of(KEY, "287082", at(59), Some(1)), None);
        for wrong in ["287083", "", "28708", "0287082", "28708２", "+28708"] {
            assert_eq!(step_of(KEY, wrong, at(59), None), None, "{wrong}");
        }
    }

    /// RFC 4648, section 10, without the padding that apps leave out.
    #[test]
    fn keys_are_typed_in_base32() {
        for (bytes, text) in
            [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foob", "MZXW6YQ"), ("foobar", "MZXW6YTBOI")]
        {
            assert_eq!(base32(bytes.as_bytes()), text);
        }
        assert_eq!(
            uri(b"foobar", "Candor", "a+b@example.com").expose(),
            "otpauth://totp/Candor:a%2Bb%40example.com?secret=MZXW6YTBOI&issuer=Candor"
        );
    }
}
