//! The tools with patches: a mask that is painted, what the answer relied on, and where patches look.

use std::time::Duration;

use anyhow::{Result, ensure};
use serde_json::Value;

use super::live::{ANSWERED, devices};
use super::page::Page;
use super::{FIRST_ANSWER, Scene, Test, with_page};
use crate::clip::{Seen, Shown, Voice};

pub const TESTS: &[Test] = &[
    ("tools_paint_a_mask", paint),
    ("tools_hide_everything", hide_everything),
    ("tools_relied_on", relied_on),
    ("tools_attention", attention),
    ("tools_maps_looks", looks),
];

const SOON: Duration = Duration::from_secs(20);

/// A drawn and spoken 3.
const BOTH: Shown = Shown { seen: Seen::Digit(3), said: Some((3, Voice::Person)) };

/// Opens the page on the CPU, with fake devices that show this, and waits for an answer.
fn on_page(scene: &Scene, name: &str, shown: Shown, act: impl FnOnce(&mut Page) -> Result<()>) -> Result<()> {
    let host = scene.serve()?;
    let devices = devices(scene, shown)?;
    with_page(scene, &host, (name, "?device=cpu"), (&devices, false), |page| {
        page.click("#start")?;
        page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
        act(page)?;
        page.assert_clean(&host.name())
    })
}

/// The percentage in a picture's caption.
fn hidden(canvas: &str) -> String {
    format!(
        "parseFloat(document.querySelector('#{canvas}').closest('figure').querySelector('figcaption').textContent)"
    )
}

/// The opacity of a pixel of a canvas, 0 to 255.
fn opacity(canvas: &str, (x, y): (u32, u32)) -> String {
    format!("document.getElementById('{canvas}').getContext('2d').getImageData({x}, {y}, 1, 1).data[3]")
}

/// Patches are hidden by the mouse and by keys, shown again, and the random mask comes back.
fn paint(scene: &Scene) -> Result<()> {
    on_page(scene, "tools_paint_a_mask", BOTH, |page| {
        let (picture, sound) = (hidden("frame-masked"), hidden("spectrogram-masked"));
        let random = page.eval(&picture)?;
        ensure!(page.eval(&touch("frame-masked"))? == "auto", "a closed tool keeps the page from scrolling");
        page.click("#own-mask summary")?;
        let paints = format!("{} === 'none'", touch("frame-masked"));
        page.wait_for("a picture to paint", &paints, SOON)?;

        // The third of eight rows of patches of 16 pixels.
        page.drag("#frame-masked", (0.03, 0.3), (0.97, 0.3))?;
        page.wait_for("an eighth to be hidden", &format!("{picture} === 12 || {picture} === 13"), SOON)?;
        let [row, other] = [(64, 40), (64, 8)].map(|at| opacity("frame-masked", at));
        let masked = format!("{row} === 0 && {other} === 255");
        page.wait_for("the row to be hidden, and nothing else", &masked, SOON)?;
        ensure!(page.eval(&sound)? == 0, "what was not painted is hidden");
        let sliders = "document.querySelector('#pixel-mask-ratio').disabled";
        ensure!(page.eval(sliders)? == true, "sliders without effect can be moved");

        page.click("#brush-does label:last-of-type input")?;
        page.click("#brush-size label:last-of-type input")?;
        page.click_at("#frame-masked", (0.5, 0.3))?;
        page.wait_for("three of the eight to be shown", &format!("{picture} === 8"), SOON)?;
        page.wait_for("them in the picture", &format!("{row} === 255"), SOON)?;

        page.click("#brush-does label:first-of-type input")?;
        page.click("#brush-size label:first-of-type input")?;
        page.focus("#spectrogram-masked")?;
        page.press(" ")?;
        page.wait_for("a patch of the sound to be hidden", &format!("{sound} > 0"), SOON)?;
        let one = page.eval(&sound)?;
        for _ in 0..7 {
            page.press_with_shift("ArrowRight")?;
        }
        page.wait_for("a stroke of keys", &format!("{sound} >= {one} * 4"), SOON)?;

        page.click("#mask-clear")?;
        page.wait_for("nothing to be hidden", &format!("{picture} === 0 && {sound} === 0"), SOON)?;
        let same = "pageHooks.canvas('frame-masked').hash === pageHooks.canvas('frame-input').hash";
        page.wait_for("the picture as it is", same, SOON)?;
        page.click("#mask-invert")?;
        page.wait_for("all to be hidden", &format!("{picture} === 100 && {sound} === 100"), SOON)?;
        page.click("#mask-random")?;
        page.wait_for("the random mask", &format!("{picture} === {random} && !({sliders})"), SOON)?;
        page.click("#own-mask summary")?;
        page.wait_for("the picture not to be painted", &format!("!({paints})"), SOON)
    })
}

