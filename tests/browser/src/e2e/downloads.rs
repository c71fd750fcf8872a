//! Models from the hub: offers, downloads through broken connections and pauses, stored models, and the
//! sentence for each kind of failure.

use std::fs;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use super::browser::Devices;
use super::page::Page;
use super::{FIRST_ANSWER, Host, Scene, Test, with_page};
use crate::hub::{Hub, Repository};
use xtask::project;
use xtask::serve::Answer;

pub const TESTS: &[Test] = &[
    ("download_cut_and_resumed", cut_and_resumed),
    ("download_paused_and_reloaded", paused_and_reloaded),
    ("download_of_a_changed_file", changed),
    ("download_left_for_another", left_for_another),
    ("download_asked_for_by_address", asked_for_by_address),
    ("download_by_name", by_name),
    ("download_refused", refused),
    ("download_with_full_storage", full_storage),
    ("download_without_storage", without_storage),
];

const AUTHORS: &str = "TVLT/models";
const EMOTION: &str = "TVLT-MOSEI-EA.ckpt";
const SENTIMENT: &str = "TVLT-MOSEI-SA.ckpt";
/// The page's sentence on what failed with the hub.
const NOTE: &str = "document.querySelector('#hub-error').textContent";
/// Pause between two pieces, so that a test can act while a small file is being downloaded.
const SLOW: Duration = Duration::from_millis(60);
const SOON: Duration = Duration::from_secs(20);

/// Bytes of a file of the fixtures.
pub fn checkpoint(path: &str) -> Result<Vec<u8>> {
    let file = project::root().join("tests/fixtures/checkpoints").join(path);
    fs::read(&file).with_context(|| format!("could not read {}", file.display()))
}

/// A hub with tiny checkpoints in the authors' layout.
pub fn hub() -> Result<Hub> {
    let files = [
        (EMOTION.to_owned(), checkpoint("authors_emotion/model.ckpt")?),
        (SENTIMENT.to_owned(), checkpoint("authors_sentiment/model.ckpt")?),
        ("README.md".to_owned(), b"TVLT".to_vec()),
    ];
    let authors = Repository { files: files.into(), licence: Some("mit"), gated: false };
    let gated = Repository { gated: true, ..authors.clone() };
    let empty = Repository::default();
    Hub::start([(AUTHORS, authors), ("some/gated", gated), ("some/empty", empty)])
}

/// The site, with this hub in its list of models.
pub fn site(scene: &Scene, hub: &Hub) -> Result<Host> {
    scene.serve_with([("models/index.json", index(hub)?)])
}

fn index(hub: &Hub) -> Result<Answer> {
    let file = project::dist().join("models").join("index.json");
    let mut index: Value = serde_json::from_slice(&fs::read(&file)?)?;
    index["hub"] = json!(hub.address());
    Ok(Answer::Bytes("application/json", index.to_string().into_bytes()))
}

/// Chooses in the picker, as a person would.
fn choose(page: &mut Page, value: &str) -> Result<()> {
    let option = format!("document.querySelector('#model-picker option[value=\"{value}\"]')");
    page.wait_for(&format!("{value} in the picker"), &option, FIRST_ANSWER)?;
    page.select("#model-picker", value)
}

/// Chooses a model of the hub and begins its download.
fn begin(page: &mut Page, value: &str) -> Result<()> {
    choose(page, value)?;
    page.wait_for("the offer", "document.querySelector('#hub-offer')", SOON)?;
    page.click("#hub-download")
}

fn runs(page: &mut Page, name: &str) -> Result<()> {
    let named = format!("document.querySelector('#model-name').textContent === {name:?}");
    page.wait_for(&format!("{name} to run"), &named, FIRST_ANSWER)?;
    // The facts are shown once a worker has loaded it.
    page.wait_for(
        "the model to load",
        "document.querySelector('.model').textContent.includes('million')",
        FIRST_ANSWER,
    )
}

