//! Runs scripts with a long list of jobs: one line of JSON for each on standard input, and one line of output for each
//! that is done.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Command, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
};

use super::{DataError, world::in_parallel};

/// Jobs between two lines of progress.
const REPORT_EVERY: usize = 250;

/// Distributes the jobs to as many processes of `command` as there are cores. `name` is the script's name, and `what`
/// they make is printed with the counts.
pub(super) fn run(
    name: &str,
    what: &str,
    jobs: &[String],
    command: impl Fn() -> Command + Sync,
) -> Result<(), DataError> {
    if jobs.is_empty() {
        return Ok(());
    }
    let processes = std::thread::available_parallelism().map_or(2, usize::from);
    let parts: Vec<&[String]> = jobs.chunks(jobs.len().div_ceil(processes)).collect();
    let done = AtomicUsize::new(0);
    in_parallel(&parts, |part| {
        follow(name, command(), part, || {
            let count = done.fetch_add(1, Ordering::Relaxed) + 1;
            if count.is_multiple_of(REPORT_EVERY) {
                println!("data: {count} of {} {what}", jobs.len());
            }
        })
    })?;
    Ok(())
}

/// Runs the script on `jobs`; `did` is called after each.
fn follow(name: &str, mut command: Command, jobs: &[String], did: impl Fn()) -> Result<(), DataError> {
    let failed = |message: String| DataError::Failed { program: name.to_owned(), message };
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| failed(error.to_string()))?;
    let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(failed("it cannot be talked to".into()));
    };
    std::thread::scope(|scope| {
        // A script that ended early has closed its input; its exit status will show that.
        scope.spawn(move || jobs.iter().all(|line| writeln!(input, "{line}").is_ok()));
        BufReader::new(output).lines().map_while(Result::ok).for_each(|_| did());
    });
    let status = child.wait().map_err(|error| failed(error.to_string()))?;
    if status.success() { Ok(()) } else { Err(failed(format!("{status}; why is written above"))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_job_is_given_and_counted() {
        let said = AtomicUsize::new(0);
        let count = || {
            said.fetch_add(1, Ordering::Relaxed);
        };
        follow("cat", Command::new("cat"), &["one".into(), "two".into()], count).expect("a success");
        assert_eq!(said.load(Ordering::Relaxed), 2);
    }

    #[test]
    fn a_script_that_fails_is_an_error() {
        let mut command = Command::new("sh");
        command.args(["-c", "exit 3"]);
        assert!(matches!(follow("sh", command, &[], || {}), Err(DataError::Failed { .. })));
    }
}
