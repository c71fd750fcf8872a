//! The state machine that decides which worker is active: the CPU answers first, the GPU takes over when it is right
//! and faster, and a worker that fails is replaced. Events in, orders out; it does not touch the browser.

use super::failure::{Failure, FailureKind};
use super::handover;
use super::known::Answers;
use crate::app::address::DeviceChoice;
use crate::view::tools::known::Known;
use bridge::protocol::Backend;
use tvlt::live::Checked;
use tvlt::live::agree;
use tvlt::precision::Precision;

/// A worker that crashes twice within this time, in milliseconds, is not restarted automatically.
const CRASH_WINDOW_MS: f64 = 60_000.0;

/// What the crew's runner is to do next.
#[derive(Debug, Clone, PartialEq)]
pub enum Order {
    /// Start this worker and load the model into it.
    Start(Backend),
    /// Stop this worker.
    Dismiss(Backend),
    /// Run the known input on this worker.
    Check(Backend),
    /// Send frames, sound and settings to this worker from now on.
    Activate(Backend),
    /// Show a sentence about what goes on; nothing is broken.
    Say(String),
    /// Show a sentence about what is broken.
    Fail {
        /// What happened and what to do.
        message: String,
        /// Whether another try may help.
        retry: bool,
    },
}

/// The kind of the browser's WebGPU adapter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adapter {
    /// There is none.
    Missing,
    /// A software adapter (SwiftShader, lavapipe, WARP), which is slower than the CPU worker.
    Software,
    /// A GPU.
    Real,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Post {
    /// Not started, or stopped for good.
    Away,
    /// Its module or its model is loading.
    Loading,
    /// It can take frames.
    Ready,
}

/// The workers of a page.
#[derive(Debug, Clone)]
pub struct Crew {
    choice: DeviceChoice,
    /// The precision of the GPU.
    precision: Precision,
    cpu: Post,
    gpu: Post,
    /// Whether a GPU worker is still worth waiting for.
    gpu_wanted: bool,
    /// Whether the browser has said if there is a WebGPU adapter.
    adapter_known: bool,
    active: Option<Backend>,
    /// Answers to the known input.
    answers: Answers,
    cpu_crashes_ms: Vec<f64>,
    reason: String,
}

impl Crew {
    /// A crew without started workers.
    pub fn new(choice: DeviceChoice) -> Self {
        let reason = if choice == DeviceChoice::Cpu { "CPU: as the address asks" } else { "" };
        Self {
            choice,
            precision: Precision::F32,
            cpu: Post::Away,
            gpu: Post::Away,
            gpu_wanted: choice != DeviceChoice::Cpu,
            adapter_known: false,
            active: None,
            answers: Answers::default(),
            cpu_crashes_ms: Vec::new(),
            reason: reason.into(),
        }
    }

    /// The backend whose worker gets the frames.
    pub fn active(&self) -> Option<Backend> {
        self.active
    }

    /// Why this backend is active, starting with its name; empty where there is nothing to explain yet.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// Whether the page should ask the browser for an adapter.
    pub fn wants_adapter(&self) -> bool {
        self.gpu_wanted && !self.adapter_known
    }

    /// The page has loaded.
    pub fn begin(&mut self) -> Vec<Order> {
        self.cpu = Post::Loading;
        vec![Order::Start(Backend::Cpu)]
    }

    /// The browser has said which WebGPU adapter there is. Ask it once the CPU answers, so that the GPU's large module
    /// does not delay the first answer; ask at once where the address requests WebGPU.
    pub fn adapter(&mut self, adapter: Adapter) -> Vec<Order> {
        self.adapter_known = true;
        let forced = self.choice == DeviceChoice::WebGpu;
        match adapter {
            Adapter::Missing => self.refuse_gpu(
                "there is no WebGPU here",
                "This browser offers no WebGPU, so the model runs on the CPU. A current Chrome, Edge or Safari has it.",
            ),
            Adapter::Software if !forced => {
                self.refuse_gpu("WebGPU has only a software adapter here, which is slower", "")
            }
            Adapter::Software | Adapter::Real => {
                self.gpu = Post::Loading;
                if !forced {
                    self.reason = "CPU: WebGPU is being made ready".into();
                }
                vec![Order::Start(Backend::WebGpu)]
            }
        }
    }

    /// A worker has loaded the model.
    pub fn loaded(&mut self, backend: Backend) -> Vec<Order> {
        *self.post(backend) = Post::Ready;
        let compares = self.cpu == Post::Ready && self.gpu == Post::Ready;
        let mut orders = Vec::new();
        if backend == Backend::Cpu && !(self.choice == DeviceChoice::WebGpu && self.gpu_wanted) {
            orders.extend(self.activate(Backend::Cpu));
        }
        if compares {
            // One after the other, as two at once would slow each other down and falsify the timing.
            let first = if self.answers.cpu().is_some() { Backend::WebGpu } else { Backend::Cpu };
            orders.push(Order::Check(first));
        }
        orders
    }

    /// Sets the precision that the GPU worker computes in, known when it has loaded the model.
    pub fn gpu_computes_with(&mut self, precision: Precision) {
        self.precision = precision;
    }

    /// The CPU's first forward took this long, in milliseconds.
    pub fn cpu_warmed_up(&mut self, took_ms: f64) {
        self.answers.warmed_up(took_ms);
    }

    /// What is known of both answers to the known input.
    pub fn known(&self) -> Known {
        let (cpu_ms, gpu_ms) = self.answers.times_ms();
        Known {
            cpu_ms,
            gpu_ms,
            compared: self.answers.compared,
            checks: self.answers.checks,
            asks: self.answers.asked,
            gpu_comes: self.gpu != Post::Away && self.active != Some(Backend::WebGpu),
        }
    }

