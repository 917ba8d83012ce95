//! Work done on several cores.

use anyhow::Result;
use std::{sync::Mutex, thread};

/// Does `work` with each of `items`, which are begun in their order, and as many at once as there are cores. What it gave
/// comes in any order; what could not be done ends it with the first error.
pub(crate) fn each<T: Send, R: Send>(
    items: impl IntoIterator<Item = T, IntoIter: Send>,
    work: impl Fn(T) -> Result<R> + Sync,
) -> Result<Vec<R>> {
    let queue = Mutex::new(items.into_iter());
    let next = || queue.lock().expect("nobody panics who holds it").next();
    let worker = || std::iter::from_fn(next).map(&work).collect::<Result<Vec<R>>>();
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let done: Result<Vec<_>> = thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().map(|worker| worker.join().expect("no worker panics")).collect()
    });
    Ok(done?.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::each;
    use anyhow::bail;

    #[test]
    fn everything_is_done_once_and_an_error_is_told() {
        let mut done = each(0..100, |n| Ok(n * 2)).expect("nothing fails");
        done.sort_unstable();
        assert_eq!(done, (0..100).map(|n| n * 2).collect::<Vec<_>>());
        assert!(each(0..100, |n| if n == 50 { bail!("no") } else { Ok(n) }).is_err());
    }
}
