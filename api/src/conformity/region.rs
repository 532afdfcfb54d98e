//! Which regions lie within which.

/// Mainland China, from which data goes abroad.
pub const HOME: &str = "CN";

/// Members of the European Union, by ISO 3166-1 (as of 2026; Treaty on European Union, Art. 52).
const EU: [&str; 27] = [
    "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT",
    "LU", "MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE",
];

/// Who joins them in the European Economic Area (EEA Agreement, Art. 2).
const EEA_ONLY: [&str; 3] = ["IS", "LI", "NO"];

/// Whether all of `inner` lies within `outer`, both as codes of the catalogue.
pub fn covers(outer: &str, inner: &str) -> bool {
    outer == inner
        || match outer {
            "GLOBAL" => true,
            "EU" => EU.contains(&inner),
            "EEA" => inner == "EU" || EU.contains(&inner) || EEA_ONLY.contains(&inner),
            _ => false,
        }
}
