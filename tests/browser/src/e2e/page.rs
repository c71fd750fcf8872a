//! One page in Chromium: a person's actions, what the page shows, and a record of its console, requests and workers.

mod fields;
mod keys;
mod long_run;
mod looks;
mod mouse;
mod presses;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use super::browser::Browser;
use super::cdp::Event;

pub use long_run::Heaps;

/// A script that runs before any of a page's own; see the file.
pub const HOOKS: &str = include_str!("hooks.js");
/// Time limit for a command that does not wait for anything.
const SHORT: Duration = Duration::from_secs(60);
/// Time between two checks of a condition.
const POLL: Duration = Duration::from_millis(50);

/// A page and the record of what it did.
pub struct Page<'a> {
    browser: &'a mut Browser,
    session: String,
    /// Errors on the consoles of the page and its workers.
    pub console_errors: Vec<String>,
    /// Addresses requested by the page and its workers.
    pub requests: Vec<String>,
    /// Kinds of the dialogs that the browser has shown, such as `beforeunload`. Each is accepted.
    pub dialogs: Vec<String>,
    /// Prefixes of other hosts' addresses that may be requested.
    pub friends: Vec<String>,
    /// Address and session of each worker that was started, in order.
    workers: Vec<(String, String)>,
    /// Sessions of workers that have ended.
    ended: Vec<String>,
}

impl<'a> Page<'a> {
    /// Opens an address.
    ///
    /// # Errors
    /// Where the browser refuses.
    pub fn open(browser: &'a mut Browser, address: &str) -> Result<Self> {
        Self::open_with(browser, address, "")
    }

