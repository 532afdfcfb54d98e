//! Published disclosures in the schema. Anybody may read them.

use async_graphql::{Context, Error, Object, SimpleObject};
use chrono::{DateTime, Utc};
use disclosure::{
    document::{self, Block, ColumnLevel as Level, Inline, Kind, ListKind, Mode, plain_text},
    render::Rendition,
    texts::Texts,
};

use super::{ContextExt, refuse, scalars::Date};
use crate::{
    disclosures::{self, Accepted, Found, Reader, Wanted},
    platform::AppError,
};

/// What an app's users are told, in one language.
#[derive(Debug, Clone)]
pub struct Disclosure(Found);

impl Disclosure {
    fn render(&self, ctx: &Context<'_>, form: Rendition) -> Result<String, Error> {
        let bytes = form.render(&self.0.document.document, Mode::Published, None).map_err(AppError::internal);
        let text =
            bytes.and_then(|bytes| String::from_utf8(bytes.unwrap_or_default()).map_err(AppError::internal));
        refuse(ctx.request()?, text)
    }

    fn list(&self, ctx: &Context<'_>, kind: ListKind) -> Result<Option<DisclosureList>, Error> {
        let document = &self.0.document.document;
        let Some(table) = document.list(kind) else { return Ok(None) };
        let texts = refuse(ctx.request()?, Texts::get(&document.locale).map_err(AppError::internal))?;
        let not_stated = refuse(ctx.request()?, texts.label("not-stated").map_err(AppError::internal))?;
        Ok(Some(DisclosureList::new(table, &not_stated)))
    }
}

#[Object]
impl Disclosure {
    /// The number of the version.
    async fn version(&self) -> i32 {
        self.0.facts.version.number
    }

    /// The day the version bears, in the tenant's time zone.
    async fn version_date(&self) -> Date {
        Date(self.0.facts.version.version_date)
    }

    /// The day it takes effect, in the tenant's time zone.
    async fn effective_date(&self) -> Date {
        Date(self.0.facts.version.effective_date)
    }

    /// SHA-256 of the document's canonical JSON (RFC 8785), in lower-case hexadecimal digits.
    async fn content_hash(&self) -> &str {
        &self.0.facts.content_hash
    }

    /// The language it is in.
    async fn locale(&self) -> &str {
        self.0.facts.locale.as_str()
    }

    /// Whether a language was asked for in which it does not exist.
    async fn fallback(&self) -> bool {
        self.0.facts.fallback
    }

    /// All languages in which this version exists.
    async fn locales(&self) -> Vec<&str> {
        self.0.facts.locales.iter().map(|locale| locale.as_str()).collect()
    }

    /// The title.
    async fn title(&self) -> &str {
        &self.0.document.document.title
    }

    /// The sections, in order.
    #[graphql(complexity = "20 * child_complexity + 1")]
    async fn sections(&self) -> Vec<DisclosureSection> {
        self.0.document.document.sections().filter_map(DisclosureSection::new).collect()
    }

    /// The list of collected personal information.
    #[graphql(complexity = "100 + child_complexity")]
    async fn collected_list(&self, ctx: &Context<'_>) -> Result<Option<DisclosureList>, Error> {
        self.list(ctx, ListKind::Collected)
    }

    /// The list of personal information shared with third parties.
    #[graphql(complexity = "100 + child_complexity")]
    async fn shared_list(&self, ctx: &Context<'_>) -> Result<Option<DisclosureList>, Error> {
        self.list(ctx, ListKind::Shared)
    }

    /// The whole as an HTML fragment.
    #[graphql(complexity = 100)]
    async fn html(&self, ctx: &Context<'_>) -> Result<String, Error> {
        self.render(ctx, Rendition::Html)
    }

    /// The whole as Markdown.
    #[graphql(complexity = 100)]
    async fn markdown(&self, ctx: &Context<'_>) -> Result<String, Error> {
        self.render(ctx, Rendition::Markdown)
    }

    /// The whole as plain text.
    #[graphql(complexity = 100)]
    async fn text(&self, ctx: &Context<'_>) -> Result<String, Error> {
        self.render(ctx, Rendition::Text)
    }
}

/// A section of a disclosure.
#[derive(Debug, SimpleObject)]
pub struct DisclosureSection {
    /// The anchor, stable over the years.
    id: String,
    /// Its number in this version.
    number: String,
    /// Its title.
    title: String,
}

impl DisclosureSection {
    fn new(block: &Block) -> Option<Self> {
        match &block.kind {
            Kind::Section { number, title, .. } => {
                Some(Self { id: block.id.to_string(), number: number.clone(), title: plain_text(title) })
            }
            _ => None,
        }
    }
}

/// Who asks for a column.
#[derive(Debug, async_graphql::Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "Level")]
pub enum ColumnLevel {
    /// A law or a notice in force names it.
    Official,
    /// Most published lists have it.
    Practice,
    /// Rules not yet in force name it.
    Draft,
    /// Nobody asks for it.
    Optional,
}

