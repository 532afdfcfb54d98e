use super::*;
use crate::catalog::Catalog;

const SMALL: &str = r#"
schema: candor.manifest/1
tenant:
  slug: acme
  name: {en: Acme}
  kind: app_developer
  legalEntities: []
  contacts:
    - {key: mail, kind: {en: e-mail}, value: privacy@acme.example}
apps:
  - slug: lamp
    name: {zh-CN: 灯, en: Lamp}
    platforms:
      - {key: app, name: {en: App}, kind: {en: app}}
    functions:
      - key: switch
        name: {en: Switch}
        platforms: [app]
        data:
          - {key: ip, datum: ip_address, category: ip_address, label: {en: IP address}, requirement: required}
    sdks:
      - {key: umeng, name: {en: Umeng}}
    permissions:
      - {key: camera, permission: camera, requestedBy: "sdk:umeng"}
    minors: {none: true}
"#;

fn problems(text: &str) -> Vec<Problem> {
    let read = read(text.as_bytes(), Format::Yaml, &Limits::default(), Catalog::builtin());
    read.err().map(|problems| problems.0).unwrap_or_default()
}

/// The only problem of `SMALL` with one change.
fn problem(from: &str, to: &str) -> Problem {
    assert!(SMALL.contains(from), "{from} is not in the sample");
    let mut found = problems(&SMALL.replace(from, to));
    assert_eq!(found.len(), 1, "{found:#?}");
    found.remove(0)
}

#[test]
fn silence_none_and_a_value_stay_apart() {
    let manifest = read(SMALL.as_bytes(), Format::Yaml, &Limits::default(), Catalog::builtin()).unwrap();
    assert!(manifest.tenant.legal_entities.is_none());
    assert!(manifest.tenant.roles.is_unstated());
    assert!(manifest.apps[0].minors.is_none());
    assert!(manifest.apps[0].complaints.is_unstated());
    let value = to_value(&manifest);
    assert_eq!(value["apps"][0]["minors"], serde_json::json!({ "none": true }));
    assert_eq!(value["apps"][0].get("complaints"), None);
    assert_eq!(from_value(&value, &Limits::default(), Catalog::builtin()).unwrap(), manifest);
}

#[test]
fn unknown_members_name_the_nearest() {
    let found = problem("kind: {en: app}", "knid: 1, kind: {en: app}");
    assert_eq!(
        (found.code, found.path.as_str()),
        (ProblemCode::UnknownMember, "/apps/lamp/platforms/app/knid")
    );
    assert_eq!(found.nearest.as_deref(), Some("kind"));
    assert_eq!(found.place, Some(Place { line: 14, column: 37 }));
}

#[test]
fn unknown_codes_name_the_nearest() {
    let found = problem("category: ip_address", "category: ip_adress");
    assert_eq!(
        (found.code, found.path.as_str()),
        (ProblemCode::UnknownCode, "/apps/lamp/functions/switch/data/ip/category")
    );
    assert_eq!(found.nearest.as_deref(), Some("ip_address"));
    assert_eq!(found.place.map(|place| place.line), Some(20));
}

#[test]
fn dangling_references_are_found() {
    let found = problem("platforms: [app]", "platforms: [ap]");
    assert_eq!((found.code, found.nearest.as_deref()), (ProblemCode::DanglingReference, Some("app")));
    assert_eq!(found.path, "/apps/lamp/functions/switch/platforms/0");
    let found = problem("sdk:umeng", "sdk:umong");
    assert_eq!((found.code, found.nearest.as_deref()), (ProblemCode::DanglingReference, Some("sdk:umeng")));
}

#[test]
fn contradictions_are_found() {
    let found = problem("minors: {none: true}", "minors: {age: 14}");
    assert_eq!((found.code, found.path.as_str()), (ProblemCode::Contradiction, "/apps/lamp/minors"));
}

#[test]
fn values_of_another_type_are_found() {
    let found = problem("requirement: required", "requirement: sometimes");
    assert_eq!(found.code, ProblemCode::InvalidValue);
    assert_eq!(found.path, "/apps/lamp/functions/switch/data/ip/requirement");
    assert_eq!(problem("slug: lamp", "slug: ../lamp").code, ProblemCode::InvalidValue);
    assert_eq!(problem("slug: lamp", "slug: 12").code, ProblemCode::WrongType);
    assert_eq!(
        problem("kind: app_developer", "kind: app_develper").nearest.as_deref(),
        Some("app_developer")
    );
}

