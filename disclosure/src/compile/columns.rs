//! The columns of the lists that law and practice ask for, from the catalogue.

use super::context::{Context, Spoken};
use crate::{
    catalog::{self, DisclosureColumn},
    document::{Column, ColumnLevel},
};

/// The columns of a list of the catalogue, in its order, with their labels in the reader's language.
pub(super) fn columns(context: &Context<'_>, list: &str, keys: &[&str]) -> Vec<Column> {
    let rows =
        context.input.catalog.disclosure_lists.get(list).map_or(&[][..], |list| list.columns.as_slice());
    keys.iter()
        .filter_map(|key| rows.iter().find(|column| column.key == *key))
        .map(|column| of_catalog(context, column))
        .collect()
}

fn of_catalog(context: &Context<'_>, column: &DisclosureColumn) -> Column {
    let level = match column.required {
        catalog::ColumnLevel::Official => ColumnLevel::Official,
        catalog::ColumnLevel::Practice => ColumnLevel::Practice,
        catalog::ColumnLevel::Draft => ColumnLevel::Draft,
        catalog::ColumnLevel::Optional => ColumnLevel::Optional,
    };
    Column { key: column.key.clone(), label: column.name(context.locale).to_owned(), level }
}

/// A column of our own; its label is the message `column-<key>`.
pub(super) fn own_column(context: &Context<'_>, key: &str) -> Spoken<Column> {
    Ok(Column { key: key.into(), label: context.texts.coded("column-", key)?, level: ColumnLevel::Optional })
}
