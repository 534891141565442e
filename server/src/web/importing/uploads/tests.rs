use super::*;

fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes)
}

fn keep(uploads: &Uploads, owner: &str, minutes: i64) -> String {
    let place = uploads.place(owner, at(minutes)).expect("a place");
    uploads.keep(place, owner, "values.csv".to_owned(), at(minutes))
}

fn files(folder: &Path) -> usize {
    fs::read_dir(folder).map_or(0, Iterator::count)
}

#[test]
fn files_wait_for_their_sender_and_not_for_long() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path().join("uploads");
    let uploads = Uploads::new(folder.clone());
    let first = keep(&uploads, "ann", 0);
    assert!(uploads.get(&first, "ann", at(50)).is_some());
    assert!(
        uploads.get(&first, "ben", at(50)).is_none(),
        "it is nobody else's"
    );
    let second = keep(&uploads, "ben", 55);
    assert_eq!(files(&folder), 2);
    assert!(uploads.get(&second, "ben", at(111)).is_some());
    assert!(uploads.get(&first, "ann", at(111)).is_none());
    assert_eq!(files(&folder), 1);
    uploads.forget(&second, Gone::Discarded);
    assert_eq!(files(&folder), 0);
    assert_eq!(uploads.why_gone(&second, "ben"), Some(Gone::Discarded));
    assert_eq!(
        uploads.why_gone(&second, "ann"),
        None,
        "it is nobody else's"
    );
    assert_eq!(uploads.why_gone(&first, "ann"), None, "its time was over");
}

#[test]
fn an_import_begins_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let uploads = Uploads::new(folder.path().join("uploads"));
    let id = keep(&uploads, "ann", 0);
    let (form, progress) = (ImportForm::default(), Arc::new(Progress::default()));
    assert!(uploads.start(&id, &form, &progress));
    assert!(!uploads.start(&id, &form, &progress));
    assert!(!uploads.start("other", &form, &progress));
    uploads.change(&id, |upload| upload.state = UploadState::Waiting);
    assert!(uploads.start(&id, &form, &progress));
}

#[tokio::test]
async fn a_small_file_waits_for_no_large_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let uploads = Uploads::new(folder.path().join("uploads"));
    let (large, small) = (Progress::default(), Progress::default());
    let first = uploads.turn(SMALL + 1, &large).await.expect("a turn");
    let beside = uploads.turn(SMALL, &small).await.expect("a turn");
    assert_eq!(small.words(), "Reading the file");
    let second = Arc::new(Progress::default());
    let (waiting, of_task) = (uploads.clone(), Arc::clone(&second));
    let waits = tokio::spawn(async move { waiting.turn(SMALL * 2, &of_task).await.map(drop) });
    while second.words() != "Waits for another file" {
        tokio::task::yield_now().await;
    }
    drop(beside);
    assert!(!waits.is_finished());
    drop(first);
    assert_eq!(waits.await.expect("no panic"), Ok(()));
    assert_eq!(second.words(), "Reading the file");
}

#[tokio::test]
async fn what_is_packed_counts_as_what_it_unpacks_to() {
    let folder = tempfile::tempdir().expect("a folder");
    let uploads = Uploads::new(folder.path().join("uploads"));
    for (bytes, size) in [
        (&b"date,a\n"[..], 7),
        (b"PK\x03\x04", 40),
        (b"\x1f\x8b12", 40),
        (b"P", 1),
    ] {
        let id = keep(&uploads, "ann", 0);
        let upload = uploads.get(&id, "ann", at(0)).expect("there");
        fs::write(&upload.path, bytes).expect("written");
        assert_eq!(upload.size().await, size, "{bytes:?}");
    }
}

#[test]
fn few_files_wait() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path().join("uploads");
    let uploads = Uploads::new(folder.clone());
    let ids: Vec<String> = (0..6).map(|at| keep(&uploads, "ann", at)).collect();
    assert!(
        uploads.get(&ids[1], "ann", at(7)).is_none(),
        "the oldest make room"
    );
    assert_eq!(uploads.why_gone(&ids[1], "ann"), Some(Gone::MadeRoom));
    assert_eq!(uploads.why_gone(&ids[1], "ben"), None);
    let last = uploads.get(&ids[5], "ann", at(7)).expect("there");
    assert_eq!(last.displaced.as_deref(), Some("values.csv"));
    assert!(uploads.get(&ids[2], "ann", at(7)).is_some());
    assert_eq!(files(&folder), MOST_OF_ONE);
    for owner in 0..3 {
        for _ in 0..MOST_OF_ONE {
            keep(&uploads, &format!("owner {owner}"), 8);
        }
    }
    let problem = uploads.place("ben", at(9)).err().expect("no room");
    assert_eq!(problem.kind, ProblemKind::Busy);
    // What a process left behind is gone with the next.
    Uploads::new(folder.clone());
    assert_eq!(files(&folder), 0);
}
