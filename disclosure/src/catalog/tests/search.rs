use super::super::{Catalog, EntryKind, Hit, HitRank};

fn search(query: &str, kinds: &[EntryKind]) -> Vec<(HitRank, String)> {
    Catalog::builtin().search(query, kinds, 100).iter().map(|hit| (hit.rank, hit.key.to_owned())).collect()
}

fn keys(query: &str, kinds: &[EntryKind]) -> Vec<String> {
    search(query, kinds).into_iter().map(|(_, key)| key).collect()
}

#[test]
fn the_key_comes_first_then_prefixes_then_the_rest() {
    let found = search("location", &[EntryKind::Permission, EntryKind::Term]);
    assert_eq!(found[0], (HitRank::Key, "location".into()));
    let ranks: Vec<_> = found.iter().map(|(rank, _)| *rank).collect();
    assert!(ranks.is_sorted());
    assert!(ranks.contains(&HitRank::Prefix) && ranks.contains(&HitRank::Infix));
}

#[test]
fn hits_of_one_rank_stand_by_key() {
    assert_eq!(
        search("health", &[EntryKind::Permission]),
        [(HitRank::Prefix, "health_read".into()), (HitRank::Prefix, "health_write".into())]
    );
    assert_eq!(
        keys("位置", &[EntryKind::Permission]),
        ["location_background", "location_coarse", "location_fine", "location_temporary_precise"]
    );
}

#[test]
fn chinese_is_found_inside_words_and_across_spaces() {
    assert_eq!(keys("广告标识", &[EntryKind::DataCategory]), ["idfa"]);
    assert_eq!(keys("MAC地址", &[EntryKind::DataCategory]), ["mac_address"]);
    assert_eq!(keys("设备 MAC", &[EntryKind::DataCategory]), ["mac_address"]);
}

#[test]
fn letter_case_width_and_word_breaks_make_no_difference() {
    for query in
        ["ip address", "IP Address", "ip_address", "IP-ADDRESS", "ＩＰ　ａｄｄｒｅｓｓ", " ipaddress "]
    {
        assert_eq!(
            search(query, &[EntryKind::DataCategory]),
            [(HitRank::Key, "ip_address".into())],
            "{query}"
        );
    }
}

#[test]
fn an_sdk_is_found_by_its_vendor() {
    assert_eq!(keys("友盟同欣", &[EntryKind::Sdk]), ["umeng_analytics", "umeng_push"]);
}

#[test]
fn only_the_kinds_asked_for_are_searched() {
    let hits = Catalog::builtin().search("camera", &EntryKind::ALL, 100);
    let firsts: Vec<_> = hits.iter().filter(|hit| hit.rank == HitRank::Key).map(place).collect();
    assert_eq!(firsts, [(EntryKind::Permission, None), (EntryKind::Term, Some("permission"))]);
    assert_eq!(keys("camera", &[EntryKind::Permission]), ["camera"]);
    assert!(keys("camera", &[]).is_empty());
}

fn place<'a>(hit: &Hit<'a>) -> (EntryKind, Option<&'a str>) {
    (hit.kind, hit.term_kind)
}

#[test]
fn a_query_that_says_nothing_finds_nothing() {
    for query in ["", "  ", "_-", "　", "no such thing", &"a".repeat(201)] {
        assert!(keys(query, &EntryKind::ALL).is_empty(), "{query}");
    }
}

#[test]
fn hits_are_limited() {
    let catalog = Catalog::builtin();
    assert_eq!(catalog.search("e", &EntryKind::ALL, 3).len(), 3);
    assert_eq!(catalog.search("e", &EntryKind::ALL, usize::MAX).len(), 100);
    assert!(catalog.search("e", &EntryKind::ALL, 0).is_empty());
}