fn six_emotions(page: &mut Page) -> Result<()> {
    page.click("#sample")?;
    let six = "pageHooks.predictions().length === 6 && pageHooks.predictions()[0][1] > 0";
    page.wait_for("six scores", six, FIRST_ANSWER)
}

/// Waits until this many bytes have arrived.
fn wait_for_bytes(page: &mut Page, bytes: usize) -> Result<()> {
    let there = format!("document.querySelector('#hub-progress')?.dataset.bytes > {bytes}");
    page.wait_for("some bytes", &there, SOON)
}

/// Bytes that have arrived, as the page says.
fn arrived(page: &mut Page) -> Result<usize> {
    let bytes = page.eval("parseInt(document.querySelector('#hub-progress')?.dataset.bytes ?? '0')")?;
    Ok(bytes.as_u64().unwrap_or(0) as usize)
}

/// The connection breaks at 40 %, and the download resumes from there automatically. Without the hub, the next
/// visit starts from storage. The stored model can be removed.
fn cut_and_resumed(scene: &Scene) -> Result<()> {
    let hub = hub()?;
    let cut = checkpoint("authors_emotion/model.ckpt")?.len() * 2 / 5;
    hub.behave(|behaviour| behaviour.cut_at = Some(cut));
    let host = site(scene, &hub)?;
    let name = "download_cut_and_resumed";
    with_model_page(scene, (&host, hub.hosts()), name, |page| {
        choose(page, "tvlt-emotion")?;
        page.wait_for("the offer", "document.querySelector('#hub-offer')", SOON)?;
        ensure!(page.text("#hub-size")? == "278 KB", "the size is {}", page.text("#hub-size")?);
        ensure!(page.text("#hub-licence")? == "licence: mit");
        ensure!(page.text("#hub-offer")?.contains("overfitted"), "no warning before the download");
        ensure!(hub.asked_for_files().is_empty(), "something was downloaded before it was asked for");
        page.click("#hub-download")?;
        runs(page, "TVLT emotion")?;
        let starts: Vec<_> = hub.asked_for_files().into_iter().map(|asked| asked.start).collect();
        ensure!(starts.len() == 2 && starts[0].is_none(), "asked for {starts:?}");
        // Only bytes in flight when the connection broke may be lost.
        ensure!(starts[1].is_some_and(|start| start > 0 && start <= cut), "went on from {:?}", starts[1]);
        ensure!(!hub.was_asked_for_leave(), "requests that need the hub's leave");
        six_emotions(page)?;
        drop(hub);
        page.reload()?;
        runs(page, "TVLT emotion")?;
        six_emotions(page)?;
        page.eval("document.querySelector('#model-picker').dispatchEvent(new Event('focus'))")?;
        page.wait_for(
            "what is kept",
            "document.querySelector('#kept-models li[data-complete=\"true\"]')",
            SOON,
        )?;
        page.click("#kept-models li button:last-child")?;
        page.wait_for("it to go", "!document.querySelector('#kept-models li')", SOON)?;
        page.reload()?;
        runs(page, "TVLT digits")
    })
}