/// How a finger on a canvas is taken.
fn touch(canvas: &str) -> String {
    format!("getComputedStyle(document.getElementById('{canvas}')).touchAction")
}

/// With everything hidden, what is filled in does not depend on what there is, and without the hidden patches there is no
/// digit to recognise.
fn hide_everything(scene: &Scene) -> Result<()> {
    on_page(scene, "tools_hide_everything", BOTH, |page| {
        page.wait_for("the 3", "pageHooks.predictions()[0][0] === '3'", SOON)?;
        page.click("#own-mask summary")?;
        page.click("#mask-all")?;
        page.click("#paste-visible")?;
        for input in ["frame", "spectrogram"] {
            let clear = format!("pageHooks.canvas('{input}-masked').colours === 1");
            page.wait_for(&format!("the {input} to be hidden"), &clear, SOON)?;
        }
        // The window of sound is filled meanwhile: what is not heard yet is not drawn.
        page.pause(Duration::from_secs(3))?;
        let seen = page.eval(VARIETY)?;
        let [frames, spectrograms, filled_frames, filled_spectrograms] =
            [0, 1, 2, 3].map(|index| seen[index].as_u64().unwrap_or_default());
        println!(
            "    {frames} frames and {spectrograms} spectrograms, filled in as {filled_frames} and {filled_spectrograms}"
        );
        ensure!(frames > 2 && spectrograms > 2, "the inputs do not change: {seen}");
        ensure!(
            filled_frames == 1 && filled_spectrograms == 1,
            "what is filled in from nothing depends on the inputs: {seen}"
        );
        let sure = "pageHooks.predictions()[0]?.[0] === '3' && pageHooks.predictions()[0][1] > 0.5";
        ensure!(page.eval(sure)? == true, "the answer changed before it was blinded");
        page.click("#mask-blind")?;
        page.wait_for("no 3 without any patch", &format!("!({sure})"), SOON)?;
        page.click("#mask-blind")?;
        page.wait_for("the 3 again", sure, SOON)
    })
}

/// How many different pictures four canvases show within three seconds.
const VARIETY: &str = "new Promise((done) => {
    const canvases = ['frame-input', 'spectrogram-input', 'frame-reconstruction', 'spectrogram-reconstruction'];
    const seen = canvases.map(() => new Set());
    const look = setInterval(() => {
        canvases.forEach((canvas, at) => seen[at].add(pageHooks.canvas(canvas).hash));
    }, 100);
    setTimeout(() => { clearInterval(look); done(seen.map((hashes) => hashes.size)); }, 3000);
})";

/// The digit is seen and not said, so the answer relies on the picture, and there on the digit: it covers the middle of
/// the frame, and the outer patches show paper.
fn relied_on(scene: &Scene) -> Result<()> {
    let shown = Shown { said: None, ..BOTH };
    on_page(scene, "tools_relied_on", shown, |page| {
        page.wait_for("the 3", "pageHooks.predictions()[0][0] === '3'", SOON)?;
        let asks = "Number(document.querySelector('#relied-on').dataset.answered)";
        page.pause(Duration::from_secs(1))?;
        ensure!(page.eval(asks)? == 0, "a closed tool asks");
        page.click("#relied-on summary")?;
        let clear = "document.querySelector('#relied-on').dataset.clear === 'true'
            && document.querySelector('#relied-on').dataset.label === '3'";
        page.wait_for("a clear map of the 3", clear, FIRST_ANSWER)?;
        let words = page.text("#relied-on .words")?;
        ensure!(words.contains("‘3’ relies mostly on"), "the sentence is {words:?}");
        let drawn = "(() => {
            const canvas = document.querySelector('#relied-on .above');
            const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            return canvas.width === 8 && data.some((value, at) => at % 4 === 3 && value > 100);
        })()";
        ensure!(page.eval(drawn)? == true, "the map has no colours");
        let shares = page.eval(MIDDLE_AND_EDGE)?;
        let [middle, edge] = [0, 1].map(|index| shares[index].as_f64().unwrap_or(f64::NAN));
        println!("    a patch moves the answer by {middle:.2} in the middle, by {edge:.2} at the edge");
        ensure!(middle > edge, "the paper ({edge:.2}) moves the answer as much as the digit ({middle:.2})");
        let before = page.eval(asks)?;
        page.wait_for("another map", &format!("{asks} > {before}"), SOON)?;
        page.click("#relied-on summary")?;
        page.pause(Duration::from_secs(1))?;
        let before = page.eval(asks)?;
        page.pause(Duration::from_secs(2))?;
        ensure!(page.eval(asks)? == before, "a tool that was closed asks");
        Ok(())
    })
}

