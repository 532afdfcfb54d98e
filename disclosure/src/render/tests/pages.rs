//! What stands around a document.

use std::collections::BTreeSet;

use super::{both, draft, edition, published};
use crate::{
    Locale,
    document::{Document, ListKind, Mode, sample},
    render::{
        csv,
        html::{self, EditionStatus, PageContext, Standing},
        json,
    },
    texts::Texts,
};

fn english() -> Document {
    sample::document(&Locale::en())
}

fn pages() -> Vec<String> {
    let mut pages = Vec::new();
    for document in both() {
        let context = published(&document);
        pages.push(html::page(&document, &context).unwrap());
        pages.push(html::page(&document, &draft(&document)).unwrap());
        pages.push(html::list_page(&document, ListKind::Collected, &context).unwrap().unwrap());
        pages.push(html::list_page(&document, ListKind::Shared, &context).unwrap().unwrap());
        pages.push(html::versions_page(&document, &context.prior, &context).unwrap());
        pages.push(html::versions_page(&document, &[], &context).unwrap());
        let texts = Texts::get(&document.locale).unwrap();
        pages.push(html::message_page(texts, "Nothing here", "<b>"));
    }
    pages
}

/// The values of an attribute in the mark-up, style left out.
fn values<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
    let opening = format!(" {attribute}=\"");
    page.split(&opening).skip(1).map(|rest| rest.split_once('"').unwrap().0).collect()
}

#[test]
fn ids_are_unique_and_links_inside_a_page_lead_somewhere() {
    for page in pages() {
        let ids = values(&page, "id");
        let unique: BTreeSet<_> = ids.iter().collect();
        assert_eq!(unique.len(), ids.len(), "{ids:?}");
        let labels = values(&page, "aria-labelledby");
        let anchors = values(&page, "href").into_iter().filter_map(|href| href.strip_prefix('#'));
        for target in labels.into_iter().chain(anchors) {
            assert!(ids.contains(&target), "{target}");
        }
    }
}

#[test]
fn pages_need_no_script_and_no_other_host() {
    for page in pages() {
        for refused in
            ["<script", " src=", "<link", " style=", "@import", "url(", " onclick", "<iframe", "<form"]
        {
            assert!(!page.contains(refused), "{refused}");
        }
        assert_eq!(page.matches("<h1>").count(), 1);
        assert_eq!(page.matches("<main ").count(), 1);
        assert_eq!(page.matches("<style>").count(), 1);
    }
}

#[test]
fn a_page_tells_language_version_and_dates() {
    let [zh, en] = both();
    let page = html::page(&zh, &published(&zh)).unwrap();
    assert!(page.starts_with("<!DOCTYPE html><html lang=\"zh-CN\">"));
    assert!(page.contains("第3版") && page.contains("现行有效"));
    assert!(page.contains("<time datetime=\"2021-10-01\">2021年10月1日</time>"));
    assert!(page.contains(
        "<a href=\"/p/sample/app?lang=zh-CN\" lang=\"zh-CN\" hreflang=\"zh-CN\" aria-current=\"true\">"
    ));
    assert!(page.contains("<a href=\"/p/sample/app?lang=en\" lang=\"en\" hreflang=\"en\">English</a>"));
    assert!(page.contains("<a href=\"/p/sample/app/collected\">已收集个人信息清单</a>"));
    assert!(page.contains("<a href=\"/p/sample/app?version=2\">第2版</a>"));
    assert!(!page.contains("noindex") && !page.contains("class=\"note\""));
    let page = html::page(&en, &published(&en)).unwrap();
    assert!(page.contains("<time datetime=\"2021-10-01\">1 October 2021</time>"));
    assert!(page.contains("This is a translation. The Chinese version governs."));
    assert!(page.contains("<span lang=\"ja\">サンプル統計株式会社</span>"));
}

#[test]
fn a_page_says_what_is_not_plainly_in_force() {
    let document = english();
    let noted = |context: PageContext| {
        let page = html::page(&document, &context).unwrap();
        let notes: Vec<String> = page
            .split("<p class=\"note\" role=\"note\">")
            .skip(1)
            .map(|rest| rest.split_once("</p>").unwrap().0.to_owned())
            .collect();
        notes
    };
    let base = PageContext { standing: Standing::Governing, ..published(&document) };
    let with = |status| PageContext { edition: Some(edition(1, status)), ..base.clone() };
    assert_eq!(noted(with(EditionStatus::InForce)), [""; 0]);
    assert_eq!(noted(with(EditionStatus::Scheduled)), ["This version takes effect on 1 October 2021."]);
    assert_eq!(noted(with(EditionStatus::Withdrawn)), ["This version has been withdrawn."]);
    let mut replaced = with(EditionStatus::Superseded);
    replaced.links.current = Some("/p/a/b".into());
    assert_eq!(
        noted(replaced),
        ["A newer version has replaced this one. <a href=\"/p/a/b\">Version in force</a>"]
    );
    let unapproved = Standing::Translation { governing: Locale::zh_cn(), approved: false };
    assert_eq!(
        noted(PageContext { fallback: true, standing: unapproved, ..base.clone() }),
        [
            "Your language is not available; this page is shown in English.",
            "This translation has not been approved by Example Imaging Ltd and is for information only. \
             The Chinese version governs."
        ]
    );
    let draft = PageContext { edition: None, ..base };
    assert_eq!(noted(draft.clone()), ["This is a draft. It is not in force and may still change."]);
    assert!(html::page(&document, &draft).unwrap().contains("noindex"));
}

#[test]
fn gaps_show_in_drafts_only() {
    for document in both() {
        let label = Texts::get(&document.locale).unwrap().label("gap-label").unwrap();
        let shows = |mode| html::fragment(&document, mode).unwrap().contains(&label);
        assert!(shows(Mode::Draft) && !shows(Mode::Published));
    }
}

#[test]
fn lists_that_do_not_exist_have_no_page_and_no_file() {
    let document = english();
    let context = published(&document);
    assert_eq!(html::list_page(&document, ListKind::Sdks, &context).unwrap(), None);
    let file = csv::render(&document, ListKind::Sdks, Mode::Draft, csv::ByteOrderMark::Without);
    assert_eq!(file.unwrap(), None);
    let empty = csv::render(&document, ListKind::Shared, Mode::Draft, csv::ByteOrderMark::Without);
    assert_eq!(empty.unwrap().unwrap(), "Kind of personal information,Name of the third party\r\n");
}

#[test]
fn the_json_of_a_view_has_the_hash_of_the_view() {
    for document in both() {
        let bytes = json::render(&document, Mode::Published).unwrap();
        let back: Document = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(back.content_hash(), document.view(Mode::Published).unwrap().content_hash());
        assert_ne!(back.content_hash(), document.content_hash());
    }
}

#[test]
fn a_document_in_a_language_without_texts_is_refused() {
    let document = Document { locale: "fr".parse().unwrap(), ..english() };
    let error = html::fragment(&document, Mode::Draft).unwrap_err();
    assert_eq!(error.code(), "TEXT_LOCALE");
}
