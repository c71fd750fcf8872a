//! Explanations against plain PyTorch's, through the very function that `tvlt explain` calls.
//! `fixtures/model/explain.py` made what is compared with.

mod support;

use std::path::PathBuf;

use burn::tensor::Device;
use support::{TOLERANCE, Tensors, tensors, worst};
use tvlt::checkpoint::Checkpoint;
use tvlt::config::TvltConfig;
use tvlt::explain::attention::{rollout, rows};
use tvlt::explain::{Clip, Grid};
use tvlt::inference::explain::{ExplainFileError, Question, explain};
use tvlt::model::{TvltAudioVisual, TvltInputs};

/// Tokens of a clip: the class token, those of two frames, those of the sound.
const TOKENS: usize = 1 + 8 + 12;

fn read(file: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/explain");
    std::fs::read(folder.join(file)).unwrap()
}

/// The model, with the heads of these classes.
fn model(architectures: &[&str]) -> (TvltAudioVisual, TvltConfig) {
    let mut config: serde_json::Value = serde_json::from_slice(&read("config.json")).unwrap();
    config["architectures"] = serde_json::json!(architectures);
    let checkpoint = Checkpoint::new(Some(&config.to_string()), Box::new(read("model.safetensors"))).unwrap();
    let loaded = checkpoint.load(checkpoint.heads().unwrap(), &Device::flex()).unwrap();
    (loaded.model.fuse(), checkpoint.config().clone())
}

const BOTH: [&str; 2] = ["TvltForPreTraining", "TvltForAudioVisualClassification"];

fn ask(architectures: &[&str], question: Question) -> Tensors {
    let (model, config) = model(architectures);
    let inputs = read("inputs.safetensors");
    let outputs = pollster::block_on(explain(&model, &config, &inputs, &Device::flex(), question)).unwrap();
    tensors(&outputs)
}

/// Compares every output; `prefix` is that of the names in the fixture.
fn check(outputs: &Tensors, prefix: &str, names: &[&str]) {
    let expected = tensors(&read("expected.safetensors"));
    assert_eq!(outputs.keys().collect::<Vec<_>>(), names);
    for (name, output) in outputs {
        let wanted = expected.get(&format!("{prefix}{name}")).unwrap_or_else(|| &expected[name]);
        // Falls are differences of log-odds, which are exact to a share of their own size, not of the falls'.
        let scale = if name.ends_with("_occlusion") {
            let largest = wanted.1.iter().fold(0.0f32, |largest, value| largest.max(value.abs()));
            assert!(largest > 1000.0 * TOLERANCE, "{name} is too small to be told from nothing");
            largest
        } else {
            1.0
        };
        let worst = worst(output, wanted) * scale;
        println!("{prefix}{name} is off by {worst:.1e}");
        assert!(worst <= TOLERANCE, "{prefix}{name} is off by {worst:.1e}");
    }
}

#[test]
fn occlusion_of_the_leading_class() {
    let names = [
        "answer",
        "audio_logits_without",
        "audio_occlusion",
        "log_odds",
        "logits",
        "matching_logits",
        "pixel_logits_without",
        "pixel_occlusion",
    ];
    check(&ask(&BOTH, Question::Occlusion { group: None }), "", &names);
}

#[test]
fn occlusion_of_the_match_without_classes() {
    let names = [
        "answer",
        "audio_logits_without",
        "audio_occlusion",
        "log_odds",
        "matching_logits",
        "pixel_logits_without",
        "pixel_occlusion",
    ];
    check(&ask(&BOTH[..1], Question::Occlusion { group: None }), "match.", &names);
}

#[test]
fn attention_and_rollout_of_all_tokens() {
    let names = ["attentions.0", "attentions.1", "attentions.2", "hidden_norms", "rollout"];
    check(&ask(&BOTH, Question::Attention { token: None }), "", &names);
}

