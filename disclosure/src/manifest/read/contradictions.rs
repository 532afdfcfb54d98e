//! Facts that cannot both hold, and values that no type can refuse.

use super::{At, ProblemCode, Report, app_at};
use crate::manifest::{
    Declaration, MANIFEST_SCHEMA, Manifest, MessageClass, ProfilingUse, Stated, StatementValue, term::is_code,
};

/// The longest slug: a label of a host name.
const MAX_SLUG: usize = 63;

/// Whether a text can be a slug: 2 to 63 of `a-z`, `0-9` and `-`, starting and ending with a letter or digit.
pub fn is_slug(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    (2..=MAX_SLUG).contains(&text.len())
        && text.chars().all(|c| inner(c) || c == '-')
        && text.starts_with(inner)
        && text.ends_with(inner)
}

pub(super) fn check(manifest: &Manifest, report: &mut Report<'_>) {
    let root = At::default();
    if manifest.schema != MANIFEST_SCHEMA {
        let expected = Some(MANIFEST_SCHEMA.to_owned());
        report.add(ProblemCode::UnknownSchema, &root.member("schema"), &manifest.schema, expected, None);
    }
    let tenant = root.member("tenant");
    check_slug(&manifest.tenant.slug, &tenant, report);
    if let Some(zone) = manifest.tenant.time_zone.value()
        && !(zone.contains('/') || zone == "UTC")
    {
        let expected = Some("Asia/Shanghai".to_owned());
        report.add(ProblemCode::InvalidValue, &tenant.member("timeZone"), zone, expected, None);
    }
    for (index, app) in manifest.apps.iter().enumerate() {
        let at = app_at(index, &app.slug);
        check_slug(&app.slug, &at, report);
        check_policy(app, &at, report);
        check_keeping(app, &at, report);
        check_contact(app, &at, report);
        check_rights(app, &at, report);
        check_keys(app, &at, report);
    }
}

fn check_slug(slug: &str, at: &At, report: &mut Report<'_>) {
    if !is_slug(slug) {
        report.add(ProblemCode::InvalidValue, &at.member("slug"), slug, Some("a-z, 0-9, -".into()), None);
    }
}

fn contradiction(at: &At, subject: &str, other: &str, report: &mut Report<'_>) {
    report.add(ProblemCode::Contradiction, at, subject, Some(other.into()), None);
}

fn check_policy(app: &Declaration, at: &At, report: &mut Report<'_>) {
    let Some(policy) = app.policy.value() else { return };
    if let Some(governing) = policy.governing_language.value()
        && !policy.languages.is_unstated()
        && !policy.languages.items().contains(governing)
    {
        let at = at.member("policy").member("governingLanguage");
        contradiction(&at, governing.as_str(), "languages", report);
    }
}

fn check_keeping(app: &Declaration, at: &At, report: &mut Report<'_>) {
    if let Some(abroad) = app.cross_border.value()
        && abroad.status.value().and_then(|status| status.as_code()) == Some("none_now")
        && !(abroad.destinations.is_empty() && abroad.recipients.is_empty())
    {
        contradiction(
            &at.member("crossBorder").member("status"),
            "none_now",
            "destinations, recipients",
            report,
        );
    }
    for (index, rule) in app.retention.iter().enumerate() {
        if rule.value.value().is_some() != rule.unit.value().is_some() {
            let at = keyed(at, "retention", index, &rule.key);
            contradiction(&at, "value", "unit", report);
        }
    }
    if let Some(trackers) = app.trackers.value()
        && trackers.technologies.is_none()
        && !(trackers.purposes.is_empty() && trackers.inventory.is_empty())
    {
        contradiction(&at.member("trackers").member("technologies"), "[]", "purposes, inventory", report);
    }
}

fn check_contact(app: &Declaration, at: &At, report: &mut Report<'_>) {
    if let Some(messages) = app.messages.value() {
        let at = at.member("messages");
        for (name, class) in [
            ("marketing", &messages.marketing),
            ("service", &messages.service),
            ("surveys", &messages.surveys),
        ] {
            if class.value().is_some_and(is_silent_and_sent) {
                contradiction(&at.member(name).member("sent"), "false", "channels, content", report);
            }
        }
    }
    if let Some(profiling) = app.profiling.value() {
        let at = at.member("profiling");
        for (name, using) in [
            ("targetedPush", &profiling.targeted_push),
            ("recommendation", &profiling.recommendation),
            ("ads", &profiling.ads),
            ("automatedDecision", &profiling.automated_decision),
        ] {
            if using.value().is_some_and(is_unused_with_switch) {
                contradiction(&at.member(name).member("used"), "false", "offSwitch", report);
            }
        }
    }
}

fn is_silent_and_sent(class: &MessageClass) -> bool {
    class.sent == Stated::Value(false) && !(class.channels.is_empty() && class.content.is_empty())
}

fn is_unused_with_switch(using: &ProfilingUse) -> bool {
    using.used == Stated::Value(false) && using.off_switch.value().is_some()
}

fn check_rights(app: &Declaration, at: &At, report: &mut Report<'_>) {
    for (index, deadline) in app.deadlines.iter().enumerate() {
        if deadline.value.value().is_some() != deadline.unit.value().is_some() {
            contradiction(&keyed(at, "deadlines", index, &deadline.key), "value", "unit", report);
        }
    }
    if let Some(minors) = app.minors.value()
        && minors.age.value().is_some() != minors.comparison.value().is_some()
    {
        contradiction(&at.member("minors"), "age", "comparison", report);
    }
    for (index, statement) in app.statements.iter().enumerate() {
        let StatementValue { flag, number, exact, text, items } = &statement.value;
        let set = [
            flag.value().is_some(),
            number.value().is_some(),
            exact.value().is_some(),
            text.value().is_some(),
            !items.is_unstated(),
        ];
        if set.iter().filter(|set| **set).count() != 1 {
            contradiction(
                &keyed(at, "statements", index, &statement.key),
                "value",
                "flag, number, exact, text, items",
                report,
            );
        }
    }
}

/// Keys name items in paths and anchors, so they keep to the characters of a code.
fn check_keys(app: &Declaration, at: &At, report: &mut Report<'_>) {
    let mut check = |list: &str, keys: Vec<&String>| {
        for (index, key) in keys.into_iter().enumerate() {
            if !is_code(key) {
                let at = keyed(at, list, index, key).member("key");
                report.add(ProblemCode::InvalidValue, &at, key, Some("a-z, 0-9, _ - . :".into()), None);
            }
        }
    };
    check("platforms", app.platforms.iter().map(|item| &item.key).collect());
    check("functions", app.functions.iter().map(|item| &item.key).collect());
    check("purposes", app.purposes.iter().map(|item| &item.key).collect());
    check("permissions", app.permissions.iter().map(|item| &item.key).collect());
    check("sdks", app.sdks.iter().map(|item| &item.key).collect());
    check("parties", app.parties.iter().map(|item| &item.key).collect());
    check("recipients", app.recipients.iter().map(|item| &item.key).collect());
    check("flows", app.flows.iter().map(|item| &item.key).collect());
    check("rights", app.rights.iter().map(|item| &item.key).collect());
    check("deadlines", app.deadlines.iter().map(|item| &item.key).collect());
    check("retention", app.retention.iter().map(|item| &item.key).collect());
    check("vocabulary", app.vocabulary.iter().map(|item| &item.key).collect());
    check("statements", app.statements.iter().map(|item| &item.key).collect());
}

fn keyed(at: &At, list: &str, index: usize, key: &str) -> At {
    at.member(list).item(index, &serde_json::json!({ "key": key }))
}
