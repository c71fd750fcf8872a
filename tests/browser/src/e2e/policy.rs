//! A host that forbids inline scripts, as `docs/hosting.md` recommends.

use std::fs;

use anyhow::{Result, ensure};

use super::browser::Devices;
use super::live::ANSWERED;
use super::{FIRST_ANSWER, Scene, Test, with_page};
use xtask::project;

pub const TESTS: &[Test] = &[("policy_of_a_strict_host", strict_host)];

/// The header that `docs/hosting.md` recommends.
const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data: blob:; media-src 'self' blob: mediastream:; worker-src 'self'; \
    connect-src 'self' https://huggingface.co https://*.huggingface.co https://*.hf.co; \
    base-uri 'self'; form-action 'none'";

/// The page opens and answers there, and no page of the site has an inline script.
fn strict_host(scene: &Scene) -> Result<()> {
    let index = fs::read_to_string(project::dist().join("index.html"))?;
    for tag in index.split("<script").skip(1) {
        ensure!(tag.split_once('>').is_some_and(|(tag, _)| tag.contains("src=")), "a script within: {tag}");
    }
    let meta = index.split("http-equiv=\"Content-Security-Policy\"").nth(1).unwrap_or_default();
    let meta = meta.split('>').next().unwrap_or_default();
    let scripts = meta.split("script-src").nth(1).and_then(|rest| rest.split(';').next()).unwrap_or_default();
    ensure!(!scripts.is_empty() && !scripts.contains("unsafe-inline"), "the page's own policy: {meta}");
    let host = scene.serve_under(POLICY)?;
    let page = ("policy_of_a_strict_host", "?device=cpu&source=sample");
    with_page(scene, &host, page, (&Devices::Neither, false), |page| {
        page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
        page.assert_clean(&host.name())
    })
}
