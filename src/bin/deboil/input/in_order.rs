//! Pieces of work are done in parallel and their results taken in order, with so many under way at a time that memory stays bounded.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};

use anyhow::anyhow;

/// Bytes of pieces that are under way at a time, for each thread: read and waiting, worked on, or waiting for those before them.
pub(crate) const UNDER_WAY: usize = 4 << 20;

/// Does some work on every piece, each with its size in bytes, on the threads of the pool that it is called in, and has the results taken in
/// order. The calling thread reads, takes, and works on pieces meanwhile. Where a result is not taken, nothing more is done.
pub(crate) fn in_order<P: Send, T: Send>(
    pieces: impl Iterator<Item = (usize, P)>,
    work: impl Fn(P) -> T + Sync,
    mut take: impl FnMut(T) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let limit = UNDER_WAY * rayon::current_num_threads();
    let work = &work;
    rayon::in_place_scope_fifo(|scope| {
        let mut under_way = VecDeque::new();
        let mut bytes = 0;
        for (size, piece) in pieces {
            let (done, result) = sync_channel(1);
            scope.spawn_fifo(move |_| {
                // Nobody waits for it where the run has come to its end.
                let _ = done.send(work(piece));
            });
            under_way.push_back((size, result));
            bytes += size;
            while bytes >= limit {
                let Some((size, result)) = under_way.pop_front() else { break };
                bytes -= size;
                take(wait(&result)?)?;
            }
        }
        under_way.into_iter().try_for_each(|(_, result)| take(wait(&result)?))
    })
}

/// A result; until it is there, this thread works on other pieces.
fn wait<T>(result: &Receiver<T>) -> anyhow::Result<T> {
    let is_gone = |_| anyhow!("a thread has ended too early");
    loop {
        match result.try_recv() {
            Ok(result) => return Ok(result),
            Err(TryRecvError::Disconnected) => return result.recv().map_err(is_gone),
            Err(TryRecvError::Empty) => {}
        }
        if rayon::yield_now() != Some(rayon::Yield::Executed) {
            // All pieces are in other hands.
            return result.recv().map_err(is_gone);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    #[test]
    fn results_come_in_order_and_few_are_under_way() {
        for threads in [1, 2, 5] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let (begun, mut taken, mut most) = (AtomicUsize::new(0), 0, 0);
            let pieces = (0..200).inspect(|_| {
                begun.fetch_add(1, Ordering::Relaxed);
            });
            let work = |piece: usize| {
                std::thread::sleep(Duration::from_micros(((piece * 7919) % 13) as u64 * 50));
                piece
            };
            let take = |piece| {
                assert_eq!(piece, taken);
                taken += 1;
                most = most.max(begun.load(Ordering::Relaxed) - piece);
                Ok(())
            };
            pool.install(|| in_order(pieces.map(|piece| (UNDER_WAY / 4, piece)), work, take)).unwrap();
            assert_eq!(taken, 200);
            assert_eq!(most, 4 * threads);
        }
    }

    #[test]
    fn what_is_not_taken_ends_it() {
        let mut read = 0;
        let pieces = (0..1000).map(|piece| (UNDER_WAY, piece)).inspect(|_| read += 1);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
        let take = |piece| if piece == 3 { Err(anyhow!("no")) } else { Ok(()) };
        pool.in_place_scope(|_| in_order(pieces, |piece: usize| piece, take)).unwrap_err();
        assert!(read < 100, "{read}");
    }
}