/// A download is paused, the page reloaded, the download resumed from the list of stored models, then cancelled.
fn paused_and_reloaded(scene: &Scene) -> Result<()> {
    let hub = hub()?;
    hub.behave(|behaviour| behaviour.pause = SLOW);
    let host = site(scene, &hub)?;
    with_model_page(scene, (&host, hub.hosts()), "download_paused_and_reloaded", |page| {
        begin(page, "tvlt-emotion")?;
        wait_for_bytes(page, 40_000)?;
        page.click("#hub-pause")?;
        page.wait_for("the pause", "document.querySelector('#hub-resume')", SOON)?;
        let words = page.text("#hub-progress")?;
        ensure!(words.contains("of 278 KB") && words.contains("paused"), "it says {words}");
        page.pause(Duration::from_millis(500))?;
        let there = arrived(page)?;
        page.reload()?;
        runs(page, "TVLT digits")?;
        page.eval("document.querySelector('#model-picker').dispatchEvent(new Event('focus'))")?;
        let partial = "document.querySelector('#kept-models li[data-complete=\"false\"]')";
        page.wait_for("the part that is kept", partial, SOON)?;
        let kept = page.eval(&format!("parseInt({partial}.dataset.bytes)"))?.as_u64().unwrap_or(0) as usize;
        ensure!(kept >= there, "{kept} bytes are kept of {there}");
        page.click("#kept-models li button")?;
        runs(page, "TVLT emotion")?;
        let last = hub.asked_for_files().pop().context("nothing was asked for")?;
        ensure!(last.start == Some(kept), "it went on from {:?} and {kept} bytes were kept", last.start);

        begin(page, "tvlt-sentiment")?;
        wait_for_bytes(page, 20_000)?;
        page.click("#hub-cancel")?;
        page.wait_for("the end", "!document.querySelector('#hub-transfer')", SOON)?;
        let keys = "[...document.querySelectorAll('#kept-models li')].map((item) => item.dataset.key).join()";
        page.wait_for("one kept model", &format!("{keys} === '{AUTHORS}/{EMOTION}'"), SOON)?;
        ensure!(page.text("#model-name")? == "TVLT emotion", "the model that ran has stopped");
        Ok(())
    })
}

/// The file changes while its download is paused: the download starts again from the beginning.
fn changed(scene: &Scene) -> Result<()> {
    let hub = hub()?;
    hub.behave(|behaviour| behaviour.pause = SLOW);
    let host = site(scene, &hub)?;
    with_model_page(scene, (&host, hub.hosts()), "download_of_a_changed_file", |page| {
        begin(page, "tvlt-emotion")?;
        wait_for_bytes(page, 40_000)?;
        page.click("#hub-pause")?;
        page.wait_for("the pause", "document.querySelector('#hub-resume')", SOON)?;
        hub.behave(|behaviour| {
            behaviour.etag = "two";
            behaviour.pause = Duration::ZERO;
        });
        page.click("#hub-resume")?;
        runs(page, "TVLT emotion")?;
        let starts: Vec<_> = hub.asked_for_files().into_iter().map(|asked| asked.start).collect();
        ensure!(
            matches!(starts.as_slice(), [None, Some(_), None]),
            "the file was asked for from {starts:?}, and should be asked for whole again"
        );
        Ok(())
    })
}

/// While one model is being downloaded, another is requested: the first download is paused, and never replaces
/// the model that was chosen later.
fn left_for_another(scene: &Scene) -> Result<()> {
    let hub = hub()?;
    hub.behave(|behaviour| behaviour.pause = SLOW);
    let host = site(scene, &hub)?;
    with_model_page(scene, (&host, hub.hosts()), "download_left_for_another", |page| {
        begin(page, "tvlt-emotion")?;
        wait_for_bytes(page, 20_000)?;
        begin(page, "tvlt-sentiment")?;
        wait_for_bytes(page, 20_000)?;
        ensure!(page.text("#hub-transfer")?.contains("TVLT sentiment"), "another download is shown");
        ensure!(page.eval("!!document.querySelector('#hub-pause')")? == true, "it is shown as paused");
        choose(page, "digits")?;
        page.wait_for("no panel", "!document.querySelector('#hub-transfer')", SOON)?;
        hub.behave(|behaviour| behaviour.pause = Duration::ZERO);
        page.pause(Duration::from_secs(2))?;
        runs(page, "TVLT digits")?;
        let parts = "document.querySelectorAll('#kept-models li[data-complete=\"false\"]').length";
        page.wait_for("both parts to be kept", &format!("{parts} === 2"), SOON)?;
        // Either can be resumed, and runs.
        page.click("#kept-models li button")?;
        runs(page, "TVLT emotion")
    })
}

