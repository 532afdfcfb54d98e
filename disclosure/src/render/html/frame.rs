//! What stands around a document on a page: links, languages, version and dates.

use chrono::NaiveDate;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{
    STYLE,
    context::{Edition, EditionStatus, Language, PageContext, PriorVersion, Standing},
};
use crate::{
    document::{Direction, Document},
    texts::{Arg, TextError, Texts},
};

/// Writes pages in one language.
pub(super) struct Frame<'a> {
    context: &'a PageContext,
    texts: &'static Texts,
    languages: Vec<(&'a Language, String)>,
}

impl<'a> Frame<'a> {
    pub(super) fn new(context: &'a PageContext, texts: &'static Texts) -> Result<Self, TextError> {
        let named =
            |language: &'a Language| Ok((language, Texts::get(&language.locale)?.label("locale-self-name")?));
        let languages = context.languages.iter().map(named).collect::<Result<_, TextError>>()?;
        Ok(Self { context, texts, languages })
    }

    /// The whole page around its main part.
    pub(super) fn page(&self, document: &Document, title: &str, main: Markup) -> Result<String, TextError> {
        let is_draft = self.context.edition.is_none();
        let top = self.top(document)?;
        let bottom = self.bottom(document)?;
        let markup = html! {
            (head(self.texts, title, document.direction, is_draft, html! {
                a.skip href="#_main" { (self.texts.label("skip-to-content")?) }
                (top)
                main id="_main" tabindex="-1" { (main) }
                (bottom)
            }))
        };
        Ok(markup.into_string())
    }

    fn top(&self, document: &Document) -> Result<Markup, TextError> {
        let name = self.texts.format(
            "app-of-tenant",
            &[("app", (&document.app_name).into()), ("tenant", (&document.tenant_name).into())],
        )?;
        let links = &self.context.links;
        let pages = [
            ("page-policy", &links.policy),
            ("page-collected", &links.collected),
            ("page-shared", &links.shared),
            ("page-versions", &links.versions),
        ];
        Ok(html! {
            header.bar {
                p { (name) }
                @if self.languages.len() > 1 {
                    nav aria-label=(self.texts.label("language-nav")?) {
                        ul {
                            @for (language, name) in &self.languages {
                                li { (self.language(language, name)) }
                            }
                        }
                    }
                }
                @if pages.iter().any(|(_, href)| href.is_some()) {
                    nav.pages aria-label=(self.texts.label("pages-nav")?) {
                        ul {
                            @for (key, href) in pages {
                                @if let Some(href) = href { li { a href=(href) { (self.texts.label(key)?) } } }
                            }
                        }
                    }
                }
            }
        })
    }

    fn language(&self, language: &Language, name: &str) -> Markup {
        let tag = language.locale.as_str();
        let current = (language.locale == *self.texts.locale()).then_some("true");
        html! { a href=(language.href) lang=(tag) hreflang=(tag) aria-current=[current] { (name) } }
    }

    fn bottom(&self, document: &Document) -> Result<Markup, TextError> {
        let published = [("tenant", Arg::from(&document.tenant_name))];
        Ok(html! {
            footer {
                @if !self.context.prior.is_empty() {
                    section.versions aria-labelledby="_versions" {
                        h2 id="_versions" { (self.texts.label("earlier-versions")?) }
                        (version_list(self.texts, &self.context.prior)?)
                    }
                }
                @if self.context.edition.is_some() { p { (self.texts.format("published-by", &published)?) } }
            }
        })
    }
}

/// The version, its dates, and what a reader must know before reading: all that is not plainly in force is said.
pub(super) fn edition_header(frame: &Frame<'_>, document: &Document) -> Result<Markup, TextError> {
    let texts = frame.texts;
    let notes = notes(frame, document)?;
    Ok(html! {
        @if let Some(edition) = &frame.context.edition {
            (edition_facts(texts, edition)?)
        } @else {
            p.edition { span.badge { (texts.label("draft-label")?) } }
        }
        @for note in notes { p.note role="note" { (note) } }
    })
}

