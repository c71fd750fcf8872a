//! Leads sound from a stream or an element through the audio worklet to the ports of workers.
//!
//! ```text
//! microphone ──────────────┐
//!                          ├─> worklet "pcm-tap" ─> ports of workers (mono f32, ~46 ms a chunk)
//! <video> of a file ───────┤
//!                          └─> loudspeaker; files only
//! ```

use std::cell::RefCell;

use js_sys::{Array, Object, Promise, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AudioContext, AudioContextOptions, AudioContextState, AudioNode, AudioWorkletNode, HtmlMediaElement,
    MediaStream, MessageChannel, MessagePort,
};

use super::bindings;

/// The sampling rate that models are trained at, in hertz. With this rate here, nothing needs resampling.
const SAMPLE_RATE: f32 = 44_100.0;
const WORKLET: &str = "audio-worklet.js";
const PROCESSOR: &str = "pcm-tap";

/// A source's sound. Dropping it closes its context and releases its ports.
pub(super) struct Sound {
    pub context: AudioContext,
    tap: AudioWorkletNode,
    source: RefCell<Option<AudioNode>>,
}

impl Sound {
    /// Processes the sound of a microphone.
    pub async fn of_stream(stream: &MediaStream) -> Result<Self, JsValue> {
        let context = Context::new(Some(SAMPLE_RATE))?;
        let (context, source) = match context.0.create_media_stream_source(stream) {
            Ok(source) => (context, source),
            // Firefox accepts a stream only at the context's rate. Use the default rate, and let the worker
            // resample.
            Err(_) => {
                drop(context);
                let context = Context::new(None)?;
                let source = context.0.create_media_stream_source(stream)?;
                (context, source)
            }
        };
        let sound = Self::new(context).await?;
        source.connect_with_audio_node(&sound.tap)?;
        sound.source.replace(Some(source.into()));
        Ok(sound)
    }

    /// Prepares for a file's sound; nothing is played or analysed until [`connect`](Self::connect).
    pub async fn of_file() -> Result<Self, JsValue> {
        Self::new(Context::new(Some(SAMPLE_RATE))?).await
    }

    async fn new(context: Context) -> Result<Self, JsValue> {
        JsFuture::from(context.0.audio_worklet()?.add_module(WORKLET)?).await?;
        let tap = AudioWorkletNode::new(&context.0, PROCESSOR)?;
        // The worklet outputs silence, but some browsers do not run a node that is connected to nothing.
        tap.connect_with_audio_node(&context.0.destination())?;
        Ok(Self { context: context.keep(), tap, source: RefCell::default() })
    }

    /// Connects an element's sound, once. Wait until the context runs: an element that is connected to a
    /// suspended context does not play.
    pub fn connect(&self, element: &HtmlMediaElement) -> Result<(), JsValue> {
        if self.source.borrow().is_some() {
            return Ok(());
        }
        let source = self.context.create_media_element_source(element)?;
        source.connect_with_audio_node(&self.tap)?;
        source.connect_with_audio_node(&self.context.destination())?;
        self.source.replace(Some(source.into()));
        Ok(())
    }

    /// Whether a source's sound is connected.
    pub fn is_connected(&self) -> bool {
        self.source.borrow().is_some()
    }

    /// Whether sound is processed.
    pub fn is_running(&self) -> bool {
        self.context.state() == AudioContextState::Running
    }

    /// Starts the sound. The browser may delay this until the person's first click.
    pub fn resume(&self) {
        // The promise stays pending until a click allows sound, so the context's state is used instead.
        settle(self.context.resume());
    }

    /// Pauses the sound.
    pub fn suspend(&self) {
        settle(self.context.suspend());
    }

    /// A new port on which chunks arrive from now on; the previous one gets no more.
    pub fn port(&self) -> Result<MessagePort, JsValue> {
        let channel = MessageChannel::new()?;
        let message = Object::new();
        Reflect::set(&message, &"type".into(), &"lead".into())?;
        Reflect::set(&message, &"port".into(), &channel.port1())?;
        self.tap.port()?.post_message_with_transferable(&message, &Array::of1(&channel.port1()))?;
        Ok(channel.port2())
    }

    fn let_port_go(&self) -> Result<(), JsValue> {
        let message = Object::new();
        Reflect::set(&message, &"type".into(), &"let-go".into())?;
        self.tap.port()?.post_message(&message)
    }
}

impl Drop for Sound {
    fn drop(&mut self) {
        // If this message fails, closing the context ends the worklet and all its ports anyway.
        let _ = self.let_port_go();
        if let Some(source) = self.source.take() {
            let _ = source.disconnect();
        }
        let _ = self.tap.disconnect();
        settle(self.context.close());
    }
}

fn settle(promise: Result<Promise, JsValue>) {
    if let Ok(promise) = promise {
        bindings::ignore(promise);
    }
}

/// A context that is closed when dropped, until ownership moves elsewhere. A page can have only a few
/// contexts.
struct Context(AudioContext);

impl Context {
    fn new(sample_rate: Option<f32>) -> Result<Self, JsValue> {
        let options = AudioContextOptions::new();
        if let Some(sample_rate) = sample_rate {
            options.set_sample_rate(sample_rate);
        }
        AudioContext::new_with_context_options(&options).map(Self)
    }

    fn keep(self) -> AudioContext {
        let context = self.0.clone();
        // The clone is another handle to the same context, which the caller now has to close.
        std::mem::forget(self);
        context
    }
}

impl Drop for Context {
    fn drop(&mut self) {
        settle(self.0.close());
    }
}
