//! When a batch of loads is sent.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_graphql::{
    dataloader::{DataLoader, Loader},
    runtime::{Timer, TokioSpawner},
};
use futures_util::{FutureExt, future::BoxFuture};

/// Turns of the executor in which nothing was asked, after which a batch is sent.
///
/// More than thirty fields of an object are polled through a queue that gives way when all had their turn, and a list
/// gives way after two rows that did: what fifty wide rows ask comes over 25 turns and more. A wait by the clock would
/// either be felt on every level or be shorter than such a list on a busy machine.
const QUIET_TURNS: usize = 4;

/// A loader whose batches hold all that is asked until its callers wait for answers.
pub(super) struct Batches<T> {
    loader: DataLoader<T>,
    asked: Arc<AtomicUsize>,
}

impl<T: Send + Sync + 'static> Batches<T> {
    /// Needs a running tokio.
    pub(super) fn new(loader: T) -> Self {
        let asked = Arc::<AtomicUsize>::default();
        let loader = DataLoader::new(loader, TokioSpawner::current(), Quiet(Arc::clone(&asked)));
        Self { loader, asked }
    }

    /// What belongs to the key; none where nothing does.
    pub(super) async fn load<K>(&self, key: K) -> Result<Option<T::Value>, T::Error>
    where
        K: Send + Sync + std::hash::Hash + Eq + Clone + 'static,
        T: Loader<K>,
    {
        self.asked.fetch_add(1, Ordering::Relaxed);
        self.loader.load_one(key).await
    }
}

/// Waits until nothing more is asked for now. Ends by itself: what is asked without an answer is finite.
struct Quiet(Arc<AtomicUsize>);

impl Timer for Quiet {
    fn delay(&self, _: Duration) -> BoxFuture<'static, ()> {
        let asked = Arc::clone(&self.0);
        async move {
            let (mut seen, mut quiet) = (asked.load(Ordering::Relaxed), 0);
            while quiet < QUIET_TURNS {
                tokio::task::yield_now().await;
                let now = asked.load(Ordering::Relaxed);
                quiet = if now == seen { quiet + 1 } else { 0 };
                seen = now;
            }
        }
        .boxed()
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::HashMap, convert::Infallible};

    use futures_util::future::join_all;

    use super::*;

    const ROWS: usize = 100;

    /// More than are polled at one go.
    const FIELDS: usize = 40;

    #[derive(Clone, PartialEq, Eq, Hash)]
    struct First(usize);

    #[derive(Clone, PartialEq, Eq, Hash)]
    struct Second(usize);

    /// Counts its batches.
    #[derive(Default)]
    struct Counted {
        first: AtomicUsize,
        second: AtomicUsize,
    }

    impl Loader<First> for Arc<Counted> {
        type Value = usize;
        type Error = Infallible;

        async fn load(&self, keys: &[First]) -> Result<HashMap<First, usize>, Infallible> {
            self.first.fetch_add(1, Ordering::Relaxed);
            tokio::task::yield_now().await;
            Ok(keys.iter().map(|key| (key.clone(), key.0)).collect())
        }
    }

    impl Loader<Second> for Arc<Counted> {
        type Value = usize;
        type Error = Infallible;

        async fn load(&self, keys: &[Second]) -> Result<HashMap<Second, usize>, Infallible> {
            self.second.fetch_add(1, Ordering::Relaxed);
            tokio::task::yield_now().await;
            Ok(keys.iter().map(|key| (key.clone(), key.0)).collect())
        }
    }

    /// A row of many fields, one of which asks, and asks again with what it got.
    async fn row(batches: &Batches<Arc<Counted>>, row: usize) -> usize {
        let fields = join_all((0..FIELDS).map(async |field| {
            if field > 0 {
                return field;
            }
            let first = batches.load(First(row)).await.unwrap().unwrap();
            let inner = join_all((0..FIELDS).map(async |field| match field {
                0 => batches.load(Second(first)).await.unwrap().unwrap(),
                _ => field,
            }));
            inner.await[0]
        }));
        fields.await[0]
    }

    #[tokio::test]
    async fn a_load_behind_a_load_is_one_batch_for_all_rows() {
        let counted = Arc::new(Counted::default());
        let batches = Batches::new(Arc::clone(&counted));
        let rows = join_all((0..ROWS).map(|number| row(&batches, number))).await;
        assert_eq!(rows, (0..ROWS).collect::<Vec<_>>());
        assert_eq!(counted.first.load(Ordering::Relaxed), 1);
        assert_eq!(counted.second.load(Ordering::Relaxed), 1);
    }
}
