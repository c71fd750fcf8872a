//! `tvlt forward` as a person runs it: files in, a file out, one line on stderr where it fails.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

fn case(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/model").join(name)
}

fn forward(model: &Path, inputs: &Path, output: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tvlt"))
        .arg("forward")
        .args(["--model".as_ref(), model, "--inputs".as_ref(), inputs, "--output".as_ref(), output])
        .output()
        .unwrap()
}

fn scratch(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("tvlt-forward-{}-{name}", std::process::id()))
}

#[test]
fn a_directory_and_its_weights_file_give_the_same() {
    let inputs = case("both").join("inputs.safetensors");
    let outputs = ["", "model.safetensors"].map(|file| {
        let output = scratch(&format!("{}.safetensors", file.len()));
        let ran = forward(&case("both").join(file), &inputs, &output);
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        assert!(ran.stdout.is_empty() && ran.stderr.is_empty());
        let bytes = std::fs::read(&output).unwrap();
        std::fs::remove_file(&output).unwrap();
        bytes
    });
    assert_eq!(outputs[0], outputs[1]);
}

#[test]
fn errors_are_one_line() {
    let both = case("both");
    let (inputs, output) = (both.join("inputs.safetensors"), scratch("never.safetensors"));
    let nowhere = case("nowhere");
    for (model, inputs, words) in [
        (&nowhere, &inputs, "nowhere"),
        (&both, &nowhere, "nowhere"),
        (&both, &both.join("config.json"), "not a safetensors file"),
        (&both, &both.join("model.safetensors"), "lack pixel_values"),
        (&both.join("config.json"), &inputs, "the file is JSON"),
        (&case("encoder_masked"), &case("encoder").join("expected.safetensors"), "lack pixel_values"),
    ] {
        let ran = forward(model, inputs, &output);
        let error = String::from_utf8(ran.stderr).unwrap();
        assert_eq!(ran.status.code(), Some(1));
        assert!(error.contains(words), "{error}");
        assert_eq!(error.trim_end().lines().count(), 1, "{error}");
        assert!(!output.exists());
    }
}
