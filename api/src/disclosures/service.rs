//! From what a reader asks for to what it gets.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use disclosure::{
    Locale,
    document::{ListKind, Mode},
    render::{
        Rendition,
        html::{
            self, Edition, EditionStatus, Language, LastShared, PageContext, PageLinks, PriorVersion,
            Standing as Tongue,
        },
    },
};
use entities::{AppId, TenantId};
use serde_json::json;

use super::{
    locale::{self, Choice},
    model::{Facts, Form, Page, Published, Representation, Wanted},
    shelf::{Key, Shelf, Standing},
    state::{Accepted, PolicyState, policy_state},
    witness::{Grounds, Witness},
};
use crate::{
    apps,
    platform::{
        error::{AppError, Result},
        scope::Session,
    },
    policies,
    policies::{RenderingFormat, Version},
};

/// A disclosure that was found.
#[derive(Debug, Clone)]
pub struct Found {
    pub facts: Facts,
    pub document: Arc<Published>,
    standing: Arc<Standing>,
    at: DateTime<Utc>,
    slugs: (String, String),
    last_shared: Option<Arc<LastShared>>,
}

/// What is sent to a reader.
#[derive(Debug, Clone)]
pub struct Served {
    /// The bytes in every coding.
    pub made: Arc<Representation>,
    /// The language they are in.
    pub locale: Locale,
    /// Whether a language was asked for in which it does not exist.
    pub fallback: bool,
    /// The number of the version.
    pub number: i32,
    /// Whose it is.
    pub place: Place,
    /// Whether it tells what was known of the records at some time of this day.
    pub of_today: bool,
}

/// Whose policy something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub tenant: TenantId,
    pub app: AppId,
}

/// The records of what was shared, which another area has.
pub trait Records {
    /// When an app last shared with those whom it declares.
    fn last_shared(&self, place: Place) -> impl Future<Output = Result<LastShared>>;
}

impl Standing {
    fn place(&self) -> Place {
        Place { tenant: self.tenant, app: self.app }
    }
}

/// Reads disclosures for one request.
#[derive(Debug, Clone)]
pub struct Reader {
    session: Session,
    shelf: Shelf,
    witness: Option<Witness>,
}

impl Reader {
    /// For the requests of this session.
    pub fn new(session: Session, shelf: Shelf) -> Self {
        Self { session, shelf, witness: None }
    }

    /// Lets a witness see what is looked up.
    #[must_use]
    pub fn seen_by(self, witness: &Witness) -> Self {
        Self { witness: Some(witness.clone()), ..self }
    }

