use super::*;

#[test]
fn the_shipped_files_are_read_whole() {
    let catalog = Catalog::builtin();
    assert_eq!(catalog.data_categories.len(), 127);
    assert_eq!(catalog.sdks.len(), 81);
    assert_eq!(DpvVocabulary::builtin().terms.len(), 2754);
}
