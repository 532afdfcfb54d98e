//! What the fact sheets write differently from the manifest, as tables. Everything that is in no table follows
//! from the schema: a sheet's `snake_case` member is the manifest's `camelCase` member of the same name.
//!
//! To take up a new member of the format, add it to the declaration types; a row is needed here only where the
//! names or the ways of writing differ. Shapes are the names of the types in `disclosure::manifest`.

/// Members with another name: shape, name in the sheet, name in the manifest.
const RENAMED: &[(&str, &str, &str)] = &[
    ("Declaration", "apps", "platforms"),
    ("Declaration", "business_functions", "functions"),
    ("Declaration", "data_flows", "flows"),
    ("Platform", "platforms", "systems"),
    ("PolicyFacts", "language_precedence", "governingLanguage"),
    ("PolicyFacts", "parent_policy", "parent"),
    ("PolicyFacts", "show_contents_list", "showContents"),
    ("PolicyFacts", "terms", "definitions"),
    ("BusinessFunction", "apps", "platforms"),
    ("DataItem", "data", "datum"),
    ("Purpose", "legal_basis", "basis"),
    ("PermissionRequest", "platforms", "systems"),
    ("SdkDeclaration", "platforms", "systems"),
];

/// Other names that are understood; a mark keeps the name that was used.
const UNDERSTOOD: &[(&str, &str, &str)] = &[
    ("Annotation", "comment", "request"),
    ("Annotation", "status", "state"),
    ("Annotation", "text", "request"),
    ("Certification", "certification", "name"),
    ("Certification", "status", "state"),
    ("CitedRule", "name", "rule"),
    ("CitedRule", "title", "rule"),
    ("CitedRule", "version", "edition"),
    ("LinkedDocument", "name", "title"),
    ("ParentPolicy", "name", "title"),
    ("SdkDeclaration", "legal_name", "vendorLegalName"),
    ("SdkDeclaration", "contact", "vendorContact"),
];

/// How a text in two languages stands in its row: as one member (where no table says else), as two members with
/// the language at the end of their names, or as the members `zh` and `en` of the row itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placement {
    /// `name: {zh, en}`.
    Member,
    /// `name_zh`, `name_en`.
    Split,
    /// `zh`, `en`.
    Direct,
}

impl Placement {
    /// The word by which a mark names it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Split => "split",
            Self::Direct => "direct",
        }
    }

    /// The placement of that name.
    pub fn of(name: &str) -> Option<Self> {
        [Self::Member, Self::Split, Self::Direct].into_iter().find(|placement| placement.as_str() == name)
    }
}

const PLACED: &[(&str, &str, Placement)] = &[
    ("LegalEntity", "name", Placement::Split),
    ("DataItem", "label", Placement::Split),
    ("Definition", "term", Placement::Direct),
    ("LinkedDocument", "title", Placement::Direct),
];

/// The member that takes `zh` and `en` of a row, and the bare word where a row was expected.
const PRINCIPAL: &[(&str, &str)] = &[
    ("Annotation", "request"),
    ("Certification", "name"),
    ("CitedRule", "rule"),
    ("DataItem", "datum"),
    ("Definition", "term"),
    ("LegalEntity", "name"),
    ("LinkedDocument", "title"),
    ("ParentPolicy", "title"),
    ("PermissionRequest", "permission"),
    ("Precedence", "whenConflict"),
    ("RetentionRule", "rule"),
    ("Right", "right"),
    ("RoleStatement", "role"),
];

/// Lists that a sheet writes as one value where there is one.
const SINGLE: &[(&str, &str)] = &[("RetentionRule", "data"), ("CrossBorder", "destinations")];

/// Members that a sheet writes as a list or as one word, where the manifest keeps the two apart: shape, name in
/// the sheet, list and word in the manifest.
const EITHER: &[(&str, &str, &str, &str)] = &[("MessageClass", "opt_out", "optOut", "optOutState")];

/// Words that a sheet writes as `{zh, en}`; elsewhere a term is one string.
const IN_BOTH: &[(&str, &str)] = &[("BusinessFunction", "ifRefused")];

/// Members whose silence is the word `unstated`.
const UNSTATED: &[(&str, &str)] = &[("BusinessFunction", "class"), ("DataItem", "requirement")];

/// Words of an enumeration: manifest, sheet.
const SPELLED: &[(&str, &str)] = &[
    ("app_developer", "single_app_developer"),
    ("developer_platform", "platform_operator"),
    ("disclose_publicly", "public_disclosure"),
    ("notify", "notice"),
    ("oem_brand", "oem_partner"),
];

/// Other spellings that are understood: sheet, manifest.
const SYNONYMS: &[(&str, &str)] = &[
    ("business_day_us", "business_day"),
    ("calendar_day", "day"),
    ("calendar_month", "month"),
    ("joint_control", "joint"),
];

/// Rows without a key in the sheet, and the members their keys are made of.
const KEYED_BY: &[(&str, &[&str])] = &[
    ("Annotation", &["author", "anchor"]),
    ("Certification", &["name"]),
    ("CitedRule", &["rule", "edition"]),
    ("DataItem", &["datum"]),
    ("Definition", &["term"]),
    ("LinkedDocument", &["title"]),
    ("PermissionRequest", &["permission", "requestedBy"]),
    ("RetentionRule", &["rule"]),
    ("Right", &["right"]),
    ("RoleStatement", &["role", "over"]),
];

