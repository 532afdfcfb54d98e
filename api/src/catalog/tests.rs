use super::{
    model::parse_revision,
    words::{check_sdk_key, check_url, check_words},
};

#[test]
fn a_revision_names_its_parts() {
    assert_eq!(parse_revision("abc").unwrap(), ("abc", 0, 0));
    assert_eq!(parse_revision("abc+7").unwrap(), ("abc", 7, 0));
    assert_eq!(parse_revision("abc+0/3").unwrap(), ("abc", 0, 3));
    for name in ["abc+", "abc+x", "abc+-1", "abc+1/", "abc+1/2/3", "abc+99999999999"] {
        assert!(parse_revision(name).is_err(), "{name}");
    }
}

#[test]
fn words_are_words() {
    for text in ["友盟统计", "A & B <c>", "ok"] {
        assert!(check_words(text, 10, "zh").is_ok(), "{text}");
    }
    for text in ["", " ", "　", "a\0", "a\nb", "a\u{202e}b", "12345678901"] {
        let refused = check_words(text, 10, "zh").unwrap_err();
        assert_eq!(refused.field(), Some(&["zh".to_owned()][..]), "{text:?}");
    }
}

#[test]
fn keys_and_addresses_have_a_form() {
    for key in ["", "a", "A_b", "1a", "a b", "a-b", "友盟", &"a".repeat(81)] {
        assert!(check_sdk_key(key).is_err(), "{key}");
    }
    assert!(check_sdk_key("umeng_analytics2").is_ok());
    for url in
        ["", "javascript:alert(1)", "ftp://a.example", "mailto:a@b.example", "https://a b", "HTTPS://a"]
    {
        assert!(check_url(url, "source").is_err(), "{url}");
    }
    assert!(check_url("https://a.example/privacy", "source").is_ok());
}
