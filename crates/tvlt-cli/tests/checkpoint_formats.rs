//! Checkpoints in every layout that is released, against their own code.
//! `fixtures/checkpoints/make_fixtures.py` made what is compared with.

#[path = "../../tvlt/tests/support/mod.rs"]
mod support;

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use burn::tensor::Device;
use support::{TOLERANCE, tensors, worst};
use tvlt::checkpoint::inspect::{Fate, Report};
use tvlt::checkpoint::{Checkpoint, FileSource, Format, Weights};
use tvlt::config::{LossType, Variant};
use tvlt::inference::forward;

fn case(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/checkpoints").join(name)
}

/// The fixture `name`, its weights at `model`, gives what its own code gives.
fn check(name: &str, model: &Path) -> Checkpoint {
    let device = Device::flex();
    let checkpoint = Checkpoint::from_path(model).unwrap();
    let loaded = checkpoint.load(checkpoint.heads().unwrap(), &device).unwrap();
    assert!(loaded.skipped.is_empty());
    let inputs = std::fs::read(case(name).join("inputs.safetensors")).unwrap();
    let outputs = forward::run(&loaded.model, checkpoint.config(), &inputs, &device, 0);
    let outputs = tensors(&pollster::block_on(outputs).unwrap());
    let expected = tensors(&std::fs::read(case(name).join("expected.safetensors")).unwrap());
    for (output, expected) in &expected {
        let worst = worst(&outputs[output], expected);
        println!("{name}: {output} is off by {worst:.1e} of the largest value");
        assert!(worst <= TOLERANCE, "{name}: {output} is off by {worst:.1e} of the largest value");
    }
    checkpoint
}

#[test]
fn the_authors_pretraining_model() {
    let checkpoint = check("authors_pretraining", &case("authors_pretraining/model.ckpt"));
    let config = checkpoint.config();
    assert!(checkpoint.is_inferred());
    assert_eq!(
        (config.variant, config.num_attention_heads, config.decoder_num_attention_heads),
        (Variant::Authors, 2, 2)
    );
    assert_eq!(config.architectures, ["TvltForPreTraining"]);
    assert_eq!((config.image_size, config.num_frames, config.spectrogram_length), (8, 4, 48));
}

#[test]
fn the_authors_classifiers() {
    let sentiment = check("authors_sentiment", &case("authors_sentiment/model.ckpt"));
    assert_eq!((sentiment.config().loss_type, sentiment.config().num_labels()), (LossType::Regression, 1));
    let emotion = check("authors_emotion", &case("authors_emotion/model.ckpt"));
    assert_eq!(emotion.config().problem_type.as_deref(), Some("multi_label_classification"));
    let labels: Vec<String> = (0..6).map(|index| emotion.config().label(index)).collect();
    assert_eq!(labels, ["happy", "sad", "angry", "fear", "disgust", "surprise"]);
}

#[test]
fn a_model_within_a_training_state() {
    check("authors_state", &case("authors_state/model.ckpt"));
}

#[test]
fn hugging_faces_torch_files() {
    for name in ["torch_f32", "torch_bf16"] {
        let checkpoint = check(name, &case(name));
        assert_eq!(checkpoint.weights().format, Format::Torch);
        assert!(!checkpoint.is_inferred());
    }
}

fn tvlt(args: &[&std::ffi::OsStr]) -> (bool, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_tvlt")).args(args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.success(), text(output.stdout), text(output.stderr))
}

#[test]
fn what_is_converted_gives_the_same() {
    for name in ["authors_pretraining", "authors_emotion"] {
        let folder = tempfile::tempdir().unwrap();
        let model = case(name).join("model.ckpt");
        let (converted, said, wrong) = tvlt(&["convert".as_ref(), model.as_ref(), folder.path().as_ref()]);
        assert!(converted, "{wrong}");
        assert_eq!(said.contains("no pooler"), name == "authors_emotion", "{said}");
        assert!(said.contains("answers otherwise"), "{said}");
        let again = check(name, folder.path());
        assert_eq!(again.config().variant, Variant::Authors);
        assert!(!again.is_inferred());
        let processor = std::fs::read_to_string(folder.path().join("preprocessor_config.json")).unwrap();
        assert!(processor.contains("\"tvlt_variant\": \"authors\""), "{processor}");
    }
    let folder = tempfile::tempdir().unwrap();
    let (converted, ..) =
        tvlt(&["convert".as_ref(), case("torch_bf16").as_ref(), folder.path().as_ref(), "--f16".as_ref()]);
    assert!(converted);
    let size = |file: &Path| file.metadata().unwrap().len();
    assert!(
        size(&folder.path().join("model.safetensors")) < size(&case("torch_f32/pytorch_model.bin")) * 2 / 3
    );
    let (again, _, wrong) = tvlt(&["convert".as_ref(), folder.path().as_ref(), folder.path().as_ref()]);
    assert!(!again && wrong.contains("name another directory"), "{wrong}");
}

