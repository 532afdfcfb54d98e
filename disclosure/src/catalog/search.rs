//! Finding entries by words, in either language.

use super::{Catalog, Name, Named, Table};

/// The tables that can be searched; hits of equal rank and key stand in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntryKind {
    DataCategory,
    Purpose,
    LegalBasis,
    Permission,
    Sdk,
    AppType,
    ConsentExemption,
    RequestType,
    RefusalReason,
    MaterialChange,
    NoticeRequirement,
    DisclosureList,
    PolicySection,
    /// A code of the vocabulary; the hit's `term_kind` names its kind.
    Term,
}

impl EntryKind {
    /// Every kind, in their order.
    pub const ALL: [Self; 14] = [
        Self::DataCategory,
        Self::Purpose,
        Self::LegalBasis,
        Self::Permission,
        Self::Sdk,
        Self::AppType,
        Self::ConsentExemption,
        Self::RequestType,
        Self::RefusalReason,
        Self::MaterialChange,
        Self::NoticeRequirement,
        Self::DisclosureList,
        Self::PolicySection,
        Self::Term,
    ];
}

/// How well an entry fits, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HitRank {
    /// The query is its key, or one that was merged into it.
    Key,
    /// The query is a whole name of it.
    Name,
    /// A key or a name of it starts with the query.
    Prefix,
    /// The query stands inside a key or a name of it.
    Infix,
}

/// An entry that a query found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit<'a> {
    pub kind: EntryKind,
    /// Set exactly for [`EntryKind::Term`].
    pub term_kind: Option<&'a str>,
    pub key: &'a str,
    pub name: &'a Name,
    pub rank: HitRank,
}

/// No query is answered with more hits than this.
const MOST_HITS: usize = 100;

/// A longer query finds nothing: no name comes near it.
const LONGEST_QUERY: usize = 200;

/// An entry with the folded texts it is found by.
#[derive(Debug, Clone)]
pub(super) struct Row {
    kind: EntryKind,
    term_kind: Option<String>,
    key: String,
    name: Name,
    keys: Vec<String>,
    names: Vec<String>,
}

impl Catalog {
    /// Entries of the given kinds whose key or name holds the query; an SDK's names are also its vendor's, its aliases, its
    /// packages and the keys that were merged into it. Letter case, white space, hyphens, underscores and full-width
    /// forms make no difference, so that Chinese needs no word breaks.
    /// Best rank first, then by key: the same query always gives the same hits. At most `limit` and never more than
    /// 100; none for an empty query or one of more than 200 characters.
    pub fn search(&self, query: &str, kinds: &[EntryKind], limit: usize) -> Vec<Hit<'_>> {
        if query.chars().nth(LONGEST_QUERY).is_some() {
            return Vec::new();
        }
        let query = fold(query);
        if query.is_empty() {
            return Vec::new();
        }
        let fixed = self.search_fixed.get_or_init(|| self.index_fixed());
        let varying = self.search_varying.get_or_init(|| self.index_varying());
        let mut hits: Vec<_> = fixed
            .iter()
            .chain(varying)
            .filter(|row| kinds.contains(&row.kind))
            .filter_map(|row| row.hit(&query))
            .collect();
        hits.sort_by_key(|hit| (hit.rank, hit.key, hit.kind, hit.term_kind));
        hits.truncate(limit.min(MOST_HITS));
        hits
    }

    /// What additions and own categories change.
    fn index_varying(&self) -> Vec<Row> {
        let mut rows: Vec<Row> = rows_of(EntryKind::DataCategory, &self.data_categories).collect();
        rows.extend(self.sdks.iter().map(|sdk| {
            let more =
                [&sdk.vendor.zh, &sdk.vendor.en].into_iter().chain(&sdk.aliases).chain(&sdk.package_prefixes);
            Row::new(EntryKind::Sdk, sdk).found_by(self.merged.keys_of(&sdk.key), more)
        }));
        rows
    }

    fn index_fixed(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        rows.extend(rows_of(EntryKind::Purpose, &self.purposes));
        rows.extend(rows_of(EntryKind::LegalBasis, &self.legal_bases));
        rows.extend(rows_of(EntryKind::Permission, &self.permissions));
        rows.extend(rows_of(EntryKind::AppType, &self.app_types));
        rows.extend(rows_of(EntryKind::ConsentExemption, &self.consent_exemptions));
        rows.extend(rows_of(EntryKind::RequestType, &self.request_types));
        rows.extend(rows_of(EntryKind::RefusalReason, &self.refusal_reasons));
        rows.extend(rows_of(EntryKind::MaterialChange, &self.material_changes));
        rows.extend(rows_of(EntryKind::NoticeRequirement, &self.notice_requirements));
        rows.extend(rows_of(EntryKind::DisclosureList, &self.disclosure_lists));
        rows.extend(rows_of(EntryKind::PolicySection, &self.policy_sections));
        for kind in &self.term_kinds {
            rows.extend(
                kind.terms
                    .iter()
                    .map(|term| Row { term_kind: Some(kind.key.clone()), ..Row::new(EntryKind::Term, term) }),
            );
        }
        rows
    }
}

fn rows_of<T: Named>(kind: EntryKind, table: &Table<T>) -> impl Iterator<Item = Row> {
    table.iter().map(move |entry| Row::new(kind, entry))
}

impl Row {
    fn new(kind: EntryKind, entry: &impl Named) -> Self {
        let (key, name) = (entry.key().to_owned(), entry.names().clone());
        let (keys, names) = (vec![fold(&key)], vec![fold(&name.zh), fold(&name.en)]);
        Self { kind, term_kind: None, key, name, keys, names }
    }

    fn found_by<'a>(mut self, keys: &[String], names: impl Iterator<Item = &'a String>) -> Self {
        self.keys.extend(keys.iter().map(|key| fold(key)));
        self.names.extend(names.map(|name| fold(name)));
        self
    }

    fn rank(&self, query: &str) -> Option<HitRank> {
        let mut texts = self.keys.iter().chain(&self.names);
        if self.keys.iter().any(|key| key == query) {
            Some(HitRank::Key)
        } else if self.names.iter().any(|name| name == query) {
            Some(HitRank::Name)
        } else if texts.clone().any(|text| text.starts_with(query)) {
            Some(HitRank::Prefix)
        } else {
            texts.any(|text| text.contains(query)).then_some(HitRank::Infix)
        }
    }

    fn hit(&self, query: &str) -> Option<Hit<'_>> {
        let rank = self.rank(query)?;
        Some(Hit {
            kind: self.kind,
            term_kind: self.term_kind.as_deref(),
            key: &self.key,
            name: &self.name,
            rank,
        })
    }
}

/// The form in which texts are compared: lower case, half width, without what only parts words.
fn fold(text: &str) -> String {
    text.chars()
        .map(half_width)
        .filter(|letter| !letter.is_whitespace() && !matches!(letter, '_' | '-'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The ASCII form of a full-width character (U+FF01 to U+FF5E); any other as it is.
fn half_width(letter: char) -> char {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        _ => letter,
    }
}