    /// Opens an address, with a script that runs before any of the page's.
    ///
    /// # Errors
    /// Where the browser refuses.
    pub fn open_with(browser: &'a mut Browser, address: &str, script: &str) -> Result<Self> {
        let mut page = Self {
            browser,
            // Without a session a command goes to the browser itself.
            session: String::new(),
            console_errors: Vec::new(),
            requests: Vec::new(),
            dialogs: Vec::new(),
            friends: Vec::new(),
            workers: Vec::new(),
            ended: Vec::new(),
        };
        let target = page.call("Target.createTarget", json!({ "url": "about:blank" }))?;
        let attach = json!({ "targetId": target["targetId"], "flatten": true });
        let attached = page.call("Target.attachToTarget", attach)?;
        page.session = attached["sessionId"].as_str().context("no session for the page")?.to_owned();
        page.call("Page.enable", json!({}))?;
        for source in [page.browser.script, HOOKS, script] {
            page.call("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source }))?;
        }
        let session = page.session.clone();
        page.record(&session)?;
        page.call("Page.navigate", json!({ "url": address }))?;
        Ok(page)
    }

    /// Value of a JavaScript expression; a promise is waited for.
    ///
    /// # Errors
    /// Where the expression throws.
    pub fn eval(&mut self, expression: &str) -> Result<Value> {
        self.eval_within(expression, SHORT)
    }

    /// As [`Self::eval`], with another limit.
    ///
    /// # Errors
    /// Where the expression throws, or takes longer.
    pub fn eval_within(&mut self, expression: &str, limit: Duration) -> Result<Value> {
        let params = json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let mut answer = self.call_within("Runtime.evaluate", params, limit)?;
        if let Some(details) = answer.get("exceptionDetails") {
            bail!("{}", exception_text(details));
        }
        Ok(answer["result"]["value"].take())
    }

    /// Waits until a JavaScript expression is true.
    ///
    /// # Errors
    /// Where it does not become so in time; the error shows the page's status and errors.
    pub fn wait_for(&mut self, what: &str, condition: &str, limit: Duration) -> Result<()> {
        let end = Instant::now() + limit;
        loop {
            // A document that is just being replaced throws; the next check will not.
            if self.eval(&format!("Boolean({condition})")).is_ok_and(|value| value == true) {
                return Ok(());
            }
            if Instant::now() > end {
                let status = self.text("#status").unwrap_or_default();
                let error = self.text("#error").unwrap_or_default();
                bail!(
                    "waited {limit:?} in vain for {what} (status: {status:?}, error: {error:?}, console: {:?})",
                    self.console_errors
                );
            }
            self.pause(POLL)?;
        }
    }

    /// Lets time pass, recording what the page does meanwhile.
    ///
    /// # Errors
    /// Where the browser is gone.
    pub fn pause(&mut self, time: Duration) -> Result<()> {
        let end = Instant::now() + time;
        while Instant::now() < end {
            self.browser.connection.wait(end.saturating_duration_since(Instant::now()))?;
            self.take_events()?;
        }
        Ok(())
    }

    /// Clicks an element as soon as it is there and can be used.
    ///
    /// # Errors
    /// Where it does not come.
    pub fn click(&mut self, selector: &str) -> Result<()> {
        let element = format!("document.querySelector({selector:?})");
        self.wait_for(
            &format!("{selector} to be clickable"),
            &format!("{element} && !{element}.matches(':disabled, [aria-disabled=true]')"),
            Duration::from_secs(30),
        )?;
        // It counts as a user gesture, so that sound may start after it.
        let click = json!({ "expression": format!("{element}.click()"), "userGesture": true });
        self.call("Runtime.evaluate", click).map(drop)
    }

    /// Loads the page anew, as a person would.
    ///
    /// # Errors
    /// Where the browser is gone.
    pub fn reload(&mut self) -> Result<()> {
        self.eval("window.beforeReload = true")?;
        self.call("Page.reload", json!({}))?;
        self.wait_for("the new page", "!window.beforeReload && document.readyState === 'complete'", SHORT)
    }

    /// Sets an origin's storage quota; `None` for the default.
    ///
    /// # Errors
    /// Where the browser refuses.
    pub fn set_quota(&mut self, origin: &str, bytes: Option<u64>) -> Result<()> {
        let mut params = json!({ "origin": origin });
        if let Some(bytes) = bytes {
            params["quotaSize"] = json!(bytes);
        }
        self.call("Storage.overrideQuotaForOrigin", params).map(drop)
    }

    /// The text of an element; empty where there is none.
    ///
    /// # Errors
    /// Where the browser is gone.
    pub fn text(&mut self, selector: &str) -> Result<String> {
        let value = self.eval(&format!("document.querySelector({selector:?})?.textContent?.trim() ?? ''"))?;
        Ok(value.as_str().unwrap_or_default().to_owned())
    }

    /// An element's `data-value`.
    ///
    /// # Errors
    /// Where the browser is gone.
    pub fn number(&mut self, selector: &str) -> Result<Option<f64>> {
        Ok(self.eval(&format!("parseFloat(document.querySelector({selector:?})?.dataset.value)"))?.as_f64())
    }

    /// How many workers of this module were started.
    pub fn worker_count(&self, module: &str) -> usize {
        self.workers.iter().filter(|(address, _)| address.contains(module)).count()
    }

    /// Runs an expression in the latest worker of a module.
    ///
    /// # Errors
    /// Where there is none, or the browser refuses.
    pub fn eval_in_worker(&mut self, module: &str, expression: &str) -> Result<()> {
        let worker = self.workers.iter().rev().find(|(address, _)| address.contains(module));
        let session = worker.map(|(_, session)| session.clone()).with_context(|| format!("no {module}"))?;
        // Does not wait for the answer, as the worker may end before it answers.
        let params = json!({ "expression": expression });
        self.browser.connection.send(&session, "Runtime.evaluate", params).map(drop)
    }

    /// Saves a picture of the page.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn screenshot(&mut self, file: &Path) -> Result<()> {
        let shot =
            self.call("Page.captureScreenshot", json!({ "format": "png", "captureBeyondViewport": true }))?;
        let bytes = BASE64_STANDARD.decode(shot["data"].as_str().unwrap_or_default())?;
        fs::write(file, bytes).with_context(|| format!("could not write {}", file.display()))
    }

    /// Checks that no console had an error and that every request went to the page's own host.
    ///
    /// # Errors
    /// Where one did.
    pub fn assert_clean(&mut self, host: &str) -> Result<()> {
        self.pause(POLL)?;
        ensure!(self.console_errors.is_empty(), "errors on the console: {:?}", self.console_errors);
        self.assert_own_host(host)
    }

