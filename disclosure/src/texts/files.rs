//! The one list of text files. A new file joins here and lies in every locale's folder.

macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        /// Every file as (locale, file name, content): locales in the order of `SUPPORTED`.
        pub(super) const FILES: &[(&str, &str, &str)] = &[
            $(("zh-CN", $name, include_str!(concat!("../../texts/zh-CN/", $name))),)+
            $(("en", $name, include_str!(concat!("../../texts/en/", $name))),)+
        ];
    };
}

/// Files of messages that no document shows: what they say is no input of a published version.
pub(super) const MESSAGES: &[&str] =
    &["problems.ftl", "errors.ftl", "password.ftl", "playground.ftl", "report.ftl"];

files![
    "phrase.ftl",
    "document.ftl",
    "chrome.ftl",
    "values.ftl",
    "columns.ftl",
    "summary.ftl",
    "introduction.ftl",
    "scope.ftl",
    "collection.ftl",
    "consent.ftl",
    "cookies.ftl",
    "sharing.ftl",
    "device.ftl",
    "storage.ftl",
    "security.ftl",
    "rights.ftl",
    "minors.ftl",
    "cross-border.ftl",
    "profiling.ftl",
    "incident.ftl",
    "changes.ftl",
    "contact.ftl",
    "further.ftl",
    "problems.ftl",
    "errors.ftl",
    "password.ftl",
    "playground.ftl",
    "report.ftl",
];