/// Members that the converter fills; the sheet's members of that name are facts of another kind.
const OURS: &[(&str, &[&str])] = &[
    ("TenantProfile", &["slug", "contacts"]),
    ("Declaration", &["slug", "name", "parties", "statements", "vocabulary"]),
];

/// Sections of a policy in which readers look for what a part of the sheet says.
const SECTIONS: &[(&str, &str)] = &[
    ("tenant", "introduction"),
    ("contacts", "contact"),
    ("apps", "scope"),
    ("policy", "notice"),
    ("business_functions", "collection"),
    ("purposes", "purposes"),
    ("permissions", "permissions"),
    ("sdks", "sdk"),
    ("recipients", "sharing"),
    ("sharing", "sharing"),
    ("data_flows", "sharing"),
    ("trackers", "trackers"),
    ("messages", "usage"),
    ("profiling", "automated_decisions"),
    ("storage", "storage"),
    ("cross_border", "cross_border"),
    ("retention", "retention"),
    ("security", "security"),
    ("rights", "rights"),
    ("requests", "rights"),
    ("deadlines", "rights"),
    ("account_cancellation", "account_cancellation"),
    ("consent", "consent"),
    ("minors", "minors"),
    ("changes", "changes"),
    ("complaints", "complaints"),
];

/// The section of a top-level member; other members stand with the introductory remarks.
pub fn section(top: &str) -> &'static str {
    SECTIONS.iter().find(|(name, _)| *name == top).map_or("notice", |(_, section)| section)
}

/// The manifest's name for a sheet's member, before the schema is asked whether there is such a member.
pub fn manifest_name(shape: &str, name: &str) -> String {
    RENAMED
        .iter()
        .chain(UNDERSTOOD)
        .find(|(of, sheet, _)| *of == shape && *sheet == name)
        .map_or_else(|| camel_case(name), |(_, _, manifest)| (*manifest).into())
}

/// The name under which a sheet writes a member of the manifest.
pub fn sheet_name(shape: &str, member: &str) -> String {
    if let Some((_, name, ..)) = EITHER.iter().find(|(of, _, _, word)| *of == shape && *word == member) {
        return (*name).into();
    }
    RENAMED
        .iter()
        .find(|(of, _, manifest)| *of == shape && *manifest == member)
        .map_or_else(|| snake_case(member), |(_, sheet, _)| (*sheet).into())
}

/// The list and the word that one member of the sheet stands for.
pub fn either(shape: &str, name: &str) -> Option<(&'static str, &'static str)> {
    let found = EITHER.iter().find(|(of, sheet, ..)| *of == shape && *sheet == name);
    found.map(|(_, _, list, word)| (*list, *word))
}

/// How a text usually stands in its row.
pub fn placement(shape: &str, member: &str) -> Placement {
    PLACED
        .iter()
        .find(|(of, name, _)| *of == shape && *name == member)
        .map_or(Placement::Member, |(_, _, placement)| *placement)
}

/// The member of a row that its bare words belong to.
pub fn principal(shape: &str) -> Option<&'static str> {
    PRINCIPAL.iter().find(|(of, _)| *of == shape).map(|(_, member)| *member)
}

/// Whether a list of one is usually written as that one value.
pub fn usually_single(shape: &str, member: &str) -> bool {
    SINGLE.contains(&(shape, member))
}

/// Whether own words usually stand as `{zh, en}`.
pub fn usually_in_both(shape: &str, member: &str) -> bool {
    IN_BOTH.contains(&(shape, member))
}

/// Whether silence is usually written as `unstated`.
pub fn usually_unstated(shape: &str, member: &str) -> bool {
    UNSTATED.contains(&(shape, member))
}

/// The manifest's spelling of a word of an enumeration.
pub fn manifest_word(word: &str) -> &str {
    let spelled = SPELLED.iter().find(|(_, sheet)| *sheet == word).map(|(manifest, _)| *manifest);
    let synonym = || SYNONYMS.iter().find(|(sheet, _)| *sheet == word).map(|(_, manifest)| *manifest);
    spelled.or_else(synonym).unwrap_or(word)
}

/// The sheet's spelling of a word of an enumeration.
pub fn sheet_word(word: &str) -> &str {
    SPELLED.iter().find(|(manifest, _)| *manifest == word).map_or(word, |(_, sheet)| sheet)
}

/// The members that a key is made of; none where rows bring a key of their own.
pub fn keyed_by(shape: &str) -> Option<&'static [&'static str]> {
    KEYED_BY.iter().find(|(of, _)| *of == shape).map(|(_, members)| *members)
}

/// Whether the converter fills this member of the manifest.
pub fn is_ours(shape: &str, member: &str) -> bool {
    OURS.iter().any(|(of, members)| *of == shape && members.contains(&member))
}

fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let mut out = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut chars = word.chars();
        out.extend(chars.next().map(|c| c.to_ascii_uppercase()));
        out.push_str(chars.as_str());
    }
    out
}

/// `camelCase` as `snake_case`.
pub fn snake_case(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}
