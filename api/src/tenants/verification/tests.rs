use super::{
    identity::{Identity, IdentityField},
    registration::normalise,
};

#[test]
fn a_credit_identifier_has_its_check_digit() {
    // The example of GB 32100-2015 and two that stand in public registers.
    let valid = ["91350100M000100Y43", "9144030071526726XG", "91330100799655058B"];
    for number in valid {
        assert_eq!(normalise(number, "CN").as_deref(), Some(number));
        assert_eq!(normalise(&number.to_lowercase(), "CN").as_deref(), Some(number));
        for place in 0..number.len() {
            let mut digits: Vec<char> = number.chars().collect();
            digits[place] = if digits[place] == '1' { '2' } else { '1' };
            let changed: String = digits.into_iter().collect();
            assert_eq!(normalise(&changed, "CN"), None, "{changed}");
        }
    }
    let spaced = normalise(" 9135 0100-M000 100Y43 ", "CN");
    assert_eq!(spaced.as_deref(), Some(valid[0]));
    for number in [
        "",
        "91350100M000100Y4",
        "91350100M000100Y433",
        "91350100I000100Y43",
        "统一社会信用代码统一社会信用代码统一",
    ] {
        assert_eq!(normalise(number, "CN"), None, "{number}");
    }
}

#[test]
fn other_regions_have_numbers_of_their_own() {
    assert_eq!(normalise("hrb 12345/b", "EU").as_deref(), Some("HRB12345/B"));
    for number in ["", "1", "12 34\0", "号码", &"1".repeat(51)] {
        assert_eq!(normalise(number, "GB"), None, "{number}");
    }
}

#[test]
fn a_mask_shows_who_it_may_be_and_no_more() {
    use IdentityField::{AdministratorEmail, AdministratorIdNumber, AdministratorPhone, RepresentativeName};
    for (field, value, masked) in [
        (RepresentativeName, "张三丰", "张*"),
        (RepresentativeName, "Ann Lee", "A*"),
        (AdministratorIdNumber, "11010519491231002X", "****002X"),
        (AdministratorIdNumber, "1234567", "****"),
        (AdministratorPhone, "+86 138-0013-8000", "****8000"),
        (AdministratorEmail, "ann@example.com", "a***@example.com"),
    ] {
        assert_eq!(field.mask(value), masked);
    }
}

#[test]
fn an_identity_has_two_names_and_a_way_to_reach_somebody() {
    use IdentityField::{AdministratorEmail, AdministratorName, AdministratorPhone, RepresentativeName};
    let field = |values: &[(IdentityField, &str)]| {
        let values = values.iter().map(|(field, value)| (*field, Some((*value).to_owned())));
        Identity::new(values).err().map(|error| error.field().expect("a field")[0].clone())
    };
    let whole = [(RepresentativeName, "张三"), (AdministratorName, " Ann "), (AdministratorPhone, "12345")];
    assert_eq!(field(&whole), None);
    assert_eq!(field(&whole[1..]), Some("representativeName".into()));
    assert_eq!(field(&whole[..2]), Some("administratorPhone".into()));
    for (wrong, name) in [
        ((AdministratorName, " "), "administratorName"),
        ((AdministratorName, "a\0b"), "administratorName"),
        ((AdministratorPhone, "call me"), "administratorPhone"),
        ((AdministratorEmail, "ann"), "administratorEmail"),
    ] {
        assert_eq!(field(&[&whole[..], &[wrong]].concat()), Some(name.into()), "{wrong:?}");
    }
    let identity = Identity::new(whole.map(|(field, value)| (field, Some(value.to_owned())))).expect("whole");
    assert_eq!(format!("{identity:?}"), "Identity(..)");
    assert_eq!(identity.values().nth(1), Some((AdministratorName, "Ann")));
}
