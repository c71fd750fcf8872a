//! Tests of repository names and of the hub's descriptions.

use super::*;

const TVLT_BASE: &str = r#"{"_id":"1","id":"ZinengTang/tvlt-base","sha":"c0ffee","private":false,"gated":false,
    "tags":["transformers","pytorch","tvlt","license:mit"],"downloads":7,"siblings":[
    {"rfilename":"README.md","size":900},{"rfilename":"config.json","size":800},
    {"rfilename":"preprocessor_config.json","size":700},
    {"rfilename":"pytorch_model.bin","size":452,"lfs":{"sha256":"ab","size":452,"pointerSize":134}}]}"#;
const AUTHORS: &str = r#"{"id":"TVLT/models","siblings":[{"rfilename":"TVLT.ckpt","size":457},
    {"rfilename":"TVLT-MOSEI-EA.ckpt","size":355},{"rfilename":"optimizer.pt","size":9},{"rfilename":"a.md"}]}"#;

#[test]
fn names_and_addresses_of_repositories() {
    let place = |words| Place::parse(words).unwrap();
    let base = Place { repository: "ZinengTang/tvlt-base".into(), file: None };
    assert_eq!(place(" ZinengTang/tvlt-base "), base);
    assert_eq!(place("https://huggingface.co/ZinengTang/tvlt-base?x=1"), base);
    assert_eq!(place("https://huggingface.co/ZinengTang/tvlt-base/tree/main"), base);
    let file = place("https://huggingface.co/TVLT/models/blob/main/TVLT.ckpt");
    assert_eq!(file.file.as_deref(), Some("TVLT.ckpt"));
    assert_eq!(place("TVLT/models/deep/er.ckpt").file.as_deref(), Some("deep/er.ckpt"));
    for wrong in ["", "one", "a/../b", "../../etc", "a b/c", "https://huggingface.co/", "a/b/../c", "ä/b"] {
        assert_eq!(Place::parse(wrong), Err(DownloadError::Name(wrong.into())), "{wrong}");
    }
}

#[test]
fn a_repository_in_hugging_faces_layout() {
    let repository = Repository::from_json("x", TVLT_BASE).unwrap();
    assert_eq!(repository.licence.as_deref(), Some("mit"));
    let offer = repository.offer("https://hub.test/", None, true).unwrap();
    assert_eq!(offer.key(), "ZinengTang/tvlt-base/pytorch_model.bin");
    assert_eq!((offer.weights.bytes, offer.weights.sha256.as_deref()), (Some(452), Some("ab")));
    assert!(offer.config && offer.preprocessor);
    assert_eq!(
        offer.address(&offer.weights.name),
        "https://hub.test/ZinengTang/tvlt-base/resolve/c0ffee/pytorch_model.bin"
    );
    assert!(!repository.offer("h", None, false).unwrap().config);
}

#[test]
fn a_repository_of_checkpoints() {
    let repository = Repository::from_json("x", AUTHORS).unwrap();
    assert_eq!((repository.revision.as_str(), &repository.licence), ("main", &None));
    let names: Vec<_> = repository.weights().iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["TVLT.ckpt", "TVLT-MOSEI-EA.ckpt"]);
    assert!(!repository.offer("h", Some("TVLT.ckpt"), true).unwrap().config);
    assert_eq!(
        repository.offer("h", Some("no.ckpt"), true),
        Err(DownloadError::NoFile("TVLT/models/no.ckpt".into()))
    );
}

#[test]
fn what_cannot_be_used_says_so() {
    let read = |json: &str| Repository::from_json("a/b", json);
    assert_eq!(read("<html>").unwrap_err(), DownloadError::Listing("a/b".into()));
    let gated = r#"{"id":"a/b","gated":"manual","siblings":[]}"#;
    assert_eq!(read(gated).unwrap_err(), DownloadError::Gated("a/b".into()));
    let empty = read(r#"{"id":"a/b","siblings":[{"rfilename":"x.onnx"}]}"#).unwrap();
    assert_eq!(empty.offer("h", None, true), Err(DownloadError::NoWeights("a/b".into())));
}

#[test]
fn odd_letters_do_not_change_where_an_address_leads() {
    let repository = Repository::from_json("x", AUTHORS).unwrap();
    let offer = repository.offer("https://hub.test", Some("TVLT.ckpt"), true).unwrap();
    assert!(offer.address("a b?#%.ckpt").ends_with("/resolve/main/a%20b%3F%23%25.ckpt"));
}