#[test]
fn one_token_alone_looks_where_it_does_among_all() {
    let all = ask(&BOTH, Question::Attention { token: None });
    let one = ask(&BOTH, Question::Attention { token: Some(11) });
    assert_eq!(one["attentions.1"].0, [2, 3, 1, TOKENS]);
    assert_eq!(one["rollout"].0, [2, 1, TOKENS]);
    for name in ["attentions.1", "rollout"] {
        let rows = all[name].1.chunks(TOKENS).skip(11).step_by(TOKENS).flatten();
        for (alone, among_all) in one[name].1.iter().zip(rows) {
            assert!((alone - among_all).abs() < 1e-6, "{name}");
        }
    }

    // The same rows by the library's own functions, for the second clip.
    let (model, _) = model(&BOTH);
    let given = tensors(&read("inputs.safetensors"));
    let inputs = TvltInputs {
        pixel_mask: Some(tensor(&given, "pixel_mask")),
        audio_mask: Some(tensor(&given, "audio_mask")),
        ..TvltInputs::new(tensor(&given, "pixel_values"), tensor(&given, "audio_values"))
    };
    let clip = Clip::embed(&model, &inputs).unwrap().remove(1);
    let close = |found: burn::tensor::Tensor<1>, expected: &[f32]| {
        let found = found.into_data().try_to_vec::<f32>().unwrap();
        assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-6));
    };
    close(rollout(&model, &clip, 11).unwrap(), &one["rollout"].1[TOKENS..]);
    let heads: Vec<&[f32]> = one["attentions.1"].1[3 * TOKENS..].chunks(TOKENS).collect();
    close(rows(&model, &clip, 11, 1, Some(2)).unwrap(), heads[2]);
    let mean: Vec<f32> = (0..TOKENS).map(|at| heads.iter().map(|head| head[at]).sum::<f32>() / 3.0).collect();
    close(rows(&model, &clip, 11, 1, None).unwrap(), &mean);
    let words = |found: Result<_, tvlt::explain::ExplainError>| found.unwrap_err().to_string();
    assert!(words(rows(&model, &clip, TOKENS, 0, None)).contains("the clip has 21"));
    assert!(words(rows(&model, &clip, 0, 3, None)).contains("the model has 3"));
    assert!(words(rows(&model, &clip, 0, 0, Some(3))).contains("a layer has 3"));
}

fn tensor<const D: usize>(given: &Tensors, name: &str) -> burn::tensor::Tensor<D> {
    let (shape, values) = &given[name];
    let data = burn::tensor::TensorData::new(values.clone(), shape.clone());
    burn::tensor::Tensor::from_data(data, &Device::flex())
}

#[test]
fn surprise_adds_up_to_the_loss() {
    let names = ["audio_error", "audio_hidden", "pixel_error", "pixel_hidden", "sight", "sound"];
    let outputs = ask(&BOTH, Question::Surprise { seed: 0 });
    check(&outputs, "", &names);
    let terms = &tensors(&read("expected.safetensors"))["mae_terms"].1;
    for (modality, term) in ["pixel", "audio"].iter().zip(terms) {
        let errors = &outputs[&format!("{modality}_error")].1;
        let hidden = &outputs[&format!("{modality}_hidden")].1;
        let sum: f32 = errors.iter().zip(hidden).map(|(error, hidden)| error * hidden).sum();
        let mean = sum / hidden.iter().sum::<f32>();
        assert!((mean - term).abs() < TOLERANCE * term, "{modality}: {mean}, not {term}");
    }
}

#[test]
fn groups_have_one_value_in_all_frames() {
    let outputs = ask(&BOTH, Question::Occlusion { group: Some(2) });
    let (model, config) = model(&BOTH);
    let grid = Grid::new(&config, 8, 12);
    assert_eq!((grid.frames, grid.frame, grid.audio), (2, [2, 2], [3, 4]));
    drop(model);
    let pixel = &outputs["pixel_occlusion"].1;
    // A frame is one group; the second clip's second frame is padding.
    assert!(pixel[..8].iter().all(|value| *value == pixel[0] && *value != 0.0));
    assert!(pixel[8..12].iter().all(|value| *value == pixel[8] && *value != 0.0));
    assert_eq!(pixel[12..], [0.0; 4]);
    let audio = &outputs["audio_occlusion"].1;
    assert_eq!([audio[0], audio[1], audio[4], audio[5]], [audio[0]; 4]);
    assert_ne!(audio[0], audio[2]);
}

#[test]
fn what_a_model_lacks_is_an_error() {
    let inputs = read("inputs.safetensors");
    let ask = |architectures: &[&str], question| {
        let (model, config) = model(architectures);
        pollster::block_on(explain(&model, &config, &inputs, &Device::flex(), question)).unwrap_err()
    };
    let error = ask(&["TvltModel"], Question::Occlusion { group: None });
    assert!(error.to_string().contains("neither classes nor a matching head"), "{error}");
    let error = ask(&BOTH[1..], Question::Surprise { seed: 0 });
    assert!(error.to_string().contains("no decoder"), "{error}");
    let error = ask(&BOTH, Question::Attention { token: Some(TOKENS) });
    assert!(matches!(error, ExplainFileError::Explain(_)) && error.to_string().contains("no token 21"));
}
