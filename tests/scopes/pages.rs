//! Pages by key, alone and for many parents at once.

use api::platform::{
    Cursor, CursorKey, ErrorCode, Page, PageArgs,
    scope::{Keyset, ReadScope, Where},
};
use entities::{AppId, Snapshot, apps, declared_sdks};
use sea_orm::ActiveValue::Set;

use crate::support::{db::TestDatabase, tenants::app_row};

fn by_slug() -> Keyset<apps::Entity> {
    Keyset::ascending("apps", [apps::Column::Slug, apps::Column::Id])
}

async fn page(scope: &ReadScope, keyset: &Keyset<apps::Entity>, args: &PageArgs) -> Page<apps::Model> {
    scope.page(Where::everything(), keyset, args).await.expect("a page")
}

fn slugs(page: &Page<apps::Model>) -> Vec<&str> {
    page.edges.iter().map(|(_, app)| app.slug.as_str()).collect()
}

#[tokio::test]
async fn pages_walk_forth_and_back_without_gap_or_repeat() {
    let db = TestDatabase::open().await;
    let tenant = db.tenant().await;
    let scope = db.job().write(tenant.id).await.unwrap();
    for slug in ["e", "b", "d", "a", "c"] {
        scope.insert::<apps::Entity>(app_row(&scope, slug)).await.unwrap();
    }
    let forth = |count, after: Option<&Cursor>| PageArgs::Forward { count, after: after.cloned() };
    let back = |count, before: Option<&Cursor>| PageArgs::Backward { count, before: before.cloned() };
    for (keyset, order) in [
        (by_slug(), ["a", "b", "c", "d", "e"]),
        (Keyset::descending("apps", [apps::Column::Slug, apps::Column::Id]), ["e", "d", "c", "b", "a"]),
    ] {
        let first = page(&scope, &keyset, &forth(2, None)).await;
        assert_eq!((slugs(&first), first.has_previous, first.has_next), (order[..2].to_vec(), false, true));
        // What is inserted or asked between pages does not move them.
        let second = page(&scope, &keyset, &forth(2, Some(&first.edges[1].0))).await;
        assert_eq!(
            (slugs(&second), second.has_previous, second.has_next),
            (order[2..4].to_vec(), true, true)
        );
        let third = page(&scope, &keyset, &forth(2, Some(&second.edges[1].0))).await;
        assert_eq!((slugs(&third), third.has_next), (order[4..].to_vec(), false));
        let past = page(&scope, &keyset, &forth(2, Some(&third.edges[0].0))).await;
        assert_eq!((slugs(&past), past.has_next), (vec![], false));

        let last = page(&scope, &keyset, &back(2, None)).await;
        assert_eq!((slugs(&last), last.has_previous, last.has_next), (order[3..].to_vec(), true, false));
        let before = page(&scope, &keyset, &back(3, Some(&last.edges[0].0))).await;
        assert_eq!(
            (slugs(&before), before.has_previous, before.has_next),
            (order[..3].to_vec(), false, true)
        );
        let exact = page(&scope, &keyset, &forth(5, None)).await;
        assert_eq!((slugs(&exact), exact.has_next), (order.to_vec(), false));
        let none = page(&scope, &keyset, &forth(0, None)).await;
        assert_eq!((slugs(&none), none.has_next), (vec![], true));
    }
}