#[test]
fn hostile_files_are_refused() {
    let bomb = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n\
                d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e,*e]\n";
    assert_eq!(problems(bomb)[0].code, ProblemCode::TooManyValues);
    let text = "x".repeat(100_000);
    let one = format!("a: &a {text}\nb: [{}]\n", ["*a"; 60].join(","));
    assert_eq!(problems(&one)[0].code, ProblemCode::TooManyValues);
    let key = format!("a: &a {{? {text} : 1}}\nb: [{}]\n", ["*a"; 60].join(","));
    assert_eq!(problems(&key)[0].code, ProblemCode::TooManyValues);
    let kept =
        format!("a: {} {text} {}", (0..39).map(|n| format!("&a{n} [")).collect::<String>(), "]".repeat(39));
    let limits = Limits { bytes: 200_000, ..Limits::default() };
    let kept = read(kept.as_bytes(), Format::Yaml, &limits, Catalog::builtin()).unwrap_err();
    assert_eq!(kept.0[0].code, ProblemCode::TooManyValues);
    assert_eq!(problems(&"[".repeat(100_000))[0].code, ProblemCode::TooDeep);
    let deep: String = (0..1_000).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
    assert_eq!(problems(&deep)[0].code, ProblemCode::TooDeep);
    let limits = Limits { bytes: 10, ..Limits::default() };
    let large = read(SMALL.as_bytes(), Format::Yaml, &limits, Catalog::builtin()).unwrap_err();
    assert_eq!(large.0[0].code, ProblemCode::TooLarge);
    let broken = read(b"a: 1\nb: \xff", Format::Yaml, &Limits::default(), Catalog::builtin()).unwrap_err();
    assert_eq!(
        (broken.0[0].code, broken.0[0].place),
        (ProblemCode::InvalidUtf8, Some(Place { line: 2, column: 4 }))
    );
    assert_eq!(problems("a: 1\na: 2")[0].code, ProblemCode::DuplicateKey);
    assert_eq!(problems("a: *b")[0].code, ProblemCode::Syntax);
    assert_eq!(problems("")[0].code, ProblemCode::Syntax);
}

#[test]
fn json_is_read_with_places() {
    let text = "{\"schema\": \"candor.manifest/1\",\n \"tenant\": {\"slug\": \"acme\", \"kind\": \"operator\"}, \"apps\": []}";
    let found = read(text.as_bytes(), Format::Json, &Limits::default(), Catalog::builtin()).unwrap_err().0;
    assert_eq!((found[0].code, found[0].subject.as_str()), (ProblemCode::MissingMember, "name"));
    assert_eq!(found[0].place.map(|place| place.line), Some(2));
    let found = read(b"{\"a\": 1,}", Format::Json, &Limits::default(), Catalog::builtin()).unwrap_err().0;
    assert_eq!((found[0].code, found[0].place), (ProblemCode::Syntax, Some(Place { line: 1, column: 9 })));
}

#[test]
fn leaves_are_named_by_keys() {
    let manifest = read(SMALL.as_bytes(), Format::Yaml, &Limits::default(), Catalog::builtin()).unwrap();
    let paths: Vec<String> =
        declaration_leaves(&to_value(&manifest.apps[0])).into_iter().map(|leaf| leaf.path).collect();
    assert!(paths.contains(&"/functions/switch/data/ip/requirement".to_owned()), "{paths:?}");
    assert!(paths.contains(&"/minors".to_owned()), "{paths:?}");
    assert!(paths.contains(&"/name".to_owned()), "{paths:?}");
}

#[test]
fn every_problem_has_words_in_every_language() {
    use crate::texts::{SUPPORTED, Texts};
    let codes = [
        ProblemCode::TooLarge,
        ProblemCode::TooDeep,
        ProblemCode::TooManyValues,
        ProblemCode::InvalidUtf8,
        ProblemCode::Syntax,
        ProblemCode::DuplicateKey,
        ProblemCode::UnknownMember,
        ProblemCode::MissingMember,
        ProblemCode::WrongType,
        ProblemCode::UnknownValue,
        ProblemCode::InvalidValue,
        ProblemCode::UnknownCode,
        ProblemCode::DanglingReference,
        ProblemCode::Contradiction,
        ProblemCode::UnknownSchema,
    ];
    for tag in SUPPORTED {
        let texts = Texts::get(&tag.parse().unwrap()).unwrap();
        for code in codes {
            let nearest = Some("near".to_owned());
            let problem = Problem {
                code,
                path: String::new(),
                place: None,
                subject: "it".into(),
                expected: None,
                nearest,
            };
            assert!(problem.message(texts).unwrap().contains("near"), "{tag} {code:?}");
        }
    }
}