/// The model's patches of pixels and of sound have different sizes, for which Hugging Face's file has one key.
#[test]
fn what_is_converted_takes_what_its_own_settings_give() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name);
    let (model, sound, inputs) = (place("model"), place("sound.wav"), place("inputs.safetensors"));
    let (converted, _, wrong) = tvlt(&["convert".as_ref(), case("torch_f32").as_ref(), model.as_ref()]);
    assert!(converted, "{wrong}");
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 44_100,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::create(&sound, spec).unwrap();
    (0..9000).for_each(|at| writer.write_sample((at % 100 * 50) as i16).unwrap());
    writer.finalize().unwrap();
    let picture = case("../processor/files/rgb8.png");
    let settings = model.join("preprocessor_config.json");
    let args: [&std::ffi::OsStr; 9] = [
        "preprocess".as_ref(),
        "--config".as_ref(),
        settings.as_ref(),
        "--frames".as_ref(),
        picture.as_ref(),
        "--audio".as_ref(),
        sound.as_ref(),
        "--output".as_ref(),
        inputs.as_ref(),
    ];
    let (processed, said, wrong) = tvlt(&args);
    assert!(processed, "{wrong}");
    assert!(said.contains("pixel_mask [1, 4]"), "{said}");
    let output = place("outputs.safetensors");
    let args: [&std::ffi::OsStr; 7] = [
        "forward".as_ref(),
        "--model".as_ref(),
        model.as_ref(),
        "--inputs".as_ref(),
        inputs.as_ref(),
        "--output".as_ref(),
        output.as_ref(),
    ];
    let (ran, _, wrong) = tvlt(&args);
    assert!(ran, "{wrong}");
    assert!(output.exists());
}

#[test]
fn an_inspection_names_every_tensor_and_its_fate() {
    let (fine, report, _) = tvlt(&["inspect".as_ref(), case("authors_emotion/model.ckpt").as_ref()]);
    assert!(fine);
    for words in [
        "PyTorch, the authors' names",
        "TvltForAudioVisualClassification",
        "told from the shapes",
        "classifier.pooler.dense.weight",
        "tvlt.encoder.layer.1.attention.attention.key.bias",
        "loads       yes",
    ] {
        assert!(report.contains(words), "{words} is not in\n{report}");
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(case("torch_f32/pytorch_model.bin"), folder.path().join("pytorch_model.bin")).unwrap();
    let config = std::fs::read_to_string(case("torch_f32/config.json")).unwrap();
    let config = config.replace("\"hidden_size\": 24", "\"hidden_size\": 48");
    std::fs::write(folder.path().join("config.json"), &config).unwrap();
    let (fine, report, _) = tvlt(&["inspect".as_ref(), folder.path().as_ref()]);
    assert!(fine);
    assert!(report.contains("tvlt.cls_embedding is [1, 1, 24] in the weights, but [1, 1, 48]"), "{report}");
    assert!(report.contains("loads       no"), "{report}");

    let source = FileSource::open(&case("torch_f32/pytorch_model.bin")).unwrap();
    let config = std::fs::read_to_string(case("torch_f32/config.json")).unwrap();
    let fewer = config.replace("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 1");
    let report = Report::new(Some(&fewer), Box::new(source), &Device::flex()).unwrap();
    let unexpected = report.tensors.iter().filter(|tensor| tensor.fate == Fate::Unexpected);
    assert_eq!(unexpected.count(), 16);
    assert_eq!(report.problems.len(), 16);
    assert!(!report.loads());
}

#[test]
fn without_a_configuration_the_shapes_must_tell() {
    let folder = tempfile::tempdir().unwrap();
    let alone = folder.path().join("weights.bin");
    std::fs::copy(case("torch_f32/pytorch_model.bin"), &alone).unwrap();
    // It has three heads of 8 numbers, which no shape tells.
    let error = Checkpoint::from_path(&alone).unwrap_err().to_string();
    assert!(error.contains("do not tell the heads of a width of 24"), "{error}");
    // What this project writes tells its model within the file.
    let (converted, ..) = tvlt(&["convert".as_ref(), case("torch_f32").as_ref(), folder.path().as_ref()]);
    assert!(converted);
    std::fs::remove_file(folder.path().join("config.json")).unwrap();
    let again = check("torch_f32", &folder.path().join("model.safetensors"));
    assert_eq!((again.is_inferred(), again.config().num_attention_heads), (false, 3));
}

#[test]
fn every_length_short_of_the_whole_is_refused() {
    for name in ["model/encoder/model.safetensors", "checkpoints/torch_bf16/pytorch_model.bin"] {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures").join(name);
        let bytes = std::fs::read(path).unwrap();
        for end in (0..bytes.len()).step_by(7).chain(bytes.len() - 40..bytes.len()) {
            assert!(Weights::read(Box::new(bytes[..end].to_vec())).is_err(), "{name} cut at {end}");
        }
    }
}

/// Setting attributes of an empty object is all that unpickling it would do, and here nothing does.
#[test]
fn a_namespace_of_arguments_is_passed_over() {
    let source = FileSource::open(&case("hostile/namespace.ckpt")).unwrap();
    let weights = Weights::read(Box::new(source)).unwrap();
    assert_eq!(weights.tensors.into_keys().collect::<Vec<_>>(), ["cls_token"]);
}

/// What would be run beside a model is not: the tensors are read, and the rest is named.
#[test]
fn what_a_pickle_would_run_beside_a_model_is_passed_over() {
    for (name, tensors, passed_over) in [
        ("system", &["cls_token"][..], "posix.system"),
        ("eval", &["cls_token"], "__builtin__.eval"),
        ("subclass", &["cls_token", "more"], "__main__.Marked"),
    ] {
        let source = FileSource::open(&case(&format!("hostile/{name}.ckpt"))).unwrap();
        let weights = Weights::read(Box::new(source)).unwrap();
        assert_eq!(weights.tensors.into_keys().collect::<Vec<_>>(), tensors, "{name}");
        assert_eq!(weights.passed_over, [passed_over], "{name}");
    }
}