    /// Whether what an answer rests on still stands. Without a statement where the versions of the apps are kept.
    ///
    /// # Errors
    /// Those of the database, as codes.
    pub async fn hold(&self, grounds: &Grounds, at: DateTime<Utc>) -> Result<bool> {
        if !grounds.cover(at) {
            return Ok(false);
        }
        for looked in &grounds.looked {
            let standing = self.standing(&looked.tenant, &looked.app).await?;
            if !looked.stands(standing.as_ref()) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The disclosure that is wanted; none where the tenant, the app or such a version does not exist.
    ///
    /// # Errors
    /// Those of the database, as codes.
    pub async fn find(&self, wanted: &Wanted<'_>) -> Result<Option<Found>> {
        let Some(standing) = self.standing(wanted.tenant, wanted.app).await? else { return Ok(None) };
        let Some((version, locales)) = choose(&standing, wanted) else { return Ok(None) };
        let (locale, fallback) = self.language(&standing, version, locales, &wanted.locales).await?;
        let document = self.document(&standing, version, &locale).await?;
        let facts = Facts {
            version: version.clone(),
            locale,
            fallback,
            locales: locales.to_vec(),
            content_hash: document.content_hash.clone(),
        };
        let slugs = (wanted.tenant.to_owned(), wanted.app.to_owned());
        Ok(Some(Found { facts, document, standing, at: wanted.at, slugs, last_shared: None }))
    }

    /// The representation of what is wanted in a form; none where there is nothing, or no such list. The records are asked
    /// for a list that tells of them alone.
    ///
    /// # Errors
    /// Those of the database, as codes.
    pub async fn represent(
        &self,
        wanted: &Wanted<'_>,
        form: Form,
        records: &impl Records,
    ) -> Result<Option<Served>> {
        let Some(standing) = self.standing(wanted.tenant, wanted.app).await? else { return Ok(None) };
        let Some((version, locales)) = choose(&standing, wanted) else { return Ok(None) };
        let (locale, fallback) = self.language(&standing, version, locales, &wanted.locales).await?;
        let key = Key {
            version: version.id,
            locale,
            form,
            fallback: fallback && matches!(form, Form::Page(_)),
            around: around(&standing, wanted.at),
            last_shared: self.last_shared((&standing, version), form, wanted.at, records).await?,
        };
        let (locale, number, place) = (key.locale.clone(), version.number, standing.place());
        let last_shared = key.last_shared.clone();
        let of_today = last_shared.is_some();
        let served = |made| Served { made, locale, fallback, number, place, of_today };
        if let Some(made) = self.shelf.representation(&key) {
            return Ok(Some(served(made)));
        }
        let Some(found) = self.find(wanted).await? else { return Ok(None) };
        let found = Found { last_shared, ..found };
        let made =
            tokio::task::spawn_blocking(move || found.make(form)).await.map_err(AppError::internal)??;
        let Some(bytes) = made else { return Ok(None) };
        let made = Arc::new(Representation::new(bytes));
        self.shelf.keep_representation(key, Arc::clone(&made));
        Ok(Some(served(made)))
    }

    /// What a list tells of the records: of the version in force alone, and where the tenant wants it.
    async fn last_shared(
        &self,
        (standing, version): (&Standing, &Version),
        form: Form,
        at: DateTime<Utc>,
        records: &impl Records,
    ) -> Result<Option<Arc<LastShared>>> {
        let (in_force, _) = around(standing, at);
        let told = standing.last_shared_shown && form == Form::Page(Page::Shared);
        if !told || in_force != Some(version.number) {
            return Ok(None);
        }
        if let Some(known) = self.shelf.last_shared(standing.app, at.date_naive()) {
            return Ok(Some(known));
        }
        let known = Arc::new(records.last_shared(standing.place()).await?);
        self.shelf.keep_last_shared(standing.app, Arc::clone(&known));
        Ok(Some(known))
    }

    /// The state of an app's policy for a user who has accepted a version; none where there is no policy. Without a
    /// statement where the app's versions are kept.
    ///
    /// # Errors
    /// Those of the database, as codes.
    pub async fn policy_state(
        &self,
        tenant: &str,
        app: &str,
        accepted: Accepted,
        at: DateTime<Utc>,
    ) -> Result<Option<(Place, PolicyState)>> {
        let Some(standing) = self.standing(tenant, app).await? else { return Ok(None) };
        let versions: Vec<&Version> = standing.versions.iter().map(|(version, _)| version).collect();
        Ok(policy_state(&versions, accepted, at).map(|state| (standing.place(), state)))
    }

    /// The language for a reader, and whether it is another than was asked for.
    async fn language(
        &self,
        standing: &Standing,
        version: &Version,
        locales: &[Locale],
        wanted: &[String],
    ) -> Result<(Locale, bool)> {
        if let Choice::Found(locale, fallback) = locale::choose(wanted, locales) {
            return Ok((locale.clone(), fallback));
        }
        let named = match locales.first() {
            // Every language of a version names the same one.
            Some(any) => self.document(standing, version, any).await?.document.governing.clone(),
            None => None,
        };
        Ok((locale::governing(named.as_ref(), locales), !wanted.is_empty()))
    }

    async fn standing(&self, tenant: &str, app: &str) -> Result<Option<Arc<Standing>>> {
        let standing = match self.shelf.standing(tenant, app) {
            Some(kept) => kept,
            None => {
                let standing = self.look_up(tenant, app).await?.map(Arc::new);
                self.shelf.keep_standing(tenant, app, standing.clone());
                standing
            }
        };
        if let Some(witness) = &self.witness {
            witness.note(tenant, app, standing.as_ref());
        }
        Ok(standing)
    }

    async fn look_up(&self, tenant: &str, app: &str) -> Result<Option<Standing>> {
        let Some(tenant) = self.session.find_tenant(tenant).await? else { return Ok(None) };
        let scope = self.session.public(tenant.id).await?;
        let Some(app) = apps::public_by_slug(&scope, app).await? else { return Ok(None) };
        let versions = policies::public_versions(&scope, app.id).await?;
        let last_shared_shown = tenant.last_shared_shown;
        Ok(Some(Standing { tenant: tenant.id, app: app.id, versions, last_shared_shown }))
    }

    async fn document(
        &self,
        standing: &Standing,
        version: &Version,
        locale: &Locale,
    ) -> Result<Arc<Published>> {
        if let Some(kept) = self.shelf.document(version.id, locale) {
            return Ok(kept);
        }
        let scope = self.session.public(standing.tenant).await?;
        let rendering = policies::rendering(&scope, version.id, locale, RenderingFormat::Document).await?;
        let rendering = rendering.ok_or_else(|| AppError::internal("a version lacks its document"))?;
        let document = serde_json::from_slice(&rendering.content).map_err(AppError::internal)?;
        let published = Arc::new(Published {
            json: rendering.content.into(),
            document,
            content_hash: rendering.sha256.to_string(),
        });
        self.shelf.keep_document(version.id, locale, Arc::clone(&published));
        Ok(published)
    }
}

fn choose<'a>(standing: &'a Standing, wanted: &Wanted<'_>) -> Option<(&'a Version, &'a [Locale])> {
    let chosen = match wanted.version {
        Some(number) => standing.versions.iter().find(|(version, _)| version.number == number),
        None => {
            let in_force =
                policies::in_force(standing.versions.iter().map(|(version, _)| version), wanted.at)?;
            standing.versions.iter().find(|(version, _)| version.id == in_force.id)
        }
    };
    chosen.map(|(version, locales)| (version, locales.as_slice()))
}

fn around(standing: &Standing, at: DateTime<Utc>) -> (Option<i32>, i32) {
    let in_force = policies::in_force(standing.versions.iter().map(|(version, _)| version), at);
    let newest = standing.versions.iter().map(|(version, _)| version.number).max();
    (in_force.map(|version| version.number), newest.unwrap_or(0))
}

impl Found {
    fn make(&self, form: Form) -> Result<Option<Vec<u8>>> {
        let document = &self.document.document;
        let made = match form {
            Form::Json => return self.json().map(Some),
            Form::Markdown => Rendition::Markdown.render(document, Mode::Published, None),
            Form::Text => Rendition::Text.render(document, Mode::Published, None),
            Form::Page(page) => {
                let context = self.page_context(page);
                let made = match page {
                    Page::Policy => html::page(document, &context).map(Some),
                    Page::Collected => html::list_page(document, ListKind::Collected, &context),
                    Page::Shared => html::list_page(document, ListKind::Shared, &context),
                    Page::Versions => html::versions_page(document, &self.all_versions(), &context).map(Some),
                };
                made.map(|made| made.map(String::into_bytes))
            }
        };
        made.map_err(AppError::internal)
    }

