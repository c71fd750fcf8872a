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
    let base = Place { repository: "ZinengTang/tvlt-base".into(), ..Place::default() };
    assert_eq!(place(" ZinengTang/tvlt-base "), base);
    assert_eq!(place("https://huggingface.co/ZinengTang/tvlt-base?x=1"), base);
    assert_eq!(place("https://huggingface.co/ZinengTang/tvlt-base/tree/main"), base);
    let file = place("https://huggingface.co/TVLT/models/blob/main/TVLT.ckpt");
    assert_eq!(file.file.as_deref(), Some("TVLT.ckpt"));
    assert_eq!(place("TVLT/models/deep/er.ckpt").file.as_deref(), Some("deep/er.ckpt"));
    assert_eq!(place("huggingface.co/ZinengTang/tvlt-base/"), base);
    let spaced = place("https://huggingface.co/TVLT/models/resolve/main/my%20model.ckpt?download=true");
    assert_eq!(spaced.file.as_deref(), Some("my model.ckpt"));
    assert_eq!(place("TVLT/models/my%20model.ckpt").file.as_deref(), Some("my%20model.ckpt"), "no address");
    for wrong in [
        "https://hf.co/a/b/tree/..",
        "https://hf.co/a/b/tree/x%2F..%2Fy",
        "https://hf.co/a/b/blob/main/%2e%2e/c",
        "https://hf.co/a/b/blob/main/c%2F..%2Fd",
        "https://hf.co/a/b/blob/main/%ff",
    ] {
        assert_eq!(Place::parse(wrong), Err(DownloadError::Name(wrong.into())), "{wrong}");
    }
    for wrong in ["", "one", "a/../b", "../../etc", "a b/c", "https://huggingface.co/", "a/b/../c", "ä/b"] {
        assert_eq!(Place::parse(wrong), Err(DownloadError::Name(wrong.into())), "{wrong}");
    }
}

#[test]
fn a_repository_in_hugging_faces_layout() {
    let repository = Repository::from_json("x", None, TVLT_BASE).unwrap();
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
    let repository = Repository::from_json("x", None, AUTHORS).unwrap();
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
    let read = |json: &str| Repository::from_json("a/b", None, json);
    assert_eq!(read("<html>").unwrap_err(), DownloadError::Listing("a/b".into()));
    let gated = r#"{"id":"a/b","gated":"manual","siblings":[]}"#;
    assert_eq!(read(gated).unwrap_err(), DownloadError::Gated("a/b".into()));
    let empty = read(r#"{"id":"a/b","siblings":[{"rfilename":"x.onnx"}]}"#).unwrap();
    assert_eq!(empty.offer("h", None, true), Err(DownloadError::NoWeights("a/b".into())));
}

#[test]
fn odd_letters_do_not_change_where_an_address_leads() {
    let repository = Repository::from_json("x", None, AUTHORS).unwrap();
    let offer = repository.offer("https://hub.test", Some("TVLT.ckpt"), true).unwrap();
    assert!(offer.address("a b?#%.ckpt").ends_with("/resolve/main/a%20b%3F%23%25.ckpt"));
}

#[test]
fn the_revision_of_an_address_is_kept() {
    for (address, revision, file) in [
        ("https://huggingface.co/a/b/tree/refs%2Fpr%2F1", Some("refs/pr/1"), None),
        ("https://huggingface.co/a/b/blob/refs/pr/12/c/d.bin", Some("refs/pr/12"), Some("c/d.bin")),
        (
            "https://huggingface.co/a/b/resolve/c0ffee/model.safetensors",
            Some("c0ffee"),
            Some("model.safetensors"),
        ),
        ("https://huggingface.co/a/b/commit/c0ffee", Some("c0ffee"), None),
        ("hf.co/a/b/tree/v1.0", Some("v1.0"), None),
        ("https://huggingface.co/a/b/tree/main", None, None),
        ("a/b", None, None),
    ] {
        let place = Place::parse(address).unwrap();
        assert_eq!(place.repository, "a/b", "{address}");
        assert_eq!((place.revision.as_deref(), place.file.as_deref()), (revision, file), "{address}");
    }
    assert_eq!(
        description_address("https://hub.test/", "a/b", None),
        "https://hub.test/api/models/a/b?blobs=true"
    );
    assert_eq!(
        description_address("https://hub.test", "a/b", Some("refs/pr/1")),
        "https://hub.test/api/models/a/b/revision/refs%2Fpr%2F1?blobs=true"
    );
    // The hub names the commit of the revision; where it does not, the revision itself leads to the files.
    let offer = |json: &str| {
        Repository::from_json("a/b", Some("refs/pr/1"), json)
            .unwrap()
            .offer("https://hub.test", None, true)
            .unwrap()
    };
    let file = r#""siblings":[{"rfilename":"x.ckpt"}]"#;
    let named = offer(&format!(r#"{{"id":"a/b","sha":"c0ffee",{file}}}"#));
    assert_eq!(named.address("x.ckpt"), "https://hub.test/a/b/resolve/c0ffee/x.ckpt");
    let unnamed = offer(&format!(r#"{{"id":"a/b",{file}}}"#));
    assert_eq!(unnamed.address("x.ckpt"), "https://hub.test/a/b/resolve/refs%2Fpr%2F1/x.ckpt");
}

#[test]
fn weights_in_several_files_are_refused_before_anything_is_downloaded() {
    let of = |files: &[&str]| {
        let files = files.iter().map(|name| format!(r#"{{"rfilename":"{name}","size":5}}"#));
        let json = format!(r#"{{"id":"a/b","siblings":[{}]}}"#, files.collect::<Vec<_>>().join(","));
        Repository::from_json("a/b", None, &json).unwrap()
    };
    let parts = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"];
    let sharded = of(&[parts[0], parts[1], "model.safetensors.index.json", "config.json"]);
    assert!(sharded.weights().is_empty());
    assert_eq!(sharded.offer("h", None, true), Err(DownloadError::Sharded("a/b".into())));
    assert_eq!(sharded.offer("h", Some(parts[1]), true), Err(DownloadError::Sharded("a/b".into())));
    // Beside a whole file, the parts are not offered.
    let both = of(&[parts[0], parts[1], "best.ckpt"]);
    assert_eq!(both.offer("h", None, true).unwrap().weights.name, "best.ckpt");
}
