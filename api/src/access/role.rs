//! A role's word in a token.

use serde::{Deserialize, Deserializer, Serializer, de::Error};

use crate::platform::scope::Role;

pub(super) fn word(role: Role) -> &'static str {
    match role {
        Role::Owner => "OWNER",
        Role::Editor => "EDITOR",
        Role::Reviewer => "REVIEWER",
        Role::Auditor => "AUDITOR",
    }
}

pub(super) fn serialize<S: Serializer>(role: &Role, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(word(*role))
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Role, D::Error> {
    let text = String::deserialize(deserializer)?;
    let roles = [Role::Owner, Role::Editor, Role::Reviewer, Role::Auditor];
    roles.into_iter().find(|role| word(*role) == text).ok_or_else(|| D::Error::custom("no role"))
}
