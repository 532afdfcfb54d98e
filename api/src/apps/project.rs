//! A declaration as flat rows, so that questions about a fleet are index look-ups.

use std::collections::{BTreeSet, HashMap};

use disclosure::{
    catalog::Catalog,
    manifest::{self as declared, DataItem, Declaration, Flow, Recipient},
    version,
};
use entities::{
    data_uses::Requirement,
    declared_facets::FacetKind,
    declared_recipients::{RecipientKind, SharingMode},
    declared_sdks::SdkInit,
};

/// One SDK that an app ships, on one platform or on all (`*`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SdkRow {
    pub item_key: String,
    pub platform: String,
    pub sdk_key: Option<String>,
    pub version: Option<String>,
    pub version_order: Option<String>,
    pub init: Option<Init>,
}

/// One datum, for one function and purpose, collected by the app or by an SDK.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct UseRow {
    pub item_key: String,
    pub function_key: String,
    pub purpose_key: String,
    pub sdk_item_key: String,
    pub category: Option<String>,
    pub purpose: Option<String>,
    pub source: Option<String>,
    pub requirement: Option<Need>,
    pub basis: Option<String>,
}

/// One recipient, for one flow and datum.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecipientRow {
    pub recipient_key: String,
    pub flow_key: String,
    pub item_key: String,
    pub purpose_key: String,
    pub kind: Option<Form>,
    pub mode: Option<Mode>,
    pub role: Option<String>,
    pub category: Option<String>,
    pub basis: Option<String>,
    pub region: Option<String>,
}

macro_rules! ordered {
    ($($(#[$doc:meta])* $name:ident of $column:ty { $($value:ident),+ })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($value),+ }

        impl From<$name> for $column {
            fn from(value: $name) -> Self {
                match value { $($name::$value => Self::$value),+ }
            }
        }

        impl From<$column> for $name {
            fn from(value: $column) -> Self {
                match value { $(<$column>::$value => Self::$value),+ }
            }
        }
    )+};
}

ordered! {
    /// When an SDK starts.
    Init of SdkInit { BeforeConsent, AfterConsent }
    /// Whether a datum must be given.
    Need of Requirement { Required, Optional, OnUse, OneOf }
    /// Whether a recipient is one entity.
    Form of RecipientKind { Entity, Class }
    /// How a movement counts.
    Mode of SharingMode { Provide, Entrust, Joint, Transfer, DisclosePublicly, Internal, Notify }
}

/// All rows of a declaration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Projection {
    pub sdks: BTreeSet<SdkRow>,
    pub uses: BTreeSet<UseRow>,
    pub recipients: BTreeSet<RecipientRow>,
    /// Permissions and markets, by their codes.
    pub facets: BTreeSet<(FacetKind, String)>,
}

/// What the names in a declaration mean.
struct Names<'a> {
    /// Data items by their key and by their datum; of several, the first.
    items: HashMap<&'a str, &'a DataItem>,
    purposes: HashMap<&'a str, &'a declared::Purpose>,
    catalog: &'a Catalog,
}

impl<'a> Names<'a> {
    fn of(declaration: &'a Declaration, catalog: &'a Catalog) -> Self {
        let mut items = HashMap::new();
        for item in declaration.functions.iter().flat_map(|function| &function.data) {
            items.entry(item.key.as_str()).or_insert(item);
            items.entry(item.datum()).or_insert(item);
        }
        let purposes = declaration.purposes.iter().map(|purpose| (purpose.key.as_str(), purpose)).collect();
        Self { items, purposes, catalog }
    }

    /// The catalogue's purpose: what the tenant's own is mapped to, or the name itself where it is one.
    fn purpose(&self, key: &str) -> Option<String> {
        match self.purposes.get(key) {
            Some(purpose) => purpose.catalog.value().cloned(),
            None => self.catalog.purposes.get(key).map(|_| key.to_owned()),
        }
    }

    /// The category of data: of the declared item, of the phrase, or the name itself where it is a category.
    fn category(&self, data: &str) -> Option<String> {
        let item = self.items.get(data);
        item.and_then(|item| code(&item.category))
            .or_else(|| self.catalog.term("data", data).and_then(|term| term.category.clone()))
            .or_else(|| self.catalog.data_categories.get(data).map(|category| category.key.clone()))
    }
}