    /// The person wants the known input to be answered again. The worker that runs answers; the other's answer is
    /// kept from before. While WebGPU is being made ready, a comparison follows anyway.
    pub fn check_again(&mut self) -> Vec<Order> {
        let Some(active) = self.active.filter(|_| !self.answers.asked && !self.known().gpu_comes) else {
            return Vec::new();
        };
        self.answers.asked = true;
        vec![Order::Check(active)]
    }

    /// The answer that the person has asked for.
    fn checked_again(&mut self, backend: Backend, compared: bool) -> Vec<Order> {
        // The CPU alone answers twice, so that there is something to compare.
        if !compared {
            return vec![Order::Check(backend)];
        }
        self.answers.asked = false;
        if backend == Backend::WebGpu && self.answers.gpu_is_wrong() {
            let message = "WebGPU gave wrong numbers on the known input.".to_owned();
            return self.gpu_failed(&Failure::new(FailureKind::Device, message));
        }
        Vec::new()
    }

    /// A worker has answered the known input.
    pub fn checked(&mut self, backend: Backend, checked: Checked) -> Vec<Order> {
        let compared = self.answers.take(backend, checked.clone(), self.precision);
        if self.answers.asked && self.active == Some(backend) {
            return self.checked_again(backend, compared);
        }
        if backend == Backend::Cpu {
            let waits = self.gpu == Post::Ready && self.active != Some(Backend::WebGpu);
            return if waits { vec![Order::Check(Backend::WebGpu)] } else { Vec::new() };
        }
        let Some(cpu) = self.answers.cpu() else { return Vec::new() };
        let mut decision = handover::takes_over(cpu, &checked, self.precision);
        if self.choice == DeviceChoice::WebGpu && agree(&cpu.values, &checked.values, self.precision).right {
            decision.takes_over = true;
            decision.reason = "WebGPU: as the address asks".into();
        }
        if !decision.takes_over {
            let why = decision.reason.trim_start_matches("CPU: ").to_owned();
            return self.refuse_gpu(&why, &format!("{why}, so the model runs on the CPU."));
        }
        let mut orders = self.activate(Backend::WebGpu);
        self.reason = decision.reason;
        self.cpu = Post::Away;
        orders.push(Order::Dismiss(Backend::Cpu));
        orders
    }

    /// A worker has failed, at `now_ms`.
    pub fn failed(&mut self, backend: Backend, failure: &Failure, now_ms: f64) -> Vec<Order> {
        self.answers.asked = false;
        if failure.kind == FailureKind::Update {
            return vec![Order::Say(failure.message.clone())];
        }
        match backend {
            Backend::WebGpu => self.gpu_failed(failure),
            Backend::Cpu => self.cpu_failed(failure, now_ms),
        }
    }

    fn gpu_failed(&mut self, failure: &Failure) -> Vec<Order> {
        let why = match failure.kind {
            FailureKind::Module => "the part for WebGPU did not load",
            FailureKind::Weights => "WebGPU did not take the model",
            FailureKind::Device => "WebGPU did not start",
            FailureKind::DeviceLost => "the GPU was lost",
            FailureKind::Crashed | FailureKind::Update => "the part for WebGPU stopped",
        };
        let sentence = format!("{} The CPU takes over.", failure.message);
        if self.active != Some(Backend::WebGpu) {
            return self.refuse_gpu(why, &sentence);
        }
        self.active = None;
        let mut orders = self.refuse_gpu(why, "");
        orders.push(Order::Say(sentence));
        if self.cpu == Post::Away {
            orders.extend(self.begin());
        }
        orders
    }

    fn cpu_failed(&mut self, failure: &Failure, now_ms: f64) -> Vec<Order> {
        self.cpu = Post::Away;
        if self.active == Some(Backend::Cpu) {
            self.active = None;
        }
        self.cpu_crashes_ms.retain(|crash_ms| now_ms - crash_ms < CRASH_WINDOW_MS);
        if failure.kind == FailureKind::Crashed && self.cpu_crashes_ms.is_empty() {
            self.cpu_crashes_ms.push(now_ms);
            let mut orders = vec![
                Order::Dismiss(Backend::Cpu),
                Order::Say(format!("{} It is started again.", failure.message)),
            ];
            orders.extend(self.begin());
            return orders;
        }
        self.gpu = Post::Away;
        self.gpu_wanted = false;
        self.active = None;
        vec![
            Order::Dismiss(Backend::Cpu),
            Order::Dismiss(Backend::WebGpu),
            Order::Fail { message: failure.message.clone(), retry: true },
        ]
    }

    /// Gives up the GPU. `why` is the reason in a few words for the page's facts; `sentence` is shown if the
    /// address requested WebGPU.
    fn refuse_gpu(&mut self, why: &str, sentence: &str) -> Vec<Order> {
        let mut orders = Vec::new();
        if self.gpu != Post::Away {
            orders.push(Order::Dismiss(Backend::WebGpu));
        }
        self.gpu = Post::Away;
        self.gpu_wanted = false;
        self.reason = format!("CPU: {why}");
        if self.choice == DeviceChoice::WebGpu && !sentence.is_empty() {
            orders.push(Order::Fail { message: sentence.into(), retry: false });
        }
        if self.cpu == Post::Ready {
            orders.extend(self.activate(Backend::Cpu));
        }
        orders
    }

    fn activate(&mut self, backend: Backend) -> Vec<Order> {
        if self.active == Some(backend) {
            return Vec::new();
        }
        self.active = Some(backend);
        vec![Order::Activate(backend)]
    }

    fn post(&mut self, backend: Backend) -> &mut Post {
        match backend {
            Backend::Cpu => &mut self.cpu,
            Backend::WebGpu => &mut self.gpu,
        }
    }
}
