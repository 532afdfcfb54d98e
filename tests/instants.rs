//! Stored instants: their order in the database is the order of time, with fractions of a second and without.

use api::platform::{
    PageArgs,
    scope::{Keyset, Scoped, Where},
};
use chrono::{DateTime, Utc};
use entities::apps;
use sea_orm::ActiveValue::Set;

use crate::support::{db::TestDatabase, tenants::app_row};

/// In the order of time. Digits differ in number and place, which is what an order by text would trip over.
const INSTANTS: [&str; 10] = [
    "1999-12-31T23:59:59.999999Z",
    "2026-01-02T03:04:05Z",
    "2026-01-02T03:04:05.000001Z",
    "2026-01-02T03:04:05.00001Z",
    "2026-01-02T03:04:05.1Z",
    "2026-01-02T03:04:05.100001Z",
    "2026-01-02T03:04:05.12Z",
    "2026-01-02T03:04:05.999999Z",
    "2026-01-02T03:04:06Z",
    "2026-01-02T03:05:00Z",
];

fn instants() -> Vec<DateTime<Utc>> {
    INSTANTS.iter().map(|text| text.parse().expect("an instant")).collect()
}

#[tokio::test]
async fn stored_instants_sort_and_compare_by_time() {
    let db = TestDatabase::open().await;
    let tenant = db.tenant().await;
    let scope = db.job().write(tenant.id).await.unwrap();
    // Neither sorted nor reversed: every third, in a circle.
    for step in 0..INSTANTS.len() {
        let at = instants()[step * 3 % INSTANTS.len()];
        let mut row = app_row(&scope, &format!("app-{step}"));
        row.created_at = Set(at);
        scope.insert::<apps::Entity>(row).await.unwrap();
    }
    scope.commit().await.unwrap();

    let scope = db.job().read(tenant.id).await.unwrap();
    let times = |rows: Vec<apps::Model>| rows.into_iter().map(|row| row.created_at).collect::<Vec<_>>();
    let sorted = Scoped::<apps::Entity>::all().ascending(apps::Column::CreatedAt);
    assert_eq!(times(scope.all(sorted).await.unwrap()), instants());

    for (place, at) in instants().into_iter().enumerate() {
        let count = |condition: Where<apps::Entity>| scope.count(condition);
        assert_eq!(count(Where::lt(apps::Column::CreatedAt, at)).await.unwrap(), place as u64, "{at}");
        assert_eq!(count(Where::lte(apps::Column::CreatedAt, at)).await.unwrap(), place as u64 + 1, "{at}");
        assert_eq!(count(Where::eq(apps::Column::CreatedAt, at)).await.unwrap(), 1, "{at}");
    }

    let keyset = Keyset::<apps::Entity>::descending("apps", [apps::Column::CreatedAt, apps::Column::Id]);
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let args = PageArgs::Forward { count: 3, after };
        let page = scope.page(Where::everything(), &keyset, &args).await.unwrap();
        after = page.edges.last().map(|(cursor, _)| cursor.clone());
        seen.extend(page.edges.into_iter().map(|(_, row)| row.created_at));
        if !page.has_next {
            break;
        }
    }
    seen.reverse();
    assert_eq!(seen, instants());
}