/// The rows of a declaration.
pub fn project(declaration: &Declaration, catalog: &Catalog) -> Projection {
    let names = Names::of(declaration, catalog);
    let mut rows = Projection::default();
    let permissions = declaration.permissions.iter().filter_map(|asked| asked.permission.as_code());
    rows.facets.extend(permissions.map(|code| (FacetKind::Permission, code.to_owned())));
    let markets = declaration.markets.iter().cloned();
    rows.facets.extend(markets.map(|market| (FacetKind::Market, market)));
    for sdk in &declaration.sdks {
        let systems: Vec<String> = sdk.systems.iter().filter_map(|it| it.as_code()).map(Into::into).collect();
        let systems = if systems.is_empty() { vec!["*".to_owned()] } else { systems };
        rows.sdks.extend(systems.into_iter().map(|platform| SdkRow {
            item_key: sdk.key.clone(),
            platform,
            sdk_key: sdk.catalog.value().cloned(),
            version: sdk.version.value().cloned(),
            version_order: sdk.version.value().map(|version| version::order(version)),
            init: sdk.initialised.value().map(|when| match when {
                declared::Initialisation::BeforeConsent => Init::BeforeConsent,
                declared::Initialisation::AfterConsent => Init::AfterConsent,
            }),
        }));
        for data in sdk.data.iter().filter_map(|data| data.as_code()) {
            let category = names.category(data);
            let keys: Vec<&str> = sdk.purposes.iter().filter_map(|it| it.as_code()).collect();
            for purpose in if keys.is_empty() { vec![""] } else { keys } {
                rows.uses.insert(UseRow {
                    item_key: data.into(),
                    function_key: String::new(),
                    purpose_key: purpose.into(),
                    sdk_item_key: sdk.key.clone(),
                    category: category.clone(),
                    purpose: names.purpose(purpose),
                    source: None,
                    requirement: None,
                    basis: None,
                });
            }
        }
    }
    for function in &declaration.functions {
        let stated: Vec<&str> = function.purposes.iter().filter_map(|it| it.as_code()).collect();
        for item in &function.data {
            for (purpose, basis) in links(item, &stated) {
                rows.uses.insert(UseRow {
                    item_key: item.key.clone(),
                    function_key: function.key.clone(),
                    purpose: names.purpose(&purpose),
                    purpose_key: purpose,
                    sdk_item_key: String::new(),
                    category: code(&item.category),
                    source: code(&item.source),
                    requirement: item.requirement.value().map(need),
                    basis,
                });
            }
        }
    }
    for recipient in &declaration.recipients {
        recipient_rows(recipient, declaration, &names, &mut rows.recipients);
    }
    rows
}

/// The purposes of an item, with the basis of each: its own links, else its function's, else one unstated.
fn links(item: &DataItem, function: &[&str]) -> Vec<(String, Option<String>)> {
    if !item.uses.is_empty() {
        let own = item.uses.iter();
        return own
            .map(|link| (link.purpose.as_code().unwrap_or_default().to_owned(), code(&link.basis)))
            .collect();
    }
    if function.is_empty() {
        return vec![(String::new(), None)];
    }
    function.iter().map(|purpose| ((*purpose).to_owned(), None)).collect()
}

fn recipient_rows(
    recipient: &Recipient,
    declaration: &Declaration,
    names: &Names<'_>,
    rows: &mut BTreeSet<RecipientRow>,
) {
    let row = |flow: Option<&Flow>, item: &str| RecipientRow {
        recipient_key: recipient.key.clone(),
        flow_key: flow.map(|flow| flow.key.clone()).unwrap_or_default(),
        item_key: item.to_owned(),
        purpose_key: String::new(),
        kind: recipient.form.value().map(|form| match form {
            declared::RecipientForm::Entity => Form::Entity,
            declared::RecipientForm::Class => Form::Class,
        }),
        mode: flow.and_then(|flow| flow.mode.value()).or(recipient.mode.value()).map(mode),
        role: recipient.role.value().map(word),
        category: names.category(item),
        basis: flow.and_then(|flow| code(&flow.basis)).or_else(|| code(&recipient.basis)),
        region: flow.and_then(|flow| code(&flow.region)).or_else(|| code(&recipient.region)),
    };
    let flows: Vec<&Flow> =
        declaration.flows.iter().filter(|flow| flow.to.as_code() == Some(recipient.key.as_str())).collect();
    if flows.is_empty() {
        let items = named_data(&recipient.data);
        rows.extend(items.iter().map(|item| row(None, item)));
    }
    for flow in flows {
        rows.extend(named_data(&flow.data).iter().map(|item| row(Some(flow), item)));
    }
}

/// The data of a list by name; one empty name where none is stated.
fn named_data(data: &declared::Listed<declared::Term<declared::term::kind::Data>>) -> Vec<String> {
    let named: Vec<String> = data.iter().filter_map(|data| data.as_code()).map(Into::into).collect();
    if named.is_empty() { vec![String::new()] } else { named }
}

fn code<K>(term: &declared::Stated<declared::Term<K>>) -> Option<String> {
    term.value().and_then(|term| term.as_code()).map(Into::into)
}

fn need(requirement: &declared::Requirement) -> Need {
    match requirement {
        declared::Requirement::Required => Need::Required,
        declared::Requirement::Optional => Need::Optional,
        declared::Requirement::OnUse => Need::OnUse,
        declared::Requirement::OneOf(_) => Need::OneOf,
    }
}

fn mode(mode: &declared::SharingMode) -> Mode {
    match mode {
        declared::SharingMode::Provide => Mode::Provide,
        declared::SharingMode::Entrust => Mode::Entrust,
        declared::SharingMode::Joint => Mode::Joint,
        declared::SharingMode::Transfer => Mode::Transfer,
        declared::SharingMode::DisclosePublicly => Mode::DisclosePublicly,
        declared::SharingMode::Internal => Mode::Internal,
        declared::SharingMode::Notify => Mode::Notify,
    }
}

fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(Into::into)).unwrap_or_default()
}
