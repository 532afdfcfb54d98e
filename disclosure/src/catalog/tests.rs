use super::*;

use crate::Locale;

#[test]
fn the_shipped_files_are_read_whole() {
    let catalog = Catalog::builtin();
    assert_eq!(catalog.data_categories.len(), 127);
    assert_eq!(catalog.sdks.len(), 81);
    assert_eq!(DpvVocabulary::builtin().terms.len(), 2754);
    assert_eq!(catalog.term_kinds().len(), 97);
}

#[test]
fn a_term_is_found_by_kind_and_key() {
    let catalog = Catalog::builtin();
    let term = catalog.term("opt_out", "browser_settings").unwrap();
    assert_eq!(term.name(&Locale::zh_cn()), "更改浏览器设置");
    assert_eq!(term.name(&Locale::en()), "by changing the browser settings");
    assert!(catalog.term("opt_out", "webhosting").is_none());
    assert!(catalog.term("no_such_kind", "browser_settings").is_none());
    assert!(catalog.terms("no_such_kind").is_empty());
}

#[test]
fn a_term_is_found_by_the_spelling_of_a_source() {
    let catalog = Catalog::builtin();
    let term = catalog.term_by_alias("recipient_purpose", "joint service; access ends afterwards").unwrap();
    assert_eq!(term.key, "joint_service_access_ends_afterwards");
    assert!(catalog.term_by_alias("recipient_purpose", &term.key).is_none());
}