/// One of the lists that law asks for.
#[derive(Debug, SimpleObject)]
pub struct DisclosureList {
    /// Its name.
    caption: String,
    /// Its columns.
    columns: Vec<ListColumn>,
    /// Its rows.
    rows: Vec<ListRow>,
}

/// A column of a list.
#[derive(Debug, SimpleObject)]
pub struct ListColumn {
    /// Stable key.
    key: String,
    /// What readers see.
    label: String,
    /// Who asks for it.
    level: ColumnLevel,
}

/// A row of a list.
#[derive(Debug, SimpleObject)]
pub struct ListRow {
    /// The anchor, stable over the years.
    id: String,
    /// One text for each column; what is not stated says so.
    cells: Vec<String>,
}

impl DisclosureList {
    fn new(table: &document::Table, not_stated: &str) -> Self {
        let columns = table.columns.iter().map(|column| ListColumn {
            key: column.key.clone(),
            label: column.label.clone(),
            level: column.level.into(),
        });
        let rows = table.rows.iter().filter_map(|row| match &row.kind {
            Kind::Row { cells } => Some(ListRow {
                id: row.id.to_string(),
                cells: cells.iter().map(|cell| words(cell, not_stated)).collect(),
            }),
            _ => None,
        });
        Self { caption: table.caption.clone(), columns: columns.collect(), rows: rows.collect() }
    }
}

fn words(cell: &[Inline], not_stated: &str) -> String {
    match cell {
        [Inline::NotStated] => not_stated.to_owned(),
        cell => plain_text(cell),
    }
}

/// A version of a policy, by its number and dates.
#[derive(Debug, SimpleObject)]
pub struct PolicyRelease {
    /// Its number.
    version: i32,
    /// The day it bears, in the tenant's time zone.
    version_date: Date,
    /// The day it takes effect, in the tenant's time zone.
    effective_date: Date,
}

impl From<disclosures::Release> for PolicyRelease {
    fn from(release: disclosures::Release) -> Self {
        Self {
            version: release.version,
            version_date: Date(release.version_date),
            effective_date: Date(release.effective_date),
        }
    }
}

/// Whether a user must see something new.
#[derive(Debug, SimpleObject)]
pub struct PolicyState {
    /// The version in force; null before the first takes effect.
    current: Option<PolicyRelease>,
    /// Whether the user has not accepted what is in force, nor a version that is still to take effect. What differs, and
    /// whether it matters to the user, this does not tell.
    acceptance_needed: bool,
    /// Since when the accepted version is in force no more: a later one took effect, or it was withdrawn. Null while it
    /// is in force, and where it never was a version.
    changed_since: Option<DateTime<Utc>>,
    /// The next version that is to take effect, if one is scheduled.
    next: Option<PolicyRelease>,
}

impl From<disclosures::PolicyState> for PolicyState {
    fn from(state: disclosures::PolicyState) -> Self {
        Self {
            current: state.current.map(PolicyRelease::from),
            acceptance_needed: state.acceptance_needed,
            changed_since: state.changed_since,
            next: state.next.map(PolicyRelease::from),
        }
    }
}

/// Queries of disclosures.
#[derive(Debug, Default)]
pub(super) struct DisclosureQuery;

#[Object]
impl DisclosureQuery {
    /// The disclosure of an app: the version in force now, at the instant `at`, or the one with the number `version`,
    /// in the language nearest to `locale`: exactly it, or else one that its readers understand, or else the governing
    /// one, both marked by `fallback`. Needs no credential. Null where there is none.
    async fn disclosure(
        &self,
        ctx: &Context<'_>,
        tenant: String,
        app: String,
        locale: Option<String>,
        at: Option<DateTime<Utc>>,
        version: Option<i32>,
    ) -> Result<Option<Disclosure>, Error> {
        let request = ctx.request()?;
        let locale = refuse(request, request.locale(locale.as_deref()))?;
        let wanted = Wanted {
            tenant: &tenant,
            app: &app,
            locales: vec![locale.to_string()],
            at: at.unwrap_or_else(|| request.clock.now()),
            version,
        };
        let reader = Reader::new(request.session.clone(), request.shelf.clone());
        Ok(refuse(request, reader.find(&wanted).await)?.map(Disclosure))
    }

    /// Whether a user who accepted the version with the number `acceptedVersion`, or none, must see something new. Needs
    /// no credential. Null where nothing is in force and nothing is scheduled.
    async fn policy_state(
        &self,
        ctx: &Context<'_>,
        tenant: String,
        app: String,
        accepted_version: Option<i32>,
    ) -> Result<Option<PolicyState>, Error> {
        let request = ctx.request()?;
        let accepted = accepted_version.map_or(Accepted::Nothing, Accepted::Version);
        let reader = Reader::new(request.session.clone(), request.shelf.clone());
        let found = reader.policy_state(&tenant, &app, accepted, request.clock.now()).await;
        Ok(refuse(request, found)?.map(|(_, state)| state.into()))
    }
}
