//! Formats numbers of bytes and seconds for people.

/// A number of bytes.
pub fn bytes(bytes: f64) -> String {
    match bytes {
        ..1e6 => format!("{:.0} KB", bytes / 1e3),
        ..1e7 => format!("{:.1} MB", bytes / 1e6),
        _ => format!("{:.0} MB", bytes / 1e6),
    }
}

/// Progress in bytes, as in "182 of 452 MB".
pub fn share(done: f64, total: Option<f64>) -> String {
    let Some(total) = total else { return bytes(done) };
    let all = bytes(total);
    let unit = all.split(' ').next_back().unwrap_or_default();
    let divisor = if unit == "KB" { 1e3 } else { 1e6 };
    let decimals = all.split_once('.').map_or(0, |_| 1);
    format!("{:.decimals$} of {all}", done / divisor)
}

/// A remaining time.
pub fn seconds(seconds: f64) -> String {
    match seconds.ceil() {
        ..90.0 => format!("{} s", seconds.ceil()),
        ..5400.0 => format!("{:.0} min", (seconds / 60.0).ceil()),
        _ => format!("{:.1} h", seconds / 3600.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_for_people() {
        assert_eq!([90e3, 3.14e6, 457e6].map(bytes), ["90 KB", "3.1 MB", "457 MB"]);
        assert_eq!(share(182.4e6, Some(452e6)), "182 of 452 MB");
        assert_eq!(share(1.26e6, Some(3.1e6)), "1.3 of 3.1 MB");
        assert_eq!(share(12e3, Some(90e3)), "12 of 90 KB");
        assert_eq!(share(12e6, None), "12 MB");
    }

    #[test]
    fn times_for_people() {
        assert_eq!([0.4, 24.2, 100.0, 7000.0].map(seconds), ["1 s", "25 s", "2 min", "1.9 h"]);
    }
}
