//! `tvlt explain` as a person runs it: files in, a file out, one line on stderr where it fails.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

use safetensors::{SafeTensors, tensor::TensorView};

fn case(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/model").join(name)
}

fn explain(model: &Path, inputs: &Path, output: &Path, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tvlt"))
        .arg("explain")
        .args(["--model".as_ref(), model, "--inputs".as_ref(), inputs, "--output".as_ref(), output])
        .args(more)
        .output()
        .unwrap()
}

/// The names and shapes of what is written.
fn shapes(more: &[&str]) -> Vec<(String, Vec<usize>)> {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("maps.safetensors");
    let ran = explain(&case("../explain"), &case("../explain").join("inputs.safetensors"), &output, more);
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    assert!(ran.stdout.is_empty() && ran.stderr.is_empty());
    let bytes = std::fs::read(&output).unwrap();
    let file = SafeTensors::deserialize(&bytes).unwrap();
    let mut shapes: Vec<_> =
        file.iter().map(|(name, view)| (name.to_owned(), view.shape().to_vec())).collect();
    shapes.sort();
    shapes
}

fn shape<'a>(shapes: &'a [(String, Vec<usize>)], name: &str) -> &'a [usize] {
    let found = shapes.iter().find(|(found, _)| found == name);
    found.map(|(_, shape)| shape.as_slice()).unwrap_or_else(|| panic!("no {name} among {shapes:?}"))
}

#[test]
fn each_question_is_answered() {
    let maps = shapes(&[]);
    assert_eq!(maps.len(), 8);
    assert_eq!(shape(&maps, "answer"), [2]);
    assert_eq!(shape(&maps, "pixel_occlusion"), [2, 8]);
    assert_eq!(shape(&maps, "audio_logits_without"), [2, 12, 3]);
    assert_eq!(maps, shapes(&["--what", "occlusion", "--group", "2", "--device", "cpu"]));

    let all = shapes(&["--what", "attention"]);
    assert_eq!(shape(&all, "attentions.2"), [2, 3, 21, 21]);
    let one = shapes(&["--what", "attention", "--token", "20"]);
    assert_eq!(shape(&one, "attentions.2"), [2, 3, 1, 21]);
    assert_eq!(shape(&one, "hidden_norms"), [2, 3, 21]);

    let errors = shapes(&["--what", "surprise", "--seed", "5"]);
    assert_eq!((errors.len(), shape(&errors, "sight")), (6, &[2][..]));
}

/// The inputs of a file with every clip twice.
fn twice(inputs: &Path, folder: &Path) -> PathBuf {
    let bytes = std::fs::read(inputs).unwrap();
    let file = SafeTensors::deserialize(&bytes).unwrap();
    let doubled: Vec<_> = file
        .iter()
        .map(|(name, view)| {
            let mut shape = view.shape().to_vec();
            shape[0] *= 2;
            (name, view.dtype(), shape, view.data().repeat(2))
        })
        .collect();
    let views = doubled
        .iter()
        .map(|(name, dtype, shape, data)| (*name, TensorView::new(*dtype, shape.clone(), data).unwrap()));
    let path = folder.join("twice.safetensors");
    std::fs::write(&path, safetensors::serialize(views, None).unwrap()).unwrap();
    path
}

#[test]
fn errors_are_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("never.safetensors");
    let inputs = case("../explain").join("inputs.safetensors");
    let longest = twice(&case("longest").join("inputs.safetensors"), folder.path());
    let cases: [(&str, &Path, &[&str], &str); 9] = [
        ("nowhere", &inputs, &[], "nowhere"),
        ("../explain", &case("nowhere"), &[], "nowhere"),
        ("../explain", &case("../explain").join("config.json"), &[], "not a safetensors file"),
        ("classification", &inputs, &["--what", "surprise"], "no decoder"),
        ("longest", &longest, &[], "neither classes nor a matching head"),
        ("longest", &longest, &["--what", "attention"], "--token N, from 0 (the class token) to 2592"),
        ("../explain", &inputs, &["--what", "attention", "--token", "21"], "no token 21"),
        (
            "../explain",
            &inputs,
            &["--what", "attention", "--group", "2"],
            "--group goes with --what occlusion",
        ),
        ("../explain", &inputs, &["--seed", "5"], "--seed goes with --what surprise"),
    ];
    for (model, inputs, more, words) in cases {
        let ran = explain(&case(model), inputs, &output, more);
        let error = String::from_utf8(ran.stderr).unwrap();
        assert_eq!(ran.status.code(), Some(1), "{model} {more:?}");
        assert!(error.contains(words), "{error}");
        assert_eq!(error.trim_end().lines().count(), 1, "{error}");
        assert!(!output.exists());
    }
}

#[test]
fn help_names_what_is_written() {
    let help = Command::new(env!("CARGO_BIN_EXE_tvlt")).args(["explain", "--help"]).output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    for word in
        ["pixel_occlusion", "audio_logits_without", "attentions.N", "rollout", "hidden_norms", "sight"]
    {
        assert!(help.contains(word), "{word}");
    }
}
