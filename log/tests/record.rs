use chrono::DateTime;
use proptest::prelude::*;
use sharing_log::{
    Hash,
    entry::{Body, Parts, Salt},
    record::{Content, Header, Invalid, Kind, MAX_LIST, Problem, timestamp},
    subject::SubjectKey,
};

fn header() -> Header {
    let recorded_at = timestamp(DateTime::from_timestamp_millis(1_795_852_800_000).unwrap());
    Header { v: 1, kind: Kind::Record, app: "app_1".into(), recorded_at, cites: None }
}

fn content() -> Content {
    Content {
        recipient: Some("map-provider".into()),
        items: vec!["latitude".into(), "longitude".into()],
        purpose: Some("show-map".into()),
        basis: Some("CONSENT".into()),
        subjects: Some(1),
        occurred_at: Some("2026-11-28T07:59:59.500Z".into()),
        external_id: Some("evt-1".into()),
        ..Content::default()
    }
}

fn parts() -> Parts {
    let content = content().to_canonical(Kind::Record).unwrap();
    Parts { header: header().to_canonical(0).unwrap(), body: Body::Kept { salt: Salt([7; 32]), content } }
}

#[test]
fn gives_the_bytes_of_the_formats_page() {
    let expected: serde_json::Value = serde_json::from_str(include_str!("vectors/entry.json")).unwrap();
    let parts = parts();
    assert_eq!(parts.header, expected["header"].as_str().unwrap());
    let Body::Kept { content, .. } = &parts.body else { panic!("erased") };
    assert_eq!(content, expected["content"].as_str().unwrap());
    assert_eq!(hex::encode(parts.body.hash().0), expected["contentHash"].as_str().unwrap());
    assert_eq!(hex::encode(parts.entry()), expected["entry"].as_str().unwrap());
    assert_eq!(hex::encode(parts.leaf().0), expected["leaf"].as_str().unwrap());
    assert_eq!(
        SubjectKey::new([3; 32]).reference("log.example/a", "user-1"),
        expected["subjectReference"].as_str().unwrap()
    );
}

#[test]
fn keeps_the_leaf_when_the_content_is_erased() {
    let whole = parts();
    let erased = Parts { header: whole.header.clone(), body: whole.body.erase() };
    assert_eq!(erased.leaf(), whole.leaf());
    let line = erased.to_line(0);
    assert!(!line.contains("map-provider") && !line.contains("BwcH"), "{line}");
    assert_eq!(Parts::from_line(&line), Some((0, erased)));
    assert_eq!(format!("{:?}", Salt([7; 32])), "Salt");
}

#[test]
fn reads_one_spelling_of_a_line() {
    let line = parts().to_line(5);
    assert_eq!(Parts::from_line(&line), Some((5, parts())));
    for wrong in [
        line.replace(":5", ": 5"),
        line.replace("map", "\\u006dap"),
        line.replace('}', ",\"more\":1}"),
        line.replace("\"seq\":5,", ""),
        line.replace("\"salt\"", "\"erased\""),
        format!("{line} "),
    ] {
        assert_eq!(Parts::from_line(&wrong), None, "{wrong}");
    }
}

proptest! {
    /// Any text comes back, and what comes back is written as it was read: no two lines say the same.
    #[test]
    fn reads_what_it_writes_and_nothing_else(
        seq: u64,
        header in any::<String>(),
        content in "[\\x00-\\x1f\"\\\\a-z中é]{0,20}",
        at: prop::sample::Index,
        put in "[\\x00-\\x1f\"\\\\u0-9a-fA-F/ ]{0,3}",
        cut in 0..3_usize,
    ) {
        let parts = Parts { header, body: Body::Kept { salt: Salt([7; 32]), content } };
        for parts in [Parts { body: parts.body.erase(), ..parts.clone() }, parts] {
            let line = parts.to_line(seq);
            prop_assert_eq!(Parts::from_line(&line), Some((seq, parts)));
            let mut letters: Vec<char> = line.chars().collect();
            let at = at.index(letters.len());
            letters.splice(at..letters.len().min(at + cut), put.chars());
            let other: String = letters.into_iter().collect();
            if let Some((seq, parts)) = Parts::from_line(&other) {
                prop_assert_eq!(parts.to_line(seq), other);
            }
        }
    }
}

