//! Decides how a download continues, from the bytes that have arrived and the host's answer.

use serde::{Deserialize, Serialize};

use bridge::DownloadError;

/// What the host has reported about a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// Its `ETag`, where the host sends it.
    pub etag: Option<String>,
    /// Its length in bytes, where that is known.
    pub total: Option<u64>,
}

/// Status and headers of an HTTP response.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// HTTP status.
    pub status: u16,
    /// `ETag`.
    pub etag: Option<String>,
    /// `Content-Length`.
    pub length: Option<u64>,
    /// `Content-Range`, as in `bytes 200-999/1000`.
    pub range: Option<String>,
    /// `Content-Type`.
    pub kind: Option<String>,
}

/// What to do with an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Append its bytes to those that have arrived.
    Append(Known),
    /// It holds the file from the beginning: delete what has arrived and start again.
    Restart(Known),
    /// The bytes that have arrived belong to another file: delete them and request the whole file.
    AskWhole,
    /// The file is complete.
    Complete,
}

/// Decides what to do with the answer to a request for the bytes from `have` on (for the whole file, where that
/// is 0).
///
/// `expected` is the length that the hub lists.
///
/// # Errors
/// [`DownloadError::Gated`], [`DownloadError::NoFile`], [`DownloadError::Status`], [`DownloadError::Html`],
/// and [`DownloadError::Length`] where the host reports another length than the hub lists.
pub fn decide(
    what: &str,
    have: u64,
    known: &Known,
    expected: Option<u64>,
    head: &Head,
) -> Result<Step, DownloadError> {
    match head.status {
        200 | 206 => {}
        401 | 403 => return Err(DownloadError::Gated(what.to_owned())),
        404 | 410 => return Err(DownloadError::NoFile(what.to_owned())),
        416 if have > 0 && known.total == Some(have) => return Ok(Step::Complete),
        416 if have > 0 => return Ok(Step::AskWhole),
        status => return Err(DownloadError::Status { what: what.to_owned(), status }),
    }
    if head.kind.as_deref().is_some_and(|kind| kind.starts_with("text/html")) {
        return Err(DownloadError::Html(what.to_owned()));
    }
    let part = head.range.as_deref().and_then(parse_range);
    let partial = head.status == 206;
    let total = if partial { part.and_then(|(_, total)| total) } else { head.length };
    if let (Some(total), Some(expected)) = (total, expected)
        && total != expected
    {
        return Err(DownloadError::Length { what: what.to_owned(), expected, got: total });
    }
    let now = Known { etag: head.etag.clone(), total: total.or(expected) };
    if !partial {
        return Ok(Step::Restart(now));
    }
    // A partial answer must show which part it is. Hosts hide `Content-Range` from pages of other hosts
    // unless they choose to expose it; then the length shows it, if it is that of the missing rest.
    let starts_here = match part {
        Some((start, _)) => start == have,
        None => head.length.is_some() && head.length == known.total.map(|total| total.saturating_sub(have)),
    };
    let same =
        known.etag == now.etag && (known.total.is_none() || now.total.is_none() || known.total == now.total);
    if have > 0 && starts_here && same {
        let total = now.total.or(known.total);
        return Ok(Step::Append(Known { total, ..now }));
    }
    Ok(Step::AskWhole)
}

/// The first byte and the whole file's length, from `bytes 200-999/1000`.
fn parse_range(range: &str) -> Option<(u64, Option<u64>)> {
    let (part, total) = range.strip_prefix("bytes ")?.split_once('/')?;
    let (start, _) = part.split_once('-')?;
    Some((start.parse().ok()?, total.parse().ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(etag: &str, total: u64) -> Known {
        Known { etag: Some(etag.into()), total: Some(total) }
    }

    fn part(etag: &str, start: u64, total: u64) -> Head {
        Head {
            status: 206,
            etag: Some(etag.into()),
            length: Some(total - start),
            range: Some(format!("bytes {start}-{}/{total}", total - 1)),
            kind: None,
        }
    }

    fn whole(etag: &str, total: u64) -> Head {
        Head { status: 200, etag: Some(etag.into()), length: Some(total), range: None, kind: None }
    }

    fn decided(have: u64, before: &Known, head: &Head) -> Result<Step, DownloadError> {
        decide("a/b/c.bin", have, before, Some(1000), head)
    }

    #[test]
    fn goes_on_where_it_stopped() {
        let head = part("x", 400, 1000);
        assert_eq!(decided(400, &known("x", 1000), &head), Ok(Step::Append(known("x", 1000))));
        // The host hides the range.
        let hidden = Head { range: None, ..head };
        assert_eq!(decided(400, &known("x", 1000), &hidden), Ok(Step::Append(known("x", 1000))));
    }

    #[test]
    fn another_file_starts_afresh() {
        assert_eq!(decided(400, &known("x", 1000), &part("y", 400, 1000)), Ok(Step::AskWhole));
        assert_eq!(decided(400, &known("x", 900), &part("x", 400, 1000)), Ok(Step::AskWhole));
        assert_eq!(decided(400, &known("x", 1000), &part("x", 300, 1000)), Ok(Step::AskWhole));
        // The host does not support range requests.
        assert_eq!(decided(400, &known("x", 1000), &whole("x", 1000)), Ok(Step::Restart(known("x", 1000))));
        assert_eq!(decided(0, &Known::default(), &whole("x", 1000)), Ok(Step::Restart(known("x", 1000))));
    }

    #[test]
    fn nothing_left_to_ask_for() {
        let head = Head { status: 416, ..Head::default() };
        assert_eq!(decided(1000, &known("x", 1000), &head), Ok(Step::Complete));
        assert_eq!(decided(1200, &known("x", 1000), &head), Ok(Step::AskWhole));
        assert!(decided(0, &Known::default(), &head).is_err());
    }

    #[test]
    fn refusals_are_told_apart() {
        let refused = |status| {
            decided(0, &Known::default(), &Head { status, ..Head::default() }).expect_err("it was taken")
        };
        let file = "a/b/c.bin".to_owned();
        assert_eq!(refused(401), DownloadError::Gated(file.clone()));
        assert_eq!(refused(404), DownloadError::NoFile(file.clone()));
        assert_eq!(refused(503), DownloadError::Status { what: file.clone(), status: 503 });
        let page = Head { kind: Some("text/html; charset=utf-8".into()), ..whole("x", 1000) };
        assert_eq!(decided(0, &Known::default(), &page), Err(DownloadError::Html(file.clone())));
        let wrong = DownloadError::Length { what: file, expected: 1000, got: 999 };
        assert_eq!(decided(0, &Known::default(), &whole("x", 999)), Err(wrong));
    }
}
