//! One page in Firefox: a person's actions, and what the page shows. Uses WebDriver BiDi, which Firefox supports.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use super::browser::Firefox;
use crate::e2e::page::HOOKS;

/// Time limit for a command that does not wait for anything.
const SHORT: Duration = Duration::from_secs(60);
/// Time between two checks of a condition.
const POLL: Duration = Duration::from_millis(50);

/// A page and the record of what it did.
pub struct Page<'a> {
    browser: &'a mut Firefox,
    /// BiDi's name of the tab.
    context: String,
    /// Errors on the page's console.
    pub console_errors: Vec<String>,
    /// Addresses that the page requested.
    requests: Vec<String>,
}

impl<'a> Page<'a> {
    /// Opens an address in the browser's first tab.
    ///
    /// # Errors
    /// Where the browser refuses.
    pub fn open(browser: &'a mut Firefox, address: &str) -> Result<Self> {
        let mut page =
            Self { browser, context: String::new(), console_errors: Vec::new(), requests: Vec::new() };
        page.call("session.new", json!({ "capabilities": {} }))?;
        page.call("session.subscribe", json!({ "events": ["log.entryAdded", "network.beforeRequestSent"] }))?;
        let tree = page.call("browsingContext.getTree", json!({}))?;
        page.context = tree["contexts"][0]["context"].as_str().context("the browser has no tab")?.to_owned();
        let hooks = json!({ "functionDeclaration": format!("() => {{ {HOOKS} }}") });
        page.call("script.addPreloadScript", hooks)?;
        let navigate = json!({ "context": page.context, "url": address, "wait": "interactive" });
        page.call("browsingContext.navigate", navigate)?;
        Ok(page)
    }

    /// Value of a JavaScript expression; a promise is waited for.
    ///
    /// # Errors
    /// Where the expression throws.
    pub fn eval(&mut self, expression: &str) -> Result<Value> {
        // As text, because BiDi's own form of values is not plain JSON.
        let result =
            self.evaluate(&format!("(async () => JSON.stringify(await ({expression})) ?? 'null')()"))?;
        let text = result["value"].as_str().context("the browser gave no text")?;
        Ok(serde_json::from_str(text)?)
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
            self.take_events();
        }
        Ok(())
    }

    /// Loads the page anew, as a person would.
    ///
    /// # Errors
    /// Where the browser refuses.
    pub fn reload(&mut self) -> Result<()> {
        let reload = json!({ "context": self.context, "wait": "interactive" });
        self.call("browsingContext.reload", reload).map(drop)
    }

    /// Chooses in a select, as a person would.
    ///
    /// # Errors
    /// Where there is no such choice.
    pub fn select(&mut self, selector: &str, value: &str) -> Result<()> {
        let option = format!("document.querySelector('{selector} option[value={value:?}]')");
        self.wait_for(&format!("{value} in {selector}"), &option, SHORT)?;
        self.evaluate(&format!(
            "{{ const select = document.querySelector({selector:?}); select.focus(); {option}.selected = true;
             select.dispatchEvent(new Event('change', {{ bubbles: true }})); }}"
        ))
        .map(drop)
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
        self.evaluate(&format!("{element}.click()")).map(drop)
    }

    /// Puts a file into a file picker, as a person would.
    ///
    /// # Errors
    /// Where there is no such picker.
    pub fn choose_file(&mut self, selector: &str, file: &Path) -> Result<()> {
        let picker = format!("document.querySelector({selector:?})");
        self.wait_for(selector, &picker, SHORT)?;
        let node = self.evaluate(&picker)?;
        let file = file.canonicalize().with_context(|| format!("no file {}", file.display()))?;
        let element = json!({ "sharedId": node["sharedId"] });
        let params = json!({ "context": self.context, "element": element, "files": [file] });
        self.call("input.setFiles", params).map(drop)
    }

    /// The text of an element; empty where there is none.
    ///
    /// # Errors
    /// Where the browser is gone.
    pub fn text(&mut self, selector: &str) -> Result<String> {
        let value = self.eval(&format!("document.querySelector({selector:?})?.textContent?.trim() ?? ''"))?;
        Ok(value.as_str().unwrap_or_default().to_owned())
    }

    /// Saves a picture of the page.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn screenshot(&mut self, file: &Path) -> Result<()> {
        let params = json!({ "context": self.context, "origin": "document" });
        let shot = self.call("browsingContext.captureScreenshot", params)?;
        let bytes = BASE64_STANDARD.decode(shot["data"].as_str().unwrap_or_default())?;
        fs::write(file, bytes).with_context(|| format!("could not write {}", file.display()))
    }

    /// Checks that the console had no error and that every request went to the page's own host.
    ///
    /// # Errors
    /// Where one did.
    pub fn assert_clean(&mut self, host: &str) -> Result<()> {
        self.pause(POLL)?;
        ensure!(self.console_errors.is_empty(), "errors on the console: {:?}", self.console_errors);
        let own = format!("http://{host}/");
        let local = ["blob:", "data:", "about:"];
        let stranger = self.requests.iter().find(|request| {
            !request.starts_with(&own) && !local.iter().any(|scheme| request.starts_with(scheme))
        });
        ensure!(stranger.is_none(), "a request to another host: {stranger:?}");
        Ok(())
    }

    /// Runs an expression as a user gesture, so that sound may start after it. Returns BiDi's form of its value.
    fn evaluate(&mut self, expression: &str) -> Result<Value> {
        let params = json!({
            "expression": expression, "target": { "context": self.context },
            "awaitPromise": true, "userActivation": true,
        });
        let mut answer = self.call("script.evaluate", params)?;
        if answer["type"] == "exception" {
            bail!("{}", answer["exceptionDetails"]["text"].as_str().unwrap_or("an exception without words"));
        }
        Ok(answer["result"].take())
    }

    fn call(&mut self, method: &str, params: Value) -> Result<Value> {
        let id = self.browser.connection.send("", method, params)?;
        let end = Instant::now() + SHORT;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                bail!("{method} took longer than {SHORT:?}");
            }
            if let Some(answer) = self.browser.connection.answer(id, left)? {
                return Ok(answer);
            }
            self.take_events();
        }
    }

    fn take_events(&mut self) {
        for event in self.browser.connection.take_events() {
            let params = &event.params;
            match event.method.as_str() {
                "log.entryAdded" if params["level"] == "error" => {
                    let text = params["text"].as_str().unwrap_or_default();
                    self.console_errors.push(text.to_owned());
                }
                "network.beforeRequestSent" => {
                    self.requests.extend(params["request"]["url"].as_str().map(str::to_owned));
                }
                _ => {}
            }
        }
    }
}