/// A link to a model of the hub asks the hub for nothing by itself.
fn asked_for_by_address(scene: &Scene) -> Result<()> {
    let hub = hub()?;
    let host = site(scene, &hub)?;
    let name = "download_asked_for_by_address";
    let address = format!("?device=cpu&model={AUTHORS}/{EMOTION}");
    with_page(scene, &host, (name, &address), (&Devices::Neither, false), |page| {
        runs(page, "TVLT digits")?;
        let field = "document.querySelector('#hub-name')?.value";
        page.wait_for("its name", &format!("{field} === '{AUTHORS}/{EMOTION}'"), SOON)?;
        page.pause(Duration::from_millis(500))?;
        page.assert_own_host(&host.name())?;
        page.friends.extend(hub.hosts());
        page.click("#hub-look")?;
        page.wait_for("the offer", "document.querySelector('#hub-offer')", SOON)?;
        page.click("#hub-close")?;
        let chosen = "document.querySelector('#model-picker').value === 'digits'";
        page.wait_for("the picker to say what runs", chosen, SOON)
    })
}

/// A repository is named: it has several models to choose from, and configuration files beside the weights.
fn by_name(scene: &Scene) -> Result<()> {
    let digits = project::root().join("www/models/digits");
    let file = |name: &str| Ok::<_, anyhow::Error>((name.to_owned(), fs::read(digits.join(name))?));
    let files = [file("config.json")?, file("preprocessor_config.json")?, file("model.safetensors")?];
    let digits = Repository { files: files.into(), licence: None, gated: false };
    let several = [
        ("a.ckpt".to_owned(), checkpoint("authors_emotion/model.ckpt")?),
        ("b/c d.ckpt".to_owned(), checkpoint("authors_sentiment/model.ckpt")?),
    ];
    let several = Repository { files: several.into(), licence: Some("cc-by-4.0"), gated: false };
    let hub = Hub::start([("some/digits", digits), ("some/several", several)])?;
    let host = site(scene, &hub)?;
    with_model_page(scene, (&host, hub.hosts()), "download_by_name", |page| {
        look_up(page, "some/several")?;
        page.wait_for("the models", "document.querySelectorAll('#hub-files button').length === 2", SOON)?;
        page.eval("document.querySelectorAll('#hub-files button')[1].click()")?;
        page.wait_for("the offer", "document.querySelector('#hub-offer')", SOON)?;
        page.click("#hub-close")?;
        look_up(page, &format!("{}/some/digits", hub.address()))?;
        page.wait_for("the offer", "document.querySelector('#hub-offer')", SOON)?;
        ensure!(page.text("#hub-licence")? == "the hub states no licence");
        page.click("#hub-download")?;
        runs(page, "some/digits/model.safetensors")?;
        page.click("#sample")?;
        page.wait_for("digits", "pageHooks.predictions().length === 11", FIRST_ANSWER)?;
        let asked = hub.asked_for_files().len();
        ensure!(asked == 3, "{asked} files were asked for");
        choose(page, "digits")?;
        runs(page, "TVLT digits")
    })
}

fn look_up(page: &mut Page, words: &str) -> Result<()> {
    choose(page, "*")?;
    page.wait_for("the field", "document.querySelector('#hub-name')", SOON)?;
    page.fill("#hub-name", words)?;
    page.click("#hub-look")
}