    /// Checks that every request went to the page's own host.
    ///
    /// # Errors
    /// Where one did not.
    pub fn assert_own_host(&mut self, host: &str) -> Result<()> {
        let own = format!("http://{host}/");
        let local = ["blob:", "data:", "about:"];
        let stranger = self.requests.iter().find(|request| {
            !request.starts_with(&own)
                && !self.friends.iter().any(|friend| request.starts_with(friend))
                && !local.iter().any(|scheme| request.starts_with(scheme))
        });
        ensure!(stranger.is_none(), "a request to another host: {stranger:?}");
        Ok(())
    }

    fn call(&mut self, method: &str, params: Value) -> Result<Value> {
        self.call_within(method, params, SHORT)
    }

    /// Sends a command and waits for its answer. Events are handled meanwhile: a worker that has just started waits
    /// for that, and the answer may depend on the worker.
    fn call_within(&mut self, method: &str, params: Value, limit: Duration) -> Result<Value> {
        let id = self.browser.connection.send(&self.session, method, params)?;
        let end = Instant::now() + limit;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                bail!("{method} took longer than {limit:?}");
            }
            if let Some(answer) = self.browser.connection.answer(id, left)? {
                return Ok(answer);
            }
            self.take_events()?;
        }
    }

    /// Begins the record of a session: its console, its requests, and its workers.
    fn record(&mut self, session: &str) -> Result<()> {
        let attach = json!({ "autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true });
        let worker_script = if session == self.session { "" } else { self.browser.worker_script };
        let connection = &mut self.browser.connection;
        for (method, params) in [
            ("Runtime.enable", json!({})),
            ("Log.enable", json!({})),
            // Only addresses are recorded: fetched bodies would stay in memory, even after their worker has ended.
            ("Network.enable", json!({ "maxTotalBufferSize": 0, "maxResourceBufferSize": 0 })),
            ("Target.setAutoAttach", attach),
            ("Runtime.evaluate", json!({ "expression": worker_script })),
            ("Runtime.runIfWaitingForDebugger", json!({})),
        ] {
            connection.send(session, method, params)?;
        }
        Ok(())
    }

    fn take_events(&mut self) -> Result<()> {
        for event in self.browser.connection.take_events() {
            self.take(&event)?;
        }
        Ok(())
    }

    fn take(&mut self, event: &Event) -> Result<()> {
        let params = &event.params;
        match event.method.as_str() {
            "Target.attachedToTarget" => {
                if let Some(session) = params["sessionId"].as_str() {
                    let address = params["targetInfo"]["url"].as_str().unwrap_or_default();
                    self.workers.push((address.to_owned(), session.to_owned()));
                    self.record(session)?;
                }
            }
            "Target.detachedFromTarget" => self.ended.extend(params["sessionId"].as_str().map(str::to_owned)),
            "Page.javascriptDialogOpening" => {
                self.dialogs.extend(params["type"].as_str().map(str::to_owned));
                // Its answer comes after those that are awaited.
                let accept = json!({ "accept": true });
                self.browser.connection.send(&self.session, "Page.handleJavaScriptDialog", accept)?;
            }
            "Runtime.consoleAPICalled" if matches!(params["type"].as_str(), Some("error" | "assert")) => {
                let words = params["args"].as_array().into_iter().flatten();
                let text: Vec<&str> = words
                    .filter_map(|word| word["value"].as_str().or(word["description"].as_str()))
                    .collect();
                self.console_errors.push(text.join(" "));
            }
            "Runtime.exceptionThrown" => {
                self.console_errors.push(exception_text(&params["exceptionDetails"]))
            }
            "Log.entryAdded" if params["entry"]["level"] == "error" => {
                let entry = &params["entry"];
                let text = entry["text"].as_str().unwrap_or_default();
                self.console_errors.push(format!("{text} {}", entry["url"].as_str().unwrap_or_default()));
            }
            "Network.requestWillBeSent" => {
                self.requests.extend(params["request"]["url"].as_str().map(str::to_owned));
            }
            _ => {}
        }
        Ok(())
    }
}

/// The text of an exception.
fn exception_text(details: &Value) -> String {
    details["exception"]["description"]
        .as_str()
        .or(details["text"].as_str())
        .unwrap_or("an exception without words")
        .to_owned()
}
