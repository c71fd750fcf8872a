//! A headless Firefox with an empty profile, closed when it is dropped.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;
use tempfile::TempDir;

use super::loudspeaker::{self, Loudspeaker};
use crate::e2e::cdp::Connection;
use crate::setup;

/// How long a browser may take to start on a busy machine.
const START_LIMIT: Duration = Duration::from_secs(60);

/// Settings of every profile. Firefox itself turns off most background requests under remote control; a proxy that
/// does not exist stops the rest. 127.0.0.1 is reached without the proxy.
const ALWAYS: [(&str, Preference); 9] = [
    ("network.proxy.type", Preference::Number(1)),
    ("network.proxy.http", Preference::Text("127.0.0.1")),
    ("network.proxy.http_port", Preference::Number(9)),
    ("network.proxy.ssl", Preference::Text("127.0.0.1")),
    ("network.proxy.ssl_port", Preference::Number(9)),
    ("datareporting.policy.dataSubmissionEnabled", Preference::Switch(false)),
    ("app.normandy.enabled", Preference::Switch(false)),
    ("browser.shell.checkDefaultBrowser", Preference::Switch(false)),
    // Use Firefox's own test picture and tone instead of devices.
    ("media.navigator.streams.fake", Preference::Switch(true)),
];

/// A setting of a profile's `user.js`.
#[derive(Clone, Copy)]
pub enum Preference {
    Switch(bool),
    Number(i64),
    Text(&'static str),
}

impl Preference {
    fn value(self) -> Value {
        match self {
            Self::Switch(on) => on.into(),
            Self::Number(number) => number.into(),
            Self::Text(text) => text.into(),
        }
    }
}

/// The kind of machine and person that a test simulates.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A machine with everything that the page needs, and a person who allows camera and microphone.
    Usual,
    /// The same machine, and a person who has permanently denied both.
    Refused,
    /// A machine that cannot decode H.264.
    NoDecoder,
    /// A browser that gives pages noise in place of a canvas's pixels.
    Unrecognisable,
    /// A machine without a loudspeaker.
    NoLoudspeaker,
}

impl Place {
    fn preferences(self) -> &'static [(&'static str, Preference)] {
        const ALLOWED: (&str, Preference) = ("media.navigator.permission.disabled", Preference::Switch(true));
        match self {
            Self::Usual | Self::NoLoudspeaker => &[ALLOWED],
            // 2 means "block".
            Self::Refused => &[
                ("permissions.default.camera", Preference::Number(2)),
                ("permissions.default.microphone", Preference::Number(2)),
            ],
            Self::Unrecognisable => &[ALLOWED, ("privacy.resistFingerprinting", Preference::Switch(true))],
            Self::NoDecoder => &[ALLOWED, ("media.ffmpeg.enabled", Preference::Switch(false))],
        }
    }
}

/// A running Firefox.
pub struct Firefox {
    /// The WebDriver BiDi connection to it.
    pub connection: Connection,
    process: Child,
    _profile: TempDir,
    _loudspeaker: Option<Loudspeaker>,
}

impl Firefox {
    /// Starts one.
    ///
    /// # Errors
    /// Where there is no Firefox, or it does not start.
    pub fn launch(place: Place) -> Result<Self> {
        let profile = tempfile::tempdir().context("no place for the browser's profile")?;
        let preferences: String = ALWAYS
            .iter()
            .chain(place.preferences())
            .map(|(name, preference)| format!("user_pref({name:?}, {});\n", preference.value()))
            .collect();
        fs::write(profile.path().join("user.js"), preferences).context("could not write the profile")?;
        let loudspeaker = if place == Place::NoLoudspeaker { None } else { Some(Loudspeaker::start()?) };
        let sound =
            loudspeaker.as_ref().map_or_else(|| loudspeaker::address(profile.path()), Loudspeaker::address);
        let mut process = Command::new(setup::firefox()?)
            .args(["--headless", "--no-remote", "--width", "1280", "--height", "1600"])
            .args(["--remote-debugging-port", "0", "--profile"])
            .arg(profile.path())
            .arg("about:blank")
            // Firefox refuses to run as root in another person's home, and leaves files in its own.
            .env("HOME", profile.path())
            .env("PULSE_SERVER", sound)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("Firefox did not start")?;
        match address(&profile, &mut process).and_then(|address| Connection::open(&address)) {
            Ok(connection) => Ok(Self { connection, process, _profile: profile, _loudspeaker: loudspeaker }),
            Err(error) => {
                process.kill().ok();
                process.wait().ok();
                Err(error)
            }
        }
    }
}

impl Drop for Firefox {
    fn drop(&mut self) {
        // Killed without asking it to close, which takes seconds: its profile is deleted, and its child processes end.
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// Waits for the file in which Firefox says where it listens.
fn address(profile: &TempDir, process: &mut Child) -> Result<String> {
    let file = profile.path().join("WebDriverBiDiServer.json");
    let end = Instant::now() + START_LIMIT;
    while Instant::now() < end {
        // A partly written file is not valid JSON yet.
        let said: Value =
            serde_json::from_str(&fs::read_to_string(&file).unwrap_or_default()).unwrap_or_default();
        if let Some(port) = said["ws_port"].as_u64() {
            return Ok(format!("ws://127.0.0.1:{port}/session"));
        }
        if let Some(status) = process.try_wait()? {
            bail!("Firefox ended at once ({status})");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    bail!("Firefox did not start within {START_LIMIT:?}")
}
