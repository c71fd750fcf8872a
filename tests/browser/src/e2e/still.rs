//! Sources that show one picture for seconds, or freeze: updates with the sound go on.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Result, ensure};

use super::browser::Devices;
use super::live::ANSWERED;
use super::page::Page;
use super::surprises::{moves, says};
use super::{FIRST_ANSWER, Scene, Test, with_page, with_script};
use xtask::project;

pub const TESTS: &[Test] =
    &[("still_film", film), ("still_film_of_one_picture", one_picture), ("still_camera", camera)];

const SOON: Duration = Duration::from_secs(20);

/// A fake camera that shows a canvas, which changes only when the test draws; and a tone as the microphone.
pub const CANVAS_CAMERA: &str = "
    navigator.mediaDevices.getUserMedia = async () => {
        const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 240 });
        const context = canvas.getContext('2d');
        pageHooks.draw = () => {
            context.fillStyle = `hsl(${Math.random() * 360} 80% 50%)`;
            context.fillRect(0, 0, 320, 240);
            context.fillStyle = 'white';
            context.fillRect(Math.random() * 200, 60, 80, 80);
        };
        const drawing = setInterval(pageHooks.draw, 50);
        pageHooks.freeze = () => clearInterval(drawing);
        const stream = canvas.captureStream();
        const sound = new (Object.getPrototypeOf(AudioContext))();
        const tone = new OscillatorNode(sound, { frequency: 440 });
        setInterval(() => { tone.frequency.value = 200 + Math.random() * 2000; }, 50);
        const out = new MediaStreamAudioDestinationNode(sound);
        tone.connect(out);
        tone.start();
        stream.addTrack(out.stream.getAudioTracks()[0]);
        pageHooks.streams.push(stream);
        return stream;
    };";

/// A video of the fixtures; see `make_fixtures.sh` beside them.
pub fn film_file(name: &str) -> PathBuf {
    project::root().join("tests/fixtures/video").join(name)
}

/// A video with slides: during ten seconds of one picture its sound is used, and a sentence is shown.
fn film(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    with_page(scene, &host, ("still_film", "?device=cpu"), (&Devices::Neither, false), |page| {
        page.wait_for("the picker", "document.querySelector('#video-file')", SOON)?;
        page.choose_file("#video-file", &film_file("still_10s.mp4"))?;
        page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
        let sentence = says("#status", "No new picture has come in this video");
        page.wait_for("a sentence", &sentence, SOON)?;
        keeps_listening(page)?;
        ensure!(page.eval(&sentence)? == true, "the picture did not stand all the while");
        let seen = page.eval("document.querySelector('.senses').textContent")?;
        ensure!(
            page.eval("document.querySelectorAll('.sense.on').length")? == 2,
            "used are not both of {seen}"
        );
        page.wait_for("the sentence to go", &format!("!({sentence})"), SOON)?;
        page.assert_clean(&host.name())
    })
}

/// A video of a single picture, which ends before the browser reports it: it is used, and the page says that it
/// stands still.
fn one_picture(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    let name = "still_film_of_one_picture";
    with_page(scene, &host, (name, "?device=cpu"), (&Devices::Neither, false), |page| {
        page.wait_for("the picker", "document.querySelector('#video-file')", SOON)?;
        page.choose_file("#video-file", &film_file("one_picture.mp4"))?;
        page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
        page.wait_for("its picture", "pageHooks.canvas('frame-input').colours > 2", SOON)?;
        page.assert_clean(&host.name())
    })
}

/// A camera freezes and then goes on.
fn camera(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    let page = ("still_camera", "?device=cpu");
    with_script(scene, &host, page, (&Devices::Neither, false), CANVAS_CAMERA, |page| {
        page.click("#start")?;
        page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
        moves(page, "frame-input")?;
        page.eval("pageHooks.freeze()")?;
        let sentence = says("#status", "No new picture has come from the camera");
        page.wait_for("a sentence", &sentence, SOON)?;
        keeps_listening(page)?;
        page.eval("setInterval(pageHooks.draw, 50)")?;
        page.wait_for("the sentence to go", &format!("!({sentence})"), SOON)?;
        moves(page, "frame-input")?;
        page.assert_clean(&host.name())
    })
}

/// In two seconds without a new picture the spectrogram keeps moving.
fn keeps_listening(page: &mut Page) -> Result<()> {
    let count = "new Promise((done) => {
        const seen = new Set();
        const look = setInterval(() => seen.add(pageHooks.canvas('spectrogram-input').hash), 50);
        setTimeout(() => { clearInterval(look); done(seen.size); }, 2000);
    })";
    let updates = page.eval(count)?.as_u64().unwrap_or_default();
    println!("    {updates} updates in two seconds without a new picture");
    // Ten are due, but a busy machine may be slower.
    ensure!(updates >= 5, "{updates} updates in two seconds");
    Ok(())
}