#[test]
fn gives_a_subject_its_own_reference() {
    let reference = |key, origin, subject| SubjectKey::new([key; 32]).reference(origin, subject);
    let own = reference(1, "log.example/a", "user-1");
    assert_ne!(own, reference(2, "log.example/a", "user-1"));
    assert_ne!(own, reference(1, "log.example/b", "user-1"));
    assert_ne!(own, reference(1, "log.example/a", "user-2"));
    assert_eq!(format!("{:?}", SubjectKey::new([1; 32])), "SubjectKey");
}

#[test]
fn refuses_unsound_contents() {
    let refused = |change: fn(&mut Content), field, problem| {
        let mut content = content();
        change(&mut content);
        assert_eq!(content.to_canonical(Kind::Record), Err(Invalid { field, problem }));
    };
    refused(|c| c.recipient = None, "recipient", Problem::Missing);
    refused(|c| c.recipient = Some(String::new()), "recipient", Problem::Missing);
    refused(|c| c.recipient = Some("x".repeat(201)), "recipient", Problem::TooLarge);
    refused(|c| c.region = Some("a\nb".into()), "region", Problem::Malformed);
    refused(|c| c.items = vec!["b".into(), "a".into()], "items", Problem::Malformed);
    refused(|c| c.items = vec!["a".into(), "a".into()], "items", Problem::Malformed);
    refused(|c| c.items = vec!["a".into(); MAX_LIST + 1], "items", Problem::TooLarge);
    refused(|c| c.items.clear(), "items", Problem::Missing);
    refused(|c| c.subjects = Some(1 << 53), "subjects", Problem::TooLarge);
    refused(|c| c.subject = Some("AB".repeat(32)), "subject", Problem::Malformed);
    refused(|c| c.occurred_at = Some("2026-11-28T07:59:59Z".into()), "occurredAt", Problem::Malformed);
    refused(|c| c.reason = Some("why".into()), "reason", Problem::Misplaced);
    assert_eq!(
        content().to_canonical(Kind::Void),
        Err(Invalid { field: "reason", problem: Problem::Missing })
    );
    let void = Content { reason: Some("sent twice".into()), ..Content::default() };
    assert_eq!(void.to_canonical(Kind::Void).unwrap(), r#"{"reason":"sent twice"}"#);
}

#[test]
fn cites_earlier_records_only() {
    let cited =
        |kind, cites, seq| Header { kind, cites, ..header() }.to_canonical(seq).map_err(|e| e.problem);
    assert_eq!(cited(Kind::Void, None, 3), Err(Problem::Missing));
    assert_eq!(cited(Kind::Record, Some(1), 3), Err(Problem::Misplaced));
    assert_eq!(cited(Kind::Correct, Some(3), 3), Err(Problem::Malformed));
    assert!(cited(Kind::Correct, Some(2), 3).unwrap().contains("\"cites\":2"));
}

#[test]
fn a_content_of_another_salt_is_another_leaf() {
    let mut other = parts();
    let Body::Kept { salt, .. } = &mut other.body else { panic!("erased") };
    salt.0[31] ^= 1;
    assert_ne!(other.leaf(), parts().leaf());
    assert_ne!(Hash::leaf(&other.entry()), Hash::leaf(&parts().entry()));
}

fn texts() -> impl Strategy<Value = Option<String>> {
    proptest::option::of("[ -~äß€语\u{10348}\"\\\\/]{1,20}")
}

proptest! {
    #[test]
    fn is_canonical_as_rfc_8785_says(
        texts in proptest::collection::vec(texts(), 10),
        mut categories in proptest::collection::vec("[a-zé_]{1,9}", 0..4),
        subjects in proptest::option::of(0u64..1 << 53),
        cites in proptest::option::of(0u64..1 << 53),
    ) {
        let mut texts = texts.into_iter();
        let mut next = || texts.next().unwrap();
        categories.sort_unstable();
        categories.dedup();
        let content = Content {
            entity: next(),
            sdk: next(),
            basis: next().or(Some("CONSENT".into())),
            consent: next(),
            contract: next(),
            method: next(),
            region: next(),
            external_id: next().or(Some("evt-1".into())),
            purpose: next().or(Some("show-map".into())),
            subject: Some(SubjectKey::new([3; 32]).reference("log.example/a", "user-1")),
            categories,
            subjects,
            ..content()
        };
        let canonical = content.to_canonical(Kind::Record).unwrap();
        prop_assert_eq!(&canonical, &serde_json_canonicalizer::to_string(&content).unwrap());
        let header = Header { cites, kind: if cites.is_some() { Kind::Correct } else { Kind::Record }, ..header() };
        let canonical = header.to_canonical(1 << 53).unwrap();
        prop_assert_eq!(&canonical, &serde_json_canonicalizer::to_string(&header).unwrap());
    }
}
