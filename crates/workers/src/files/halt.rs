//! Why a download has ended before its file was complete.

use bridge::DownloadError;

/// Why a download has ended before its file was complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Halt {
    /// Its request was aborted.
    Stopped,
    /// It failed.
    Failed(DownloadError),
}

impl From<DownloadError> for Halt {
    fn from(error: DownloadError) -> Self {
        Self::Failed(error)
    }
}
