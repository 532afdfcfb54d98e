//! The files the catalogue is made of, as they are shipped.

use sha2::{Digest, Sha256};

/// The Data Privacy Vocabulary, kept apart because few need it.
pub(super) const DPV_VOCABULARY: &str = include_str!("../../catalog/dpv_vocabulary.json");

macro_rules! sources {
    ($($name:ident),+ $(,)?) => {
        /// Name and text of every shipped file, in the order of their names.
        pub(super) const SOURCES: &[(&str, &str)] = &[
            $((stringify!($name), include_str!(concat!("../../catalog/", stringify!($name), ".json")))),+
        ];
    };
}

sources!(
    app_types,
    apple_privacy,
    cn_working_days,
    consent_exemptions,
    data_categories,
    deadlines,
    disclosure_columns,
    dpv_terms,
    dpv_vocabulary,
    google_data_safety,
    harmony_pac,
    legal_bases,
    material_changes,
    notice_requirements,
    permissions,
    policy_sections,
    purposes,
    refusal_reasons,
    sdk_coordinates,
    sdks,
    terms,
    wechat_privacy_keys,
);

/// The SHA-256, in hexadecimal, over the name, the length and the bytes of each file in turn.
pub(super) fn revision(sources: &[(&str, &str)]) -> String {
    let mut hash = Sha256::new();
    for (name, text) in sources {
        hash.update(format!("{name} {}\n", text.len()));
        hash.update(text);
    }
    hex::encode(hash.finalize())
}
