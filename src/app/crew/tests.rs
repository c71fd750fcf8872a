use super::failure::{Failure, FailureKind};
use super::*;
use crate::app::address::DeviceChoice;
use crate::view::tools::known::Compared;
use Backend::{Cpu, WebGpu};
use Order::{Activate, Check, Dismiss, Fail, Say, Start};
use bridge::protocol::Backend;
use tvlt::live::Checked;
use tvlt::precision::Precision;

fn answer(value: f32, median_ms: f64) -> Checked {
    Checked { values: vec![value], median_ms }
}

fn failure(kind: FailureKind) -> Failure {
    Failure::new(kind, "It broke.".into())
}

/// A crew whose CPU answers and whose GPU has loaded.
fn comparing(choice: DeviceChoice) -> Crew {
    let mut crew = Crew::new(choice);
    crew.begin();
    crew.loaded(Cpu);
    crew.adapter(Adapter::Real);
    crew.loaded(WebGpu);
    crew
}

fn with_gpu_active() -> Crew {
    let mut crew = comparing(DeviceChoice::Auto);
    crew.checked(Cpu, answer(1.0, 60.0));
    crew.checked(WebGpu, answer(1.0, 6.0));
    crew
}

#[test]
fn the_cpu_answers_first_and_a_faster_gpu_takes_over() {
    let mut crew = Crew::new(DeviceChoice::Auto);
    assert_eq!(crew.begin(), [Start(Cpu)]);
    assert_eq!(crew.loaded(Cpu), [Activate(Cpu)]);
    assert_eq!(crew.adapter(Adapter::Real), [Start(WebGpu)]);
    assert_eq!(crew.loaded(WebGpu), [Check(Cpu)]);
    assert_eq!(crew.checked(Cpu, answer(1.0, 60.0)), [Check(WebGpu)]);
    assert_eq!(crew.checked(WebGpu, answer(1.0, 6.0)), [Activate(WebGpu), Dismiss(Cpu)]);
    assert_eq!(
        (crew.active(), crew.reason()),
        (Some(WebGpu), "WebGPU: 10 times as fast, 6.0 ms against 60 ms")
    );
}

#[test]
fn a_slow_wrong_missing_or_software_gpu_leaves_the_cpu() {
    for (gpu, reason) in [
        (answer(1.0, 600.0), "CPU: WebGPU is slower here, 600 ms against 60 ms"),
        (answer(0.0, 1.0), "CPU: WebGPU gave wrong numbers"),
    ] {
        let mut crew = comparing(DeviceChoice::Auto);
        crew.checked(Cpu, answer(1.0, 60.0));
        assert_eq!(crew.checked(WebGpu, gpu), [Dismiss(WebGpu)]);
        assert_eq!((crew.active(), crew.reason()), (Some(Cpu), reason));
    }
    for adapter in [Adapter::Missing, Adapter::Software] {
        let mut crew = Crew::new(DeviceChoice::Auto);
        crew.begin();
        crew.loaded(Cpu);
        assert_eq!(crew.adapter(adapter), []);
        assert!(crew.reason().starts_with("CPU: "), "{}", crew.reason());
    }
}

#[test]
fn the_address_forces_a_device() {
    let mut crew = Crew::new(DeviceChoice::Cpu);
    assert!(!crew.wants_adapter());
    assert_eq!(crew.reason(), "CPU: as the address asks");

    let mut crew_forced = Crew::new(DeviceChoice::WebGpu);
    crew_forced.begin();
    assert_eq!(crew_forced.adapter(Adapter::Software), [Start(WebGpu)]);
    assert_eq!(crew_forced.loaded(WebGpu), []);
    assert_eq!(crew_forced.loaded(Cpu), [Check(Cpu)], "the CPU is there to check, not to answer");
    assert_eq!(crew_forced.checked(Cpu, answer(1.0, 60.0)), [Check(WebGpu)]);
    assert_eq!(crew_forced.checked(WebGpu, answer(1.0, 600.0)), [Activate(WebGpu), Dismiss(Cpu)]);

    crew.begin();
    assert_eq!(crew.loaded(Cpu), [Activate(Cpu)]);
}

#[test]
fn a_forced_gpu_that_is_missing_or_wrong_falls_back_with_a_sentence() {
    let mut missing = Crew::new(DeviceChoice::WebGpu);
    missing.begin();
    assert!(matches!(&missing.adapter(Adapter::Missing)[..], [Fail { retry: false, .. }]));
    assert_eq!(missing.loaded(Cpu), [Activate(Cpu)]);

    let mut wrong = comparing(DeviceChoice::WebGpu);
    wrong.checked(Cpu, answer(1.0, 60.0));
    assert!(matches!(
        &wrong.checked(WebGpu, answer(0.0, 1.0))[..],
        [Dismiss(WebGpu), Fail { retry: false, .. }, Activate(Cpu)]
    ));
}

#[test]
fn a_lost_gpu_is_replaced_by_the_cpu_and_not_tried_again() {
    for kind in [FailureKind::DeviceLost, FailureKind::Crashed] {
        let mut crew = with_gpu_active();
        let orders = crew.failed(WebGpu, &failure(kind), 0.0);
        assert!(matches!(&orders[..], [Dismiss(WebGpu), Say(_), Start(Cpu)]), "{orders:?}");
        assert_eq!(crew.active(), None);
        assert_eq!(crew.loaded(Cpu), [Activate(Cpu)]);
        assert!(!crew.wants_adapter());
    }
}

#[test]
fn a_gpu_that_fails_while_it_loads_does_not_disturb() {
    let mut crew = comparing(DeviceChoice::Auto);
    assert_eq!(crew.failed(WebGpu, &failure(FailureKind::Device), 0.0), [Dismiss(WebGpu)]);
    assert_eq!((crew.active(), crew.reason()), (Some(Cpu), "CPU: WebGPU did not start"));
}

