//! Tests that `www/tvlt.js`, which is written by hand, speaks as the workers do.

use bridge::envelope::{ToPage, ToWorker};
use bridge::fault::{RequestError, WorkerError};
use bridge::protocol::PROTOCOL_VERSION;
use bridge::protocol::model;
use bridge::protocol::model_error::ModelError;
use bridge::protocol::teach::{self, OpenedHeads, TaughtAnswer};
use bridge::protocol::teach_error::TeachError;
use bridge::protocol::teach_state::Senses;
use serde_json::{Value, json};
use tvlt::live::{Prediction, Settings, Teach, Update};
use tvlt::precision::Precision;
use tvlt::teach::features::FeatureLengths;

const SCRIPT: &str = include_str!("../../../www/tvlt.js");

/// The request that a worker reads from the script's text.
fn read<Q: serde::de::DeserializeOwned>(request: Value) -> Q {
    let message = json!({ "Request": { "id": 7, "request": request } });
    match serde_json::from_value(message).unwrap() {
        ToWorker::Request { id: 7, request } => request,
        _ => panic!("no request"),
    }
}

/// What the script reads of a worker's message.
fn written<R: serde::Serialize, E: serde::Serialize>(result: Result<R, RequestError<E>>) -> Value {
    let message = ToPage::<R, E, ()>::Response { id: 7, result };
    serde_json::to_value(message).unwrap()["Response"].take()
}

#[test]
fn the_versions_are_the_same() {
    assert!(SCRIPT.contains(&format!("const PROTOCOL_VERSION = {PROTOCOL_VERSION};")));
    let hello = ToPage::<(), (), ()>::Hello { version: PROTOCOL_VERSION };
    assert_eq!(serde_json::to_value(hello).unwrap(), json!({ "Hello": { "version": PROTOCOL_VERSION } }));
}

#[test]
fn its_requests_are_read() {
    let settings = json!({
        "pixel_mask_ratio": 0, "audio_mask_ratio": 0, "seed": 0, "paste_visible": false,
        "teach": "Features", "pictures": false
    });
    let model::Request::Settings(settings) = read(json!({ "Settings": settings })) else { panic!() };
    let wanted = Settings {
        pixel_mask_ratio: 0.0,
        audio_mask_ratio: 0.0,
        paste_visible: false,
        teach: Teach::Features,
        pictures: false,
        ..Settings::default()
    };
    assert_eq!(settings, wanted);
    let load =
        json!({ "Load": { "config": "{}", "preprocessor": "{}", "layers": [2, 3], "precision": "f32" } });
    let model::Request::Load { precision: Precision::F32, shards, weights_index: None, layers, .. } =
        read(load)
    else {
        panic!()
    };
    assert_eq!(layers, Some(vec![2, 3]));
    assert!(shards.is_empty());
    for (word, request) in [
        ("Reset", model::Request::Reset),
        ("Frame", model::Request::Frame),
        ("Tick", model::Request::Tick),
        ("NoAudio", model::Request::NoAudio),
    ] {
        assert_eq!(read::<model::Request>(json!(word)), request);
    }
    let audio = json!({ "Audio": { "sample_rate": 44100 } });
    assert_eq!(read::<model::Request>(audio), model::Request::Audio { sample_rate: 44_100 });

    assert_eq!(read::<teach::Request>(json!("Heads")), teach::Request::Heads);
    assert_eq!(read::<teach::Request>(json!("Reset")), teach::Request::Reset);
    let look = json!({ "Look": { "sight": true, "sound": false } });
    assert_eq!(read::<teach::Request>(look), teach::Request::Look(Senses { sight: true, sound: false }));
}

#[test]
fn answers_are_what_it_reads() {
    let heads = OpenedHeads { model: "m".into(), layers: vec![2, 3], classes: vec!["mug".into()] };
    let heads = written(Ok::<_, RequestError<TeachError>>(teach::Response::Heads(heads)));
    let wanted = json!({ "Heads": { "model": "m", "layers": [2, 3], "classes": ["mug"] } });
    assert_eq!(heads, json!({ "id": 7, "result": { "Ok": wanted } }));

    let update = Update {
        latency_ms: 1.0,
        predictions: Vec::new(),
        match_score: None,
        hears: true,
        sees: false,
        pictures: Vec::new(),
        features: Some(FeatureLengths { sight: 0, sound: 384 }),
        sample: None,
        surprise: None,
    };
    let update = written(Ok::<_, RequestError<ModelError>>(model::Response::Update(update)));
    assert_eq!(update["result"]["Ok"]["Update"]["features"], json!({ "sight": 0, "sound": 384 }));

    let answer = TaughtAnswer {
        scores: vec![Prediction { label: "mug".into(), score: 0.5 }],
        winner: Some("mug".into()),
        ..TaughtAnswer::default()
    };
    let answer = written(Ok::<_, RequestError<TeachError>>(teach::Response::Answer(answer)));
    let wanted = json!({
        "scores": [{ "label": "mug", "score": 0.5 }], "winner": "mug",
        "unknown": false, "unknown_score": 0.0, "sees": null, "hears": null,
        "is_elsewhere": false
    });
    assert_eq!(answer["result"]["Ok"]["Answer"], wanted);
}

#[test]
fn errors_hold_words_where_it_looks_for_them() {
    let refused = |error| written(Err::<(), _>(RequestError::Refused(error)))["result"]["Err"].take();
    let archive = TeachError::Archive { name: "my.zip".into(), why: "it is no ZIP file".into() };
    assert_eq!(refused(archive)["Refused"]["Archive"]["why"], "it is no ZIP file");
    let weights = ModelError::Weights { why: "broken".into(), report: String::new() };
    let weights = written(Err::<(), _>(RequestError::Refused(weights)))["result"]["Err"].take();
    assert_eq!(weights, json!({ "Refused": { "Weights": { "why": "broken", "report": "" } } }));
    assert_eq!(refused(TeachError::Model("of another model".into()))["Refused"]["Model"], "of another model");
    let failed = ToPage::<(), (), ()>::Failed(WorkerError::Crashed("it fell".into()));
    assert_eq!(serde_json::to_value(failed).unwrap(), json!({ "Failed": { "Crashed": "it fell" } }));
}
