//! Why a download has ended before its file was whole.

use bridge::DownloadError;

/// Why a download has ended before its file was whole.
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
