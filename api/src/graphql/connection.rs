//! Connections in the schema, made from pages of rows.

use async_graphql::{
    OutputType,
    connection::{Connection as RelayConnection, Edge, EmptyFields},
};

use crate::platform::{
    Page,
    page::{DEFAULT_PAGE, MAX_PAGE},
};

/// A Relay connection with `nodes` beside `edges`; named after its node, such as `AppConnection`.
pub type Connection<T> = RelayConnection<String, T, EmptyFields, EmptyFields>;

/// A cost beyond every limit. Sums of a few thousand of them still fit a `usize`.
const BEYOND: usize = 1 << 32;

/// A page of rows as a connection of nodes.
pub fn connection<T: OutputType>(page: Page<T>) -> Connection<T> {
    let mut connection = Connection::new(page.has_previous, page.has_next);
    connection.edges.extend(page.edges.into_iter().map(|(cursor, node)| Edge::new(cursor.encode(), node)));
    connection
}

/// A connection of nothing.
pub fn empty_connection<T: OutputType>() -> Connection<T> {
    Connection::new(false, false)
}

/// The complexity of a connection field: one for itself, and its children once for each row of the page asked for.
///
/// Every connection field is annotated `#[graphql(complexity = "page_cost(first, last, child_complexity)")]`.
pub fn page_cost(first: Option<i32>, last: Option<i32>, child: usize) -> usize {
    let default = usize::try_from(DEFAULT_PAGE).unwrap_or(BEYOND);
    let most = usize::try_from(MAX_PAGE).unwrap_or(BEYOND);
    // A negative count fails in the resolver and reads nothing.
    let rows = first.or(last).map_or(default, |rows| usize::try_from(rows).unwrap_or(0));
    rows.min(most).saturating_mul(child).saturating_add(1).min(BEYOND)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::{Cursor, CursorKey};

    #[test]
    fn cost_grows_with_the_page_and_never_overflows() {
        assert_eq!(page_cost(Some(10), None, 3), 31);
        assert_eq!(page_cost(None, Some(10), 3), 31);
        assert_eq!(page_cost(None, None, 3), 61);
        assert_eq!(page_cost(Some(i32::MAX), None, 3), 301);
        assert_eq!(page_cost(Some(-1), None, 3), 1);
        assert_eq!(page_cost(Some(100), None, usize::MAX), BEYOND);
    }

    #[test]
    fn a_page_becomes_edges_with_their_cursors() {
        let cursor = Cursor::new("numbers", vec![CursorKey::Number(1)]);
        let page = Page { edges: vec![(cursor.clone(), 7)], has_next: true, has_previous: false };
        let made = connection(page);
        assert_eq!((made.has_next_page, made.has_previous_page), (true, false));
        assert_eq!((made.edges[0].cursor.as_str(), made.edges[0].node), (cursor.encode().as_str(), 7));
    }
}