fn edition_facts(texts: &Texts, edition: &Edition) -> Result<Markup, TextError> {
    Ok(html! {
        p.edition {
            span.badge { (texts.format("edition-number", &[("number", edition.number.into())])?) }
            " " span { (texts.coded("edition-status-", edition.status.code())?) }
            " " span { (dated(texts, "edition-version-date", edition.version_date)?) }
            " " span { (dated(texts, "edition-effective-date", edition.effective_date)?) }
        }
    })
}

fn dated(texts: &Texts, key: &str, date: NaiveDate) -> Result<Markup, TextError> {
    let label = texts.label(key)?;
    Ok(html! { (label) " " time datetime=(date) { (texts.date(date)?) } })
}

fn notes(frame: &Frame<'_>, document: &Document) -> Result<Vec<Markup>, TextError> {
    let (texts, context) = (frame.texts, frame.context);
    let mut notes = Vec::new();
    match &context.edition {
        None => notes.push(html! { (texts.label("draft-note")?) }),
        Some(edition) => notes.extend(status_note(texts, edition, context.links.current.as_deref())?),
    }
    if context.fallback {
        let language = texts.coded("locale-name-", texts.locale().as_str())?;
        notes.push(html! { (texts.format("fallback-note", &[("language", language.into())])?) });
    }
    if let Standing::Translation { governing, approved } = &context.standing {
        let name = texts.coded("locale-name-", governing.as_str()).unwrap_or_else(|_| governing.to_string());
        let language = ("language", Arg::from(name));
        let tenant = ("tenant", Arg::from(&document.tenant_name));
        let note = if *approved {
            texts.format("translation-note", &[language])?
        } else {
            texts.format("translation-unapproved-note", &[language, tenant])?
        };
        notes.push(html! { (note) });
    }
    Ok(notes)
}

fn status_note(texts: &Texts, edition: &Edition, current: Option<&str>) -> Result<Option<Markup>, TextError> {
    let note = match edition.status {
        EditionStatus::InForce => return Ok(None),
        EditionStatus::Scheduled => {
            texts.format("edition-scheduled-note", &[("date", edition.effective_date.into())])?
        }
        EditionStatus::Superseded => texts.label("edition-superseded-note")?,
        EditionStatus::Withdrawn => texts.label("edition-withdrawn-note")?,
    };
    let link = texts.label("page-current")?;
    Ok(Some(html! { (note) @if let Some(href) = current { " " a href=(href) { (link) } } }))
}

/// Versions as a list of links, in the order given.
pub(super) fn version_list(texts: &Texts, versions: &[PriorVersion]) -> Result<Markup, TextError> {
    Ok(html! {
        ul.versions {
            @for PriorVersion { edition, href } in versions {
                li {
                    a href=(href) { (texts.format("edition-number", &[("number", edition.number.into())])?) }
                    " " span { (texts.coded("edition-status-", edition.status.code())?) }
                    " " span { (dated(texts, "edition-version-date", edition.version_date)?) }
                    " " span { (dated(texts, "edition-effective-date", edition.effective_date)?) }
                }
            }
        }
    })
}

/// A page that says one thing, such as that nothing is here.
pub fn message_page(texts: &Texts, title: &str, message: &str) -> String {
    let main = html! { main id="_main" { header.masthead { h1 { (title) } } p { (message) } } };
    main_page(texts, title, main)
}

/// A page that shows no document: `main` is all of its body. Search engines leave it out.
pub fn main_page(texts: &Texts, title: &str, main: Markup) -> String {
    head(texts, title, Direction::LeftToRight, true, main).into_string()
}

fn head(texts: &Texts, title: &str, direction: Direction, hidden: bool, body: Markup) -> Markup {
    let right_to_left = (direction == Direction::RightToLeft).then_some("rtl");
    html! {
        (DOCTYPE)
        html lang=(texts.locale().as_str()) dir=[right_to_left] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                @if hidden { meta name="robots" content="noindex"; }
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body { (body) }
        }
    }
}
