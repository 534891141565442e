//! Imports that break off: a restart, a full disk, whoever waits no longer. All of a file is there then, or nothing.

#[path = "support/importing.rs"]
mod importing;
mod support;

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use dbag_domain::{ObjectKey, ObjectKind};
use dbag_operations::{Dbag, ImportOptions};
use importing::{import, lines, try_import};
use support::on_both;

const FILE: &str =
    "date,crew,visits,sales,calls\n2026-11-01,X,1,2,3\n2026-11-01,Y,1,2,3\n2026-11-02,X,4,5,6\n";

/// Goes on with a task until it was woken so many times, and drops it then, as the end of a process does.
async fn broken_off_after<T>(steps: usize, task: impl Future<Output = T>) -> Option<T> {
    let mut task = pin!(task);
    let mut left = steps;
    poll_fn(|context| match left {
        0 => Poll::Ready(None),
        _ => {
            left -= 1;
            task.as_mut().poll(context).map(Some)
        }
    })
    .await
}

/// Metrics, and whether the objects of the file are known.
async fn left_behind(dbag: &Dbag) -> (Vec<String>, [bool; 2]) {
    let metrics = dbag.store().metrics().await.expect("read");
    let kind = ObjectKind::parse("crew").expect("a kind");
    let mut known = [false; 2];
    for (known, key) in known.iter_mut().zip(["X", "Y"]) {
        let key = ObjectKey::parse(key).expect("a key");
        let object = dbag.store().object(&kind, &key).await.expect("read");
        *known = object.is_some();
    }
    let slugs = metrics.iter().map(|metric| metric.slug.to_string());
    (slugs.collect(), known)
}

on_both! {
    async fn what_is_broken_off_leaves_nothing_and_is_done_by_running_it_again(dbag: Dbag) {
        let options = ImportOptions::default();
        let mut steps = 1;
        let report = loop {
            let attempt = try_import(&dbag, FILE, &options);
            if let Some(done) = broken_off_after(steps, attempt).await {
                break done.expect("imported");
            }
            // Its last step may have been the one that ends it, unseen.
            if !lines(&dbag).await.is_empty() {
                break import(&dbag, FILE, &options).await;
            }
            assert_eq!(left_behind(&dbag).await, (Vec::new(), [false; 2]), "after {steps} steps");
            steps += 1;
        };
        assert!(steps > 5, "it was broken off in the middle: {steps}");
        assert_eq!((report.values, report.added + report.same), (9, 9));
        assert_eq!(lines(&dbag).await.len(), 9);
        let (mut metrics, objects) = left_behind(&dbag).await;
        metrics.sort();
        assert_eq!((metrics, objects), (vec!["calls".into(), "sales".into(), "visits".into()], [true; 2]));
        // It is one import, and undoing it takes its metrics along.
        let imports = dbag.imports(&support::ACTOR).await.expect("listed");
        assert_eq!(imports.len(), 1);
        let plan = dbag.plan_undo(&support::ACTOR, imports[0].batch).await.expect("a plan");
        assert_eq!((plan.removed, plan.metrics_removed.len()), (9, 3));
    }
}
