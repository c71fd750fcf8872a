//! Videos of which the browser can decode only picture or sound: that one is used, and a sentence names the other.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};

use super::browser::Devices;
use super::faults::check_sample_plays;
use super::live::ANSWERED;
use super::page::Page;
use super::still::film_file;
use super::surprises::{moves, says};
use super::{FIRST_ANSWER, Scene, Test, with_page};

pub const TESTS: &[Test] =
    &[("half_of_a_film", half), ("half_whole_and_silent_films", whole), ("half_neither", neither)];

const SOON: Duration = Duration::from_secs(30);

fn open(page: &mut Page, film: &str) -> Result<()> {
    page.wait_for("the picker", "document.querySelector('#video-file')", SOON)?;
    page.choose_file("#video-file", &film_file(film))?;
    page.wait_for("its name", &says("#status", &format!("Playing {film}")), SOON)
}

/// Picture or sound in a codec that Debian's Chromium does not have.
fn half(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    with_page(scene, &host, ("half_of_a_film", "?device=cpu"), (&Devices::Neither, false), |page| {
        for (film, what, codec, goes_on) in [
            ("hevc_aac.mov", "picture", "HEVC", "spectrogram-input"),
            ("hevc_opus.mkv", "picture", "HEVC", "spectrogram-input"),
            ("theora_vorbis.ogv", "picture", "Theora", "spectrogram-input"),
            ("h264_ac3.mp4", "sound", "AC-3", "frame-input"),
            ("h264_ac3.mkv", "sound", "AC-3", "frame-input"),
            ("h264_alac.mov", "sound", "Apple Lossless", "frame-input"),
        ] {
            open(page, film)?;
            let words = format!("cannot read the {what} of this file ({codec})");
            page.wait_for(&format!("the sentence of {film}"), &says("#status", &words), SOON)?;
            page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
            moves(page, goes_on).with_context(|| film.to_owned())?;
        }
        page.assert_clean(&host.name())
    })
}

/// There is no such sentence for a video without a sound track, or one that can be decoded completely.
fn whole(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    let name = "half_whole_and_silent_films";
    with_page(scene, &host, (name, "?device=cpu"), (&Devices::Neither, false), |page| {
        for (film, sounds) in [
            ("h264_silent.mp4", false),
            ("h264_aac.mp4", true),
            ("h264_aac_fragmented.mp4", true),
            ("vp9_opus.webm", true),
        ] {
            open(page, film)?;
            page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
            moves(page, "frame-input").with_context(|| film.to_owned())?;
            if sounds {
                moves(page, "spectrogram-input").with_context(|| film.to_owned())?;
            }
            ensure!(
                page.eval(&says("#status", "cannot read"))? == false,
                "{film}: a half is called unreadable"
            );
        }
        page.assert_clean(&host.name())
    })
}

/// For videos of which nothing can be decoded, the error names their codecs.
fn neither(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    with_page(scene, &host, ("half_neither", "?device=cpu"), (&Devices::Neither, false), |page| {
        for (film, words) in [
            ("hevc_silent.mp4", "cannot read the picture of this file (HEVC)"),
            ("hevc_ac3.mp4", "cannot read either the picture (HEVC) or the sound (AC-3)"),
        ] {
            page.wait_for("the picker", "document.querySelector('#video-file')", SOON)?;
            page.choose_file("#video-file", &film_file(film))?;
            page.wait_for(&format!("the sentence of {film}"), &says("#error", words), SOON)?;
            check_sample_plays(page)?;
        }
        Ok(())
    })
}
