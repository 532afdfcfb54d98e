use std::{ffi::OsString, os::unix::ffi::OsStringExt, time::Duration};

use super::{
    ByteSize, Config, ConfigError, Environment, PublicUrl, Secret, Setting, table, table::variables,
};

fn read(pairs: &[(&str, &str)]) -> Result<Config, ConfigError> {
    Config::read(&mut Environment::from_pairs(pairs.iter().copied()))
}

fn complaint(pairs: &[(&str, &str)]) -> String {
    read(pairs).unwrap_err().to_string()
}

#[test]
fn defaults_are_valid_and_embedded() {
    let config = read(&[]).unwrap();
    assert_eq!(config.database.file().unwrap().to_str(), Some(".candor/candor.sqlite"));
    assert_eq!(config.http.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.limits.body, ByteSize(4 << 20));
    assert_eq!(config.tokens.leeway, Duration::from_secs(5));
}

#[test]
fn wrong_values_name_their_variable_and_not_the_value() {
    for (variable, value, problem) in [
        ("CANDOR_MAX_DEPTH", "0", "expected a whole number from 1 on"),
        ("CANDOR_MAX_DEPTH", "-3", "expected a whole number from 1 on"),
        ("CANDOR_LISTEN", "localhost", "expected an address and a port, such as 127.0.0.1:8080 or [::]:8080"),
        (
            "CANDOR_REQUEST_TIMEOUT",
            "0s",
            "expected a whole number from 1 on and one of ms, s, m, h, d, such as 30s",
        ),
        (
            "CANDOR_REQUEST_TIMEOUT",
            "99999999999999999999s",
            "expected a whole number from 1 on and one of ms, s, m, h, d, such as 30s",
        ),
        ("CANDOR_MAX_BODY", "4MB", "expected a whole number from 1 on, optionally with KiB, MiB or GiB"),
        ("CANDOR_LOG_FORMAT", "xml", "expected pretty or json"),
        ("CANDOR_DATABASE_URL", "mysql://hunter2", "expected an address sqlite:… or postgres://…"),
        ("CANDOR_MIGRATION_DATABASE_URL", "sqlite:file", "expected an address postgres://…"),
        ("CANDOR_ERASER_DATABASE_URL", "sqlite:file", "expected an address postgres://…"),
        (
            "CANDOR_PUBLIC_URL",
            "https://privacy.example/path",
            "expected http:// or https://, a host and optionally a port, without a path",
        ),
    ] {
        assert_eq!(complaint(&[(variable, value)]), format!("{variable}: {problem}"));
    }
}

#[test]
fn contradictions_name_both_variables() {
    let capacity = ("CANDOR_STRANGER_COST_CAPACITY", "9999");
    assert_eq!(complaint(&[capacity]), "CANDOR_STRANGER_COST_CAPACITY: contradicts CANDOR_MAX_COMPLEXITY");
    let url = ("CANDOR_DATABASE_URL", "postgres://candor_app@db/candor");
    let operator = ("CANDOR_OPERATOR_DATABASE_URL", "postgres://candor_operator@db/candor");
    assert_eq!(complaint(&[operator]), "CANDOR_OPERATOR_DATABASE_URL: contradicts CANDOR_DATABASE_URL");
    assert_eq!(complaint(&[url]), "CANDOR_OPERATOR_DATABASE_URL: must be set because of CANDOR_DATABASE_URL");
    assert_eq!(
        complaint(&[url, operator]),
        "CANDOR_TOKEN_KEY_FILE: must be set because of CANDOR_DATABASE_URL"
    );
    let token_key = ("CANDOR_TOKEN_KEY", "pem");
    assert_eq!(
        complaint(&[url, operator, token_key]),
        "CANDOR_DATA_KEY_FILE: must be set because of CANDOR_DATABASE_URL"
    );
    let whole = read(&[url, operator, token_key, ("CANDOR_DATA_KEY", "key")]).unwrap();
    assert!(whole.database.file().is_none());
}

#[test]
fn a_secret_comes_from_a_file_or_directly_but_not_both() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("url");
    std::fs::write(&file, "redis://:hunter2@cache\n").unwrap();
    let by_file = ("CANDOR_REDIS_URL_FILE", file.to_str().unwrap());

    let config = read(&[by_file]).unwrap();
    assert_eq!(config.cache.redis_url, Some(Secret::new("redis://:hunter2@cache")));
    assert!(!format!("{config:?}").contains("hunter2"));

    let twice = complaint(&[by_file, ("CANDOR_REDIS_URL", "redis://x")]);
    assert_eq!(twice, "CANDOR_REDIS_URL: is set both directly and by its _FILE form");
    let gone = complaint(&[("CANDOR_REDIS_URL_FILE", "/nonexistent/candor")]);
    assert_eq!(gone, "CANDOR_REDIS_URL_FILE: its file cannot be read (entity not found)");
}

#[test]
fn unknown_variables_of_ours_are_reported_and_others_are_not() {
    let mut environment =
        Environment::from_pairs([("CANDOR_MAX_DEPHT", "3"), ("CANDOR_MAX_DEPTH", "3"), ("HOME", "/root")]);
    Config::read(&mut environment).unwrap();
    assert_eq!(environment.unknown().collect::<Vec<_>>(), ["CANDOR_MAX_DEPHT"]);
}

#[test]
fn a_value_that_is_no_utf8_is_an_error_with_its_name() {
    let pairs = [("CANDOR_LOG", OsString::from_vec(vec![0xff]))];
    let error = Config::read(&mut Environment::from_pairs(pairs)).unwrap_err();
    assert_eq!(error.to_string(), "CANDOR_LOG: is not valid UTF-8");
}

#[test]
fn an_empty_value_counts_as_not_set() {
    assert_eq!(read(&[("CANDOR_MAX_DEPTH", "")]).unwrap().limits.depth, 16);
}

#[test]
fn units_are_read() {
    assert_eq!(Duration::parse("250ms"), Ok(Duration::from_millis(250)));
    assert_eq!(Duration::parse("2h"), Ok(Duration::from_secs(7200)));
    assert_eq!(ByteSize::parse("3KiB"), Ok(ByteSize(3072)));
    assert!(PublicUrl::parse("https://privacy.example/").unwrap().is_https());
    assert_eq!(PublicUrl::parse("http://[::1]:8080").unwrap().as_str(), "http://[::1]:8080");
}

#[test]
fn every_variable_has_a_row_and_a_name_of_its_own() {
    let table = table();
    let mut names: Vec<_> = variables().map(|variable| variable.name).collect();
    assert_eq!(table.lines().count(), names.len() + 2);
    assert!(table.contains("| `CANDOR_TOKEN_KEY[_FILE]` |  | Ed25519 private keys"));
    names.sort_unstable();
    names.dedup();
    assert_eq!(table.lines().count(), names.len() + 2);
}