/// Each failure has its sentence, and the current model keeps running.
fn refused(scene: &Scene) -> Result<()> {
    let hub = hub()?;
    let host = site(scene, &hub)?;
    with_model_page(scene, (&host, hub.hosts()), "download_refused", |page| {
        for (words, sentence) in [
            ("not a name", "owner/name"),
            ("no/such", "shows no repository no/such"),
            ("some/gated", "not open to everyone"),
            ("some/empty", "holds no weights"),
        ] {
            look_up(page, words)?;
            page.wait_for(sentence, &format!("{NOTE}.includes({sentence:?})"), SOON)?;
        }
        hub.behave(|behaviour| behaviour.exaggerates = 100);
        begin(page, "tvlt-emotion")?;
        page.wait_for("its sentence", &format!("{NOTE}.includes('277905 bytes where 277805')"), SOON)?;
        page.click("#hub-cancel")?;
        hub.behave(|behaviour| {
            behaviour.exaggerates = 0;
            behaviour.damages = true;
        });
        begin(page, "tvlt-emotion")?;
        page.wait_for("its sentence", &format!("{NOTE}.includes('arrived damaged')"), SOON)?;
        page.click("#hub-cancel")?;
        drop(hub);
        choose(page, "tvlt-sentiment")?;
        page.wait_for("its sentence", &format!("{NOTE}.includes('could not be reached')"), SOON)?;
        ensure!(page.text("#model-name")? == "TVLT digits", "the model that ran has stopped");
        page.eval("document.querySelector('#model-picker').dispatchEvent(new Event('focus'))")?;
        let none = "document.querySelectorAll('#kept-models li').length === 0";
        page.wait_for("nothing to be kept", none, SOON)?;
        page.click("#sample")?;
        page.wait_for("an answer", super::live::ANSWERED, FIRST_ANSWER)
    })
}

/// The browser has too little storage, then enough.
fn full_storage(scene: &Scene) -> Result<()> {
    let hub = hub()?;
    let host = site(scene, &hub)?;
    with_model_page(scene, (&host, hub.hosts()), "download_with_full_storage", |page| {
        let origin = format!("http://{}", host.name());
        page.set_quota(&origin, Some(200_000))?;
        begin(page, "tvlt-emotion")?;
        page.wait_for("its sentence", &format!("{NOTE}.includes('There is no room')"), SOON)?;
        page.set_quota(&origin, None)?;
        page.click("#hub-resume")?;
        runs(page, "TVLT emotion")
    })
}

/// In a browser that stores nothing, the page says so, and the model runs for this visit.
fn without_storage(scene: &Scene) -> Result<()> {
    let hub = hub()?;
    let loader = fs::read_to_string(project::dist().join("worker-loader.js"))?;
    let refuses =
        "navigator.storage.getDirectory = async () => { throw new DOMException('no', 'SecurityError'); };";
    let host = scene.serve_with([
        ("models/index.json", index(&hub)?),
        ("worker-loader.js", Answer::Bytes("text/javascript", format!("{refuses}\n{loader}").into_bytes())),
    ])?;
    hub.behave(|behaviour| behaviour.pause = SLOW);
    with_model_page(scene, (&host, hub.hosts()), "download_without_storage", |page| {
        choose(page, "tvlt-emotion")?;
        page.wait_for(
            "its sentence",
            "document.querySelector('#hub-offer')?.textContent.includes('this visit alone')",
            SOON,
        )?;
        page.click("#hub-download")?;
        wait_for_bytes(page, 40_000)?;
        page.click("#hub-pause")?;
        page.click("#hub-resume")?;
        runs(page, "TVLT emotion")?;
        let starts: Vec<_> = hub.asked_for_files().into_iter().map(|asked| asked.start).collect();
        ensure!(starts.len() == 2 && starts[1].is_some_and(|start| start > 0), "asked for {starts:?}");
        six_emotions(page)?;
        page.reload()?;
        runs(page, "TVLT digits")
    })
}

fn with_model_page(
    scene: &Scene,
    (host, friends): (&Host, [String; 2]),
    name: &str,
    act: impl FnOnce(&mut Page) -> Result<()>,
) -> Result<()> {
    with_page(scene, host, (name, "?device=cpu"), (&Devices::Neither, false), |page| {
        page.friends.extend(friends);
        runs(page, "TVLT digits")?;
        act(page)
    })
}
