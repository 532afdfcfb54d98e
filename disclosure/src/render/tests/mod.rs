mod golden;
mod hostile;
mod pages;
mod style;

use super::html::{Edition, EditionStatus, Language, PageContext, PageLinks, PriorVersion, Standing};
use crate::{
    Locale,
    document::{Document, Mode, sample},
};

fn both() -> [Document; 2] {
    [sample::document(&Locale::zh_cn()), sample::document(&Locale::en())]
}

fn edition(number: u32, status: EditionStatus) -> Edition {
    let day = |text: &str| text.parse().unwrap();
    Edition { number, version_date: day("2021-09-20"), effective_date: day("2021-10-01"), status }
}

/// The context of a published page with everything that a page can show.
fn published(document: &Document) -> PageContext {
    let is_english = document.locale == Locale::en();
    let standing = Standing::Translation { governing: Locale::zh_cn(), approved: true };
    let href = |lang: &str| format!("/p/sample/app?lang={lang}");
    PageContext {
        mode: Mode::Published,
        edition: Some(edition(3, EditionStatus::InForce)),
        standing: if is_english { standing } else { Standing::Governing },
        fallback: false,
        languages: vec![
            Language { locale: Locale::zh_cn(), href: href("zh-CN") },
            Language { locale: Locale::en(), href: href("en") },
        ],
        links: PageLinks {
            policy: Some("/p/sample/app".into()),
            collected: Some("/p/sample/app/collected".into()),
            shared: Some("/p/sample/app/shared".into()),
            versions: Some("/p/sample/app/versions".into()),
            current: None,
        },
        last_shared: None,
        prior: vec![
            PriorVersion {
                edition: edition(2, EditionStatus::Superseded),
                href: "/p/sample/app?version=2".into(),
            },
            PriorVersion {
                edition: edition(1, EditionStatus::Withdrawn),
                href: "/p/sample/app?version=1".into(),
            },
        ],
    }
}

fn draft(document: &Document) -> PageContext {
    PageContext { mode: Mode::Draft, edition: None, prior: Vec::new(), ..published(document) }
}