    /// The facts of the version around the document, whose own bytes are taken over as they are.
    fn json(&self) -> Result<Vec<u8>> {
        let facts = &self.facts;
        let envelope = json!({
            "tenant": self.slugs.0,
            "app": self.slugs.1,
            "version": facts.version.number,
            "versionDate": facts.version.version_date,
            "effectiveDate": facts.version.effective_date,
            "locale": facts.locale,
            "locales": facts.locales,
            "contentHash": facts.content_hash,
        });
        let mut bytes = serde_json::to_vec(&envelope).map_err(AppError::internal)?;
        bytes.pop();
        bytes.extend_from_slice(b",\"document\":");
        bytes.extend_from_slice(&self.document.json);
        bytes.push(b'}');
        Ok(bytes)
    }

    fn page_context(&self, page: Page) -> PageContext {
        let languages = self.facts.locales.iter().map(|locale| Language {
            locale: locale.clone(),
            href: self.href(page, Some(locale), self.pinned()),
        });
        let here = &self.facts.locale;
        let link = |page| Some(self.href(page, Some(here), self.pinned()));
        let current = policies::in_force(self.standing.versions.iter().map(|(version, _)| version), self.at);
        let shown_is_current = current.is_some_and(|version| version.id == self.facts.version.id);
        PageContext {
            mode: Mode::Published,
            edition: Some(self.edition(&self.facts.version)),
            standing: self.tongue(),
            fallback: self.facts.fallback,
            languages: languages.collect(),
            links: PageLinks {
                policy: link(Page::Policy),
                collected: self
                    .document
                    .document
                    .list(ListKind::Collected)
                    .and_then(|_| link(Page::Collected)),
                shared: self.document.document.list(ListKind::Shared).and_then(|_| link(Page::Shared)),
                versions: Some(self.href(Page::Versions, Some(here), None)),
                current: (!shown_is_current && current.is_some()).then(|| self.href(page, Some(here), None)),
            },
            prior: self.all_versions().into_iter().filter(|it| it.edition.number < self.number()).collect(),
            last_shared: self.last_shared.as_deref().cloned(),
        }
    }

