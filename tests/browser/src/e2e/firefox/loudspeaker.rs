//! A virtual loudspeaker: a PulseAudio server for one test, ended when it is dropped.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::setup;

/// How long the server may take to start on a busy machine.
const START_LIMIT: Duration = Duration::from_secs(30);

/// A running server with one silent loudspeaker.
pub struct Loudspeaker {
    process: Child,
    folder: TempDir,
}

impl Loudspeaker {
    /// Starts one.
    ///
    /// # Errors
    /// Where there is no PulseAudio, or it does not start.
    pub fn start() -> Result<Self> {
        let folder = tempfile::tempdir().context("no place for the loudspeaker's socket")?;
        let socket = folder.path().join("socket");
        let mut process = Command::new(setup::pulseaudio()?)
            // Independent of the machine's own configuration and of a server that runs already.
            // 48 kHz, as on most machines; models are trained at 44.1 kHz.
            .args(["-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1"])
            .args(["--load", "module-null-sink rate=48000", "--load"])
            .arg(format!("module-native-protocol-unix auth-anonymous=1 socket={}", socket.display()))
            .env("HOME", folder.path())
            .env("XDG_RUNTIME_DIR", folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("PulseAudio did not start")?;
        let end = Instant::now() + START_LIMIT;
        while !socket.exists() {
            let ended = process.try_wait()?;
            if ended.is_some() || Instant::now() > end {
                process.kill().ok();
                process.wait().ok();
                bail!("PulseAudio did not start ({ended:?})");
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(Self { process, folder })
    }

    /// Its address: the value for the variable `PULSE_SERVER` of programs.
    pub fn address(&self) -> String {
        address(self.folder.path())
    }
}

/// The address of a server in this folder, whether there is one or not.
pub fn address(folder: &Path) -> String {
    format!("unix:{}", folder.join("socket").display())
}

impl Drop for Loudspeaker {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}