#[tokio::test]
async fn cursors_that_do_not_fit_are_invalid() {
    let db = TestDatabase::open().await;
    let tenant = db.full_tenant().await;
    let scope = db.job().read(tenant.id).await.unwrap();
    let id = CursorKey::Id(sea_orm::prelude::Uuid::nil());
    let text = || CursorKey::Text("a".into());
    for cursor in [
        Cursor::new("drafts", vec![text(), id.clone()]),
        Cursor::new("apps", vec![text()]),
        Cursor::new("apps", vec![]),
        Cursor::new("apps", vec![text(), id.clone(), id.clone()]),
        Cursor::new("apps", vec![id.clone(), text()]),
        Cursor::new("apps", vec![CursorKey::Number(1), id.clone()]),
        Cursor::new("apps", vec![text(), CursorKey::Text("not an id".into())]),
    ] {
        let args = PageArgs::Forward { count: 1, after: Some(cursor.clone()) };
        let error = scope.page(Where::everything(), &by_slug(), &args).await.unwrap_err();
        assert_eq!((error.code(), error.message().key), (ErrorCode::Invalid, "error-cursor"), "{cursor:?}");
    }
    let args = PageArgs::Forward { count: 1, after: Some(Cursor::new("apps", vec![text(), id])) };
    assert_eq!(slugs(&page(&scope, &by_slug(), &args).await), ["photo"]);
}

#[tokio::test]
async fn fifty_parents_take_one_statement_like_one() {
    let db = TestDatabase::open().await;
    let (tenant, _other) = (db.tenant().await, db.full_tenant().await);
    let scope = db.job().write(tenant.id).await.unwrap();
    let mut parents: Vec<AppId> = Vec::new();
    for number in 0..50 {
        let row = app_row(&scope, &format!("app-{number:02}"));
        let app = row.id.clone().take().expect("set");
        scope.insert::<apps::Entity>(row).await.unwrap();
        let sdk = |key: usize| declared_sdks::ActiveModel {
            app_id: Set(app),
            snapshot: Set(Snapshot::HEAD),
            item_key: Set(format!("sdk-{key}")),
            platform: Set("*".into()),
            ..Default::default()
        };
        scope.insert_many::<declared_sdks::Entity>((0..number % 5).map(sdk).collect()).await.unwrap();
        parents.push(app);
    }
    scope.commit().await.unwrap();

    let session = db.session(Some(tenant.principal(api::platform::scope::Role::Auditor)));
    let keyset = Keyset::<declared_sdks::Entity>::descending("sdks", [declared_sdks::Column::ItemKey]);
    let head = || Where::eq(declared_sdks::Column::Snapshot, Snapshot::HEAD);
    let pages = async |parents: &[AppId], args: PageArgs| {
        let scope = session.read(api::platform::scope::Permission::ReadTenant).await.unwrap();
        let before = session.statements();
        let app = declared_sdks::Column::AppId;
        let pages = scope.pages(head(), app, parents.to_vec(), &keyset, &args).await.unwrap();
        (pages, session.statements() - before)
    };
    let keys = |page: &Page<declared_sdks::Model>| {
        page.edges.iter().map(|(_, sdk)| sdk.item_key.clone()).collect::<Vec<_>>()
    };
    let (all, statements) = pages(&parents, PageArgs::Forward { count: 2, after: None }).await;
    assert_eq!((all.len(), statements), (40, 1));
    assert_eq!(all.get(&parents[0]), None);
    let of = |number: usize| &all[&parents[number]];
    assert_eq!((keys(of(1)), of(1).has_next), (vec!["sdk-0".to_owned()], false));
    assert_eq!((keys(of(2)), of(2).has_next), (vec!["sdk-1".to_owned(), "sdk-0".to_owned()], false));
    assert_eq!((keys(of(44)), of(44).has_next), (vec!["sdk-3".to_owned(), "sdk-2".to_owned()], true));

    let after = Some(of(44).edges[0].0.clone());
    let (one, statements) = pages(&parents[44..45], PageArgs::Forward { count: 9, after }).await;
    assert_eq!(statements, 1);
    assert_eq!(keys(&one[&parents[44]]), ["sdk-2", "sdk-1", "sdk-0"]);
    let (last, _) = pages(&parents[44..45], PageArgs::Backward { count: 1, before: None }).await;
    let last = &last[&parents[44]];
    assert_eq!((keys(last), last.has_previous), (vec!["sdk-0".to_owned()], true));
    let (none, _) = pages(&[], PageArgs::default()).await;
    assert_eq!(none.len(), 0);
}
