//! Chromium's DevTools protocol over a WebSocket: commands with their answers, and events. The messages of WebDriver
//! BiDi, which Firefox speaks, have the same form.
//!
//! Messages are kept as JSON, so that newer browsers work too, whose messages generated types might not fit.

use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use tungstenite::stream::MaybeTlsStream;
use tungstenite::{Message, WebSocket};

/// An event of a session (a page or one of its workers).
pub struct Event {
    /// Such as `Runtime.consoleAPICalled`.
    pub method: String,
    /// Its parameters.
    pub params: Value,
}

/// A connection to a browser.
pub struct Connection {
    socket: WebSocket<MaybeTlsStream<TcpStream>>,
    next_id: u64,
    events: Vec<Event>,
}

impl Connection {
    /// Connects to the browser's address (`ws://127.0.0.1:...`).
    ///
    /// # Errors
    /// Where the browser does not answer.
    pub fn open(address: &str) -> Result<Self> {
        let (socket, _) =
            tungstenite::connect(address).with_context(|| format!("no browser at {address}"))?;
        Ok(Self { socket, next_id: 0, events: Vec::new() })
    }

    /// Sends a command without waiting for its answer, and returns its number.
    ///
    /// # Errors
    /// Where the browser is gone.
    pub fn send(&mut self, session: &str, method: &str, params: Value) -> Result<u64> {
        self.next_id += 1;
        let mut message = json!({ "id": self.next_id, "method": method, "params": params });
        if !session.is_empty() {
            message["sessionId"] = session.into();
        }
        self.socket.send(Message::text(message.to_string())).context("the browser is gone")?;
        Ok(self.next_id)
    }

    /// Waits for the next message. Returns the answer to the command if this is it; events are kept, so that the
    /// caller can handle them before it waits again.
    ///
    /// # Errors
    /// Where the browser refuses the command or is gone.
    pub fn answer(&mut self, id: u64, limit: Duration) -> Result<Option<Value>> {
        let Some(mut message) = self.receive(limit)? else { return Ok(None) };
        if message["id"].as_u64() != Some(id) {
            self.keep(message);
            return Ok(None);
        }
        if let Some(error) = message.get("error") {
            // In WebDriver BiDi `error` is a name, and the message is a separate field.
            let words = error["message"].as_str().or(message["message"].as_str());
            bail!("the browser refuses: {}", words.unwrap_or("without a word"));
        }
        Ok(Some(message["result"].take()))
    }

    /// Waits for a message while no answer is awaited, and keeps it if it is an event.
    ///
    /// # Errors
    /// Where the browser is gone.
    pub fn wait(&mut self, limit: Duration) -> Result<()> {
        if let Some(message) = self.receive(limit)? {
            self.keep(message);
        }
        Ok(())
    }

    /// The events kept since the last call.
    pub fn take_events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    fn keep(&mut self, mut message: Value) {
        if let Some(method) = message["method"].as_str().map(str::to_owned) {
            self.events.push(Event { method, params: message["params"].take() });
        }
    }

    /// The next message, or none where none comes in time.
    fn receive(&mut self, limit: Duration) -> Result<Option<Value>> {
        // A socket does not accept a timeout of zero.
        let limit = limit.max(Duration::from_millis(1));
        if let MaybeTlsStream::Plain(stream) = self.socket.get_ref() {
            stream.set_read_timeout(Some(limit))?;
        }
        match self.socket.read() {
            Ok(Message::Text(text)) => Ok(Some(serde_json::from_str(&text)?)),
            Ok(_) => Ok(Some(Value::Null)),
            Err(tungstenite::Error::Io(error))
                if matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut) =>
            {
                Ok(None)
            }
            Err(error) => Err(error).context("the browser is gone"),
        }
    }
}
