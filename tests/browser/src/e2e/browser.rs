//! A headless Chromium with fake devices and an empty profile, closed when it is dropped.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use super::cdp::Connection;
use crate::setup;

/// How long a browser may take to start on a busy machine.
const START_LIMIT: Duration = Duration::from_secs(60);

/// Flags for every test: no background requests, no prompts, and no name resolved but this machine's own, both as
/// its number (a secure context) and as a name (not one, so without a camera).
const ALWAYS: [&str; 13] = [
    "--headless",
    "--no-sandbox",
    "--no-first-run",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--autoplay-policy=no-user-gesture-required",
    "--host-resolver-rules=MAP plain.test 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--remote-debugging-port=0",
    "--window-size=1280,1600",
];

/// WebGPU without a GPU, through Chromium's software adapter.
const SOFTWARE_WEBGPU: [&str; 4] = [
    "--enable-unsafe-webgpu",
    "--use-webgpu-adapter=swiftshader",
    "--enable-features=Vulkan",
    "--ignore-gpu-blocklist",
];

/// WebGPU on the machine's own graphics card, through Vulkan. On a server's graphics card without a screen, Chromium
/// offers an adapter only if the library of its software adapter (`libvk_swiftshader.so`) is replaced by one that
/// passes calls on to the system's Vulkan, and with `--use-webgpu-adapter=swiftshader` besides.
const OWN_WEBGPU: [&str; 5] = [
    "--enable-unsafe-webgpu",
    "--use-angle=vulkan",
    "--enable-features=Vulkan",
    "--disable-vulkan-surface",
    "--ignore-gpu-blocklist",
];

/// Whether benchmarks use the machine's own graphics card, which the variable `WEBGPU=own` selects.
pub fn own_gpu() -> bool {
    env::var_os("WEBGPU").is_some_and(|value| value == "own")
}

/// Cameras and microphones of a browser.
#[derive(Clone, Default)]
pub enum Devices {
    /// Chromium's own moving test picture and beeps.
    #[default]
    Both,
    /// A picture and a sound from files (Y4M, WAV), repeated.
    Files {
        /// What the camera sees; without one there is no camera.
        camera: Option<PathBuf>,
        /// What the microphone hears.
        microphone: PathBuf,
    },
    /// A camera alone.
    CameraOnly,
    /// A microphone alone.
    MicrophoneOnly,
    /// Both, and a person who refuses them.
    Denied,
    /// Neither.
    Neither,
}

impl Devices {
    fn flags(&self) -> Vec<String> {
        let allow = "--use-fake-ui-for-media-stream";
        let fake = "--use-fake-device-for-media-stream";
        match self {
            // The frame rate of a good camera, so that the model limits the updates.
            Self::Both | Self::CameraOnly => vec![allow.into(), format!("{fake}=fps=30")],
            Self::Files { camera, microphone } => {
                let hears = format!("--use-file-for-fake-audio-capture={}", microphone.display());
                let sees = match camera {
                    Some(film) => {
                        vec![fake.into(), format!("--use-file-for-fake-video-capture={}", film.display())]
                    }
                    // This flag only counts cameras; there is always a microphone.
                    None => vec![format!("{fake}=device-count=0")],
                };
                [vec![allow.into(), hears], sees].concat()
            }
            Self::MicrophoneOnly | Self::Neither => vec![allow.into(), format!("{fake}=device-count=0")],
            Self::Denied => vec![format!("{allow}=deny"), fake.into()],
        }
    }

    /// A script for what no flag can do, such as removing the fake microphone.
    fn script(&self) -> &'static str {
        match self {
            Self::CameraOnly | Self::Neither => include_str!("no_microphone.js"),
            Self::Both | Self::Files { .. } | Self::MicrophoneOnly | Self::Denied => "",
        }
    }
}

/// A running browser.
pub struct Browser {
    /// The connection to it.
    pub connection: Connection,
    /// Runs before any script of a page.
    pub script: &'static str,
    /// Runs before any script of a page's workers.
    pub worker_script: &'static str,
    process: Child,
    _profile: TempDir,
}

impl Browser {
    /// Starts one; with `webgpu` it has WebGPU on Chromium's software adapter, or on the machine's graphics card where
    /// the variable `WEBGPU` is `own`.
    ///
    /// # Errors
    /// Where there is no Chromium, or it does not start.
    pub fn launch(devices: &Devices, webgpu: bool) -> Result<Self> {
        let profile = tempfile::tempdir().context("no place for the browser's profile")?;
        let mut command = Command::new(setup::chromium()?);
        command.args(ALWAYS).args(devices.flags());
        match (webgpu, own_gpu()) {
            (false, _) => {}
            (true, false) => drop(command.args(SOFTWARE_WEBGPU)),
            (true, true) => drop(command.args(OWN_WEBGPU)),
        }
        command
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let mut process = command.spawn().context("Chromium did not start")?;
        match address(&profile, &mut process).and_then(|address| Connection::open(&address)) {
            Ok(connection) => Ok(Self {
                connection,
                script: devices.script(),
                worker_script: "",
                process,
                _profile: profile,
            }),
            Err(error) => {
                process.kill().ok();
                process.wait().ok();
                Err(error)
            }
        }
    }

    /// The browser's process, whose children are its pages.
    pub fn process_id(&self) -> u32 {
        self.process.id()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Asked to close first, so that its child processes end too; then killed.
        self.connection.send("", "Browser.close", serde_json::json!({})).ok();
        let end = Instant::now() + Duration::from_secs(5);
        while Instant::now() < end {
            if matches!(self.process.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// Waits for the file in which Chromium says where it listens.
fn address(profile: &TempDir, process: &mut Child) -> Result<String> {
    let file = profile.path().join("DevToolsActivePort");
    let end = Instant::now() + START_LIMIT;
    while Instant::now() < end {
        let text = fs::read_to_string(&file).unwrap_or_default();
        if let Some((port, path)) = text.trim().split_once('\n') {
            return Ok(format!("ws://127.0.0.1:{port}{path}"));
        }
        if let Some(status) = process.try_wait()? {
            bail!("Chromium ended at once ({status})");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    bail!("Chromium did not start within {START_LIMIT:?}")
}