    /// Whether the words of this language count, or another's: what the tenant stated, nothing where it stated nothing.
    fn tongue(&self) -> Tongue {
        match &self.document.document.governing {
            None => Tongue::Unstated,
            Some(governing) if governing.language() == self.facts.locale.language() => Tongue::Governing,
            // Whoever published the version published all its languages.
            Some(governing) => Tongue::Translation { governing: governing.clone(), approved: true },
        }
    }

    fn number(&self) -> u32 {
        u32::try_from(self.facts.version.number).unwrap_or(0)
    }

    /// The number of the shown version where it is not the one in force, so that links stay with it.
    fn pinned(&self) -> Option<i32> {
        let (in_force, _) = around(&self.standing, self.at);
        (in_force != Some(self.facts.version.number)).then_some(self.facts.version.number)
    }

    fn href(&self, page: Page, locale: Option<&Locale>, version: Option<i32>) -> String {
        let (tenant, app) = &self.slugs;
        let tail = match page {
            Page::Policy => "",
            Page::Collected => "/collected",
            Page::Shared => "/shared",
            Page::Versions => "/versions",
        };
        let mut query = Vec::new();
        query.extend(locale.map(|locale| format!("lang={locale}")));
        query.extend(version.map(|number| format!("version={number}")));
        let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
        format!("/p/{tenant}/{app}{tail}{query}")
    }

    fn all_versions(&self) -> Vec<PriorVersion> {
        let versions = self.standing.versions.iter().map(|(version, _)| PriorVersion {
            edition: self.edition(version),
            href: self.href(Page::Policy, Some(&self.facts.locale), Some(version.number)),
        });
        versions.collect()
    }

    fn edition(&self, version: &Version) -> Edition {
        let (in_force, _) = around(&self.standing, self.at);
        let status = if version.withdrawn_at.is_some_and(|withdrawn| withdrawn <= self.at) {
            EditionStatus::Withdrawn
        } else if in_force == Some(version.number) {
            EditionStatus::InForce
        } else if version.effective_at > self.at {
            EditionStatus::Scheduled
        } else {
            EditionStatus::Superseded
        };
        Edition {
            number: u32::try_from(version.number).unwrap_or(0),
            version_date: version.version_date,
            effective_date: version.effective_date,
            status,
        }
    }
}
