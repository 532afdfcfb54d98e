//! Look-ups that many ask for at one time, made once for all of them.

use std::{
    collections::{HashMap, hash_map::Entry},
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::oneshot;

use super::{
    ErrorCode,
    error::{AppError, Result},
};

/// Time that a look-up may take. A connection whose other end has gone says nothing for much longer, and with it all who
/// wait for the same.
const LIMIT: Duration = Duration::from_secs(30);

/// Look-ups by key. Whoever asks while one of the same key is under way waits for the next, which all who have come
/// meanwhile share: nobody is told what was true before it asked, a key has one look-up at a time, and nothing is kept
/// once nobody waits. Cheap to clone; all clones are one.
#[derive(Debug)]
pub struct Joint<K, V> {
    waiting: Arc<Waiting<K, V>>,
    limit: Duration,
}

/// Who waits for the next look-up of each key that has one under way.
type Waiting<K, V> = Mutex<HashMap<K, Vec<Answer<V>>>>;
type Answer<V> = oneshot::Sender<Result<V>>;

impl<K, V> Clone for Joint<K, V> {
    fn clone(&self) -> Self {
        Self { waiting: Arc::clone(&self.waiting), limit: self.limit }
    }
}

impl<K, V> Default for Joint<K, V> {
    fn default() -> Self {
        Self { waiting: Arc::default(), limit: LIMIT }
    }
}

impl<K, V> Joint<K, V>
where
    K: Clone + Eq + Hash + Send + 'static,
    V: Clone + Send + 'static,
{
    /// What `look` finds for the key, begun after this call. All who ask for one key are told the same: what one caller may
    /// know and another not belongs into the key, or is for each to sort out. Needs a running tokio.
    ///
    /// # Errors
    /// Those of `look`, by code and message; what is behind one of the database is logged once. `INTERNAL` where it panicked,
    /// and where it takes longer than half a minute.
    pub async fn find<F>(&self, key: K, look: impl Fn() -> F + Send + 'static) -> Result<V>
    where
        F: Future<Output = Result<V>> + Send,
    {
        let (answer, answered) = oneshot::channel();
        if self.join(key.clone(), answer) {
            let (limit, mut lead) = (self.limit, Lead { joint: self.clone(), key, done: false });
            tokio::spawn(async move {
                loop {
                    // Whoever is about to ask comes first.
                    tokio::task::yield_now().await;
                    let Some(waiting) = lead.next() else { break };
                    let found = tokio::time::timeout(limit, look()).await;
                    tell(
                        waiting,
                        &found.unwrap_or_else(|_| Err(AppError::internal("a look-up took too long"))),
                    );
                }
            });
        }
        answered.await.map_err(|_| AppError::internal("a look-up was lost"))?
    }

    /// Says whether somebody has to look.
    fn join(&self, key: K, answer: Answer<V>) -> bool {
        match lock(&self.waiting).entry(key) {
            Entry::Occupied(mut waiting) => {
                waiting.get_mut().push(answer);
                false
            }
            Entry::Vacant(none) => {
                none.insert(vec![answer]);
                true
            }
        }
    }
}

fn tell<V: Clone>(waiting: Vec<Answer<V>>, found: &Result<V>) {
    if let Err(error) = found
        && matches!(error.code(), ErrorCode::Internal | ErrorCode::Conflict)
    {
        error.log();
    }
    for answer in waiting {
        let found = found.as_ref().map_err(|error| AppError::new(error.code(), error.message().key));
        // Who has gone away needs none.
        let _ = answer.send(found.cloned());
    }
}

/// Looks up one key for as long as somebody waits. Whoever waits behind a look-up that panics is told at once.
struct Lead<K: Eq + Hash, V> {
    joint: Joint<K, V>,
    key: K,
    done: bool,
}

impl<K: Eq + Hash, V> Lead<K, V> {
    /// For whom the next look-up is; none ends the lead.
    fn next(&mut self) -> Option<Vec<Answer<V>>> {
        let mut all = lock(&self.joint.waiting);
        let waiting = std::mem::take(all.get_mut(&self.key)?);
        self.done = waiting.is_empty();
        if self.done {
            all.remove(&self.key);
            return None;
        }
        Some(waiting)
    }
}

impl<K: Eq + Hash, V> Drop for Lead<K, V> {
    fn drop(&mut self) {
        if !self.done {
            lock(&self.joint.waiting).remove(&self.key);
        }
    }
}

fn lock<K, V>(waiting: &Waiting<K, V>) -> MutexGuard<'_, HashMap<K, Vec<Answer<V>>>> {
    // Each change is made in one step, so a panic elsewhere leaves none half-made.
    waiting.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures_util::future::join_all;
    use tokio::sync::Semaphore;

    use super::*;

    /// A look-up that counts itself and ends when it is let.
    struct Counted {
        begun: AtomicUsize,
        may_end: Semaphore,
    }

    fn look(
        counted: &Arc<Counted>,
    ) -> impl Fn() -> futures_util::future::BoxFuture<'static, Result<usize>> + use<> {
        let counted = Arc::clone(counted);
        move || {
            let counted = Arc::clone(&counted);
            Box::pin(async move {
                let number = counted.begun.fetch_add(1, Ordering::SeqCst);
                counted.may_end.acquire().await.expect("it stays open").forget();
                Ok(number)
            })
        }
    }

    /// How many keys are looked up, once whoever is ready has had its turn.
    async fn kept(joint: &Joint<u8, usize>) -> usize {
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
        lock(&joint.waiting).len()
    }

    #[tokio::test]
    async fn those_who_ask_at_one_time_share_one() {
        let joint: Joint<u8, usize> = Joint::default();
        let counted = Arc::new(Counted { begun: AtomicUsize::new(0), may_end: Semaphore::new(9) });
        let found = join_all((0..50).map(|_| joint.find(1, look(&counted)))).await;
        assert!(found.iter().all(|one| one.as_ref().is_ok_and(|number| *number == 0)), "{found:?}");
        assert_eq!(counted.begun.load(Ordering::SeqCst), 1);
        assert_eq!(kept(&joint).await, 0, "nothing is kept");
    }

    #[tokio::test]
    async fn those_who_come_meanwhile_share_the_next() {
        let joint: Joint<u8, usize> = Joint::default();
        let counted = Arc::new(Counted { begun: AtomicUsize::new(0), may_end: Semaphore::new(0) });
        let ask = |key: u8| {
            let (joint, look) = (joint.clone(), look(&counted));
            tokio::spawn(async move { joint.find(key, look).await })
        };
        let first = ask(1);
        while counted.begun.load(Ordering::SeqCst) == 0 {
            tokio::task::yield_now().await;
        }
        let later: Vec<_> = (0..50).map(|_| ask(1)).collect();
        let other = ask(2);
        while counted.begun.load(Ordering::SeqCst) < 2 {
            tokio::task::yield_now().await;
        }
        counted.may_end.add_permits(3);
        assert_eq!(first.await.expect("no panic").expect("found"), 0, "the first looks by itself");
        let later: Vec<usize> =
            join_all(later).await.into_iter().map(|one| one.expect("no panic").expect("found")).collect();
        assert_eq!(later, vec![2; 50], "those behind it share one that began after they came");
        assert_eq!(other.await.expect("no panic").expect("found"), 1, "another key waits for nobody");
        assert_eq!(kept(&joint).await, 0, "nothing is kept");
    }

    #[tokio::test]
    async fn a_panic_is_told_and_the_next_looks_again() {
        let joint: Joint<u8, usize> = Joint::default();
        let lost = joint.find(1, || async { panic!("on purpose") }).await;
        assert!(lost.is_err(), "{lost:?}");
        assert_eq!(joint.find(1, || async { Ok(7) }).await.expect("found"), 7);
    }

    #[tokio::test]
    async fn one_that_hangs_is_given_up() {
        let joint: Joint<u8, usize> = Joint { waiting: Arc::default(), limit: Duration::from_millis(1) };
        let hung = joint.find(1, std::future::pending).await;
        assert_eq!(hung.expect_err("given up").code(), ErrorCode::Internal);
        assert_eq!(kept(&joint).await, 0, "nothing is kept");
    }

    #[tokio::test]
    async fn an_error_is_told_by_code() {
        let joint: Joint<u8, usize> = Joint::default();
        let refused = joint.find(1, || async { Err(AppError::not_found()) }).await;
        assert_eq!(refused.expect_err("refused").code(), ErrorCode::NotFound);
        assert_eq!(kept(&joint).await, 0, "nothing is kept");
    }
}