#[test]
fn a_crashed_worker_is_restarted_once_a_minute() {
    let mut crew = Crew::new(DeviceChoice::Cpu);
    crew.begin();
    crew.loaded(Cpu);
    let crash = failure(FailureKind::Crashed);
    assert!(matches!(&crew.failed(Cpu, &crash, 0.0)[..], [Dismiss(Cpu), Say(_), Start(Cpu)]));
    assert_eq!(crew.loaded(Cpu), [Activate(Cpu)]);
    assert!(matches!(&crew.failed(Cpu, &crash, 90_000.0)[..], [Dismiss(Cpu), Say(_), Start(Cpu)]));
    let orders = crew.failed(Cpu, &crash, 120_000.0);
    assert!(matches!(&orders[..], [Dismiss(Cpu), Dismiss(WebGpu), Fail { retry: true, .. }]), "{orders:?}");
    assert_eq!(crew.active(), None);
}

#[test]
fn broken_weights_are_said_and_can_be_tried_again() {
    let mut crew = Crew::new(DeviceChoice::Auto);
    crew.begin();
    let orders = crew.failed(Cpu, &failure(FailureKind::Weights), 0.0);
    assert!(matches!(&orders[..], [.., Fail { retry: true, .. }]), "{orders:?}");
}

#[test]
fn a_failed_update_is_only_said() {
    let mut crew = with_gpu_active();
    assert_eq!(crew.failed(WebGpu, &failure(FailureKind::Update), 0.0), [Say("It broke.".into())]);
    assert_eq!(crew.active(), Some(WebGpu));
}

#[test]
fn both_answers_stay_known_after_the_handover_and_webgpu_is_asked_again() {
    let mut crew = comparing(DeviceChoice::Auto);
    assert!(crew.known().gpu_comes && crew.known().compared.is_none());
    assert_eq!(crew.check_again(), [], "the comparison is on its way");
    crew.checked(Cpu, answer(1.0, 60.0));
    crew.checked(WebGpu, answer(1.0, 6.0));
    let known = crew.known();
    let right = Some(Compared::Backends { worst: 0.0, right: true, half: false });
    assert_eq!((known.cpu_ms, known.gpu_ms, known.compared, known.checks), (Some(60.0), Some(6.0), right, 1));
    assert_eq!(crew.check_again(), [Check(WebGpu)]);
    assert_eq!(crew.check_again(), [], "one question at a time");
    assert!(crew.known().asks);
    assert_eq!(crew.checked(WebGpu, answer(1.0005, 7.0)), [], "no second handover");
    let known = crew.known();
    assert_eq!((known.gpu_ms, known.checks, known.asks), (Some(7.0), 2, false));
    assert!(known.error().ends_with("e-4"), "{}", known.error());
}

#[test]
fn a_gpu_that_becomes_wrong_is_replaced() {
    let mut crew = with_gpu_active();
    crew.check_again();
    let orders = crew.checked(WebGpu, answer(0.0, 6.0));
    assert!(matches!(&orders[..], [Dismiss(WebGpu), Say(_), Start(Cpu)]), "{orders:?}");
    assert_eq!(crew.known().compared, Some(Compared::Backends { worst: 1.0, right: false, half: false }));
}

#[test]
fn the_answer_of_a_slower_gpu_is_compared_with_the_cpu_again() {
    let mut crew = comparing(DeviceChoice::Auto);
    crew.checked(Cpu, answer(1.0, 60.0));
    crew.checked(WebGpu, answer(1.0, 600.0));
    assert_eq!(crew.check_again(), [Check(Cpu)]);
    assert_eq!(crew.checked(Cpu, answer(1.0, 62.0)), []);
    let known = crew.known();
    assert_eq!((known.cpu_ms, known.gpu_ms, known.checks), (Some(62.0), Some(600.0), 2));
}

#[test]
fn the_cpu_alone_answers_twice_when_it_is_asked_for_the_first_time() {
    let mut crew = Crew::new(DeviceChoice::Cpu);
    crew.begin();
    assert_eq!(crew.check_again(), [], "nothing runs yet");
    crew.loaded(Cpu);
    crew.cpu_warmed_up(27.0);
    assert_eq!((crew.known().cpu_ms, crew.known().compared), (Some(27.0), None));
    assert_eq!(crew.check_again(), [Check(Cpu)]);
    assert_eq!(crew.checked(Cpu, answer(1.0, 30.0)), [Check(Cpu)]);
    assert_eq!(crew.checked(Cpu, answer(1.0, 31.0)), []);
    let known = crew.known();
    assert_eq!((known.cpu_ms, known.compared), (Some(31.0), Some(Compared::Itself { worst: 0.0 })));
    assert_eq!(crew.check_again(), [Check(Cpu)]);
    assert_eq!(crew.checked(Cpu, answer(2.0, 31.0)), [], "compared with the first answer");
    assert_eq!(crew.known().compared, Some(Compared::Itself { worst: 1.0 }));
}

#[test]
fn half_precision_is_told_and_a_failure_ends_the_question() {
    let mut crew = comparing(DeviceChoice::Auto);
    crew.gpu_computes_with(Precision::F16);
    crew.checked(Cpu, answer(1.0, 60.0));
    crew.checked(WebGpu, answer(1.01, 6.0));
    assert!(matches!(crew.known().compared, Some(Compared::Backends { right: true, half: true, .. })));
    crew.check_again();
    crew.failed(WebGpu, &failure(FailureKind::Update), 0.0);
    assert_eq!(crew.check_again(), [Check(WebGpu)]);
}