/// The mean effect of the 4 x 4 patches in the middle of the frame, and of those at its edge.
const MIDDLE_AND_EDGE: &str = "(() => {
    const values = document.querySelector('#relied-on').dataset.pixel.split(',').map(Number);
    const mean = (is) => {
        const those = values.filter((_, at) => is(at % 8, Math.floor(at / 8)));
        return those.reduce((sum, value) => sum + value, 0) / those.length;
    };
    const inner = (at) => at >= 2 && at < 6;
    const outer = (at) => at === 0 || at === 7;
    return [mean((x, y) => inner(x) && inner(y)), mean((x, y) => outer(x) || outer(y))];
})()";

/// A patch is asked by the mouse and by keys, and other layers have other answers about the same moment.
fn attention(scene: &Scene) -> Result<()> {
    on_page(scene, "tools_attention", BOTH, |page| {
        page.wait_for("pictures", "pageHooks.canvas('spectrogram-input').colours > 2", SOON)?;
        // A whole clip of sound, so that every patch of it is there.
        page.pause(Duration::from_secs(2))?;
        page.click("#freeze")?;
        page.click("#attention summary")?;
        page.wait_for("the class token's answer", &answered("class"), FIRST_ANSWER)?;
        shares_add_up(page)?;
        page.click_at("#attention-audio", (0.5, 0.75))?;
        page.wait_for("an answer of the sound", &answered("audio:"), SOON)?;
        let last = shares_add_up(page)?;
        page.select("#attention-layer", "0")?;
        let layer = |name: &str| {
            format!(
                "{} && document.querySelector('#attention').dataset.layer === '{name}'",
                answered("audio:")
            )
        };
        page.wait_for("the first layer", &layer("0"), SOON)?;
        let first = shares_add_up(page)?;
        ensure!(difference(&last, &first) > 0.05, "two layers look at the same");
        page.select("#attention-head", "1")?;
        page.wait_for(
            "a head",
            &format!("{} && document.querySelector('#attention').dataset.head === '1'", layer("0")),
            SOON,
        )?;
        ensure!(difference(&first, &shares_add_up(page)?) > 0.01, "a head looks as the mean of all");
        page.select("#attention-layer", "all")?;
        page.wait_for("the rollout", &layer("rollout"), SOON)?;
        shares_add_up(page)?;
        ensure!(
            page.eval("document.querySelector('#attention-head').disabled")? == true,
            "a rollout has a head"
        );
        page.focus("#attention-pixel")?;
        page.press("ArrowRight")?;
        page.press("ArrowDown")?;
        page.press("Enter")?;
        page.wait_for("an answer of the picture", &answered("pixel:9"), SOON)?;
        page.click("#attention-class")?;
        page.wait_for("the class token again", &answered("class"), SOON)
    })
}

/// Whether a token whose name begins so has answered.
fn answered(from: &str) -> String {
    let data = "document.querySelector('#attention').dataset";
    format!("{data}.from.startsWith('{from}') && {data}.pixel && {data}.audio")
}

/// The shares of all patches. With that of the class token they add up to 1.
fn shares_add_up(page: &mut Page) -> Result<Vec<f64>> {
    let shares = "['pixel', 'audio'].flatMap((name) =>
        document.querySelector('#attention').dataset[name].split(',').map(Number))";
    let shares = page.eval(shares)?;
    let shares: Vec<f64> = shares.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    let sum: f64 = shares.iter().sum();
    // They are rounded to three decimals, and there are 128.
    ensure!(shares.len() > 64 && (0.3..1.07).contains(&sum), "{} shares add up to {sum:.3}", shares.len());
    ensure!(shares.iter().all(|share| *share >= 0.0), "a share is below 0");
    Ok(shares)
}

fn difference(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(one, other)| (one - other).abs()).sum()
}

/// On a phone nothing is wider than the screen; screenshots for people, in the dark too.
fn looks(scene: &Scene) -> Result<()> {
    on_page(scene, "tools_maps_looks", BOTH, |page| {
        for tool in ["own-mask", "relied-on", "attention"] {
            page.click(&format!("#{tool} summary"))?;
        }
        page.wait_for("a map", "document.querySelector('#relied-on').dataset.pixel", FIRST_ANSWER)?;
        page.wait_for("attention", &answered("class"), SOON)?;
        page.drag("#frame-masked", (0.2, 0.2), (0.8, 0.8))?;
        page.screenshot(&scene.report("tools-maps.png"))?;
        page.set_looks(Some((390, 844)), false)?;
        page.pause(Duration::from_millis(300))?;
        let wide = page.eval("document.documentElement.scrollWidth - innerWidth")?;
        page.screenshot(&scene.report("tools-maps-phone.png"))?;
        page.set_looks(None, true)?;
        page.pause(Duration::from_millis(300))?;
        page.screenshot(&scene.report("tools-maps-dark.png"))?;
        page.set_looks(None, false)?;
        ensure!(wide.as_i64().is_some_and(|wide| wide <= 0), "on a phone the page is {wide} pixels too wide");
        Ok(())
    })
}
