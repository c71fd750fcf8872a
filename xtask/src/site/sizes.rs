//! Size limits of the site's files: for modules those of `module-sizes.json`, for every file those of common hosts.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result, bail};

use super::files::SiteFile;
use crate::project;

/// The largest file that common static hosts accept, in bytes.
const LARGEST_FILE: u64 = 25 * 1024 * 1024;

/// Limit for each module in bytes compressed by gzip, by the module's name.
type Budget = BTreeMap<String, u64>;

/// Refuses a site with a file that common hosts would not accept, or a module larger than its budget.
///
/// # Errors
/// Where a file is too large, or there is no budget.
pub fn check(files: &[SiteFile]) -> Result<()> {
    let path = project::root().join("xtask/module-sizes.json");
    let json = fs::read_to_string(&path).with_context(|| format!("could not read {}", path.display()))?;
    let budget = serde_json::from_str(&json).with_context(|| format!("could not read {}", path.display()))?;
    check_within(files, &budget)
}

fn check_within(files: &[SiteFile], budget: &Budget) -> Result<()> {
    if let Some(file) = files.iter().find(|file| file.raw > LARGEST_FILE) {
        bail!(
            "{} has {} bytes, and common static hosts take no file above {LARGEST_FILE}: \
             install wasm-opt (npm's `binaryen` package) and build again",
            file.name,
            file.raw
        );
    }
    for (module, most) in budget {
        let of_module = |file: &&SiteFile| file.name.starts_with(module) && file.name.ends_with(".wasm");
        let file =
            files.iter().find(of_module).with_context(|| format!("the site has no module {module}"))?;
        if file.gzip > *most {
            bail!(
                "{} has {} bytes by gzip, and its budget in xtask/module-sizes.json is {most}: \
                 find what grew, or raise the budget and say why",
                file.name,
                file.gzip
            );
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, raw: u64, gzip: u64) -> SiteFile {
        SiteFile { name: name.into(), raw, gzip }
    }

    #[test]
    fn a_module_above_its_budget_or_missing_is_refused() {
        let budget = Budget::from([("app".to_owned(), 100)]);
        let within =
            |gzip| check_within(&[file("app-1_bg.wasm", 300, gzip), file("app-1.js", 9, 999)], &budget);
        assert!(within(100).is_ok());
        assert!(within(101).unwrap_err().to_string().contains("budget"));
        assert!(check_within(&[], &budget).unwrap_err().to_string().contains("no module app"));
    }

    #[test]
    fn a_file_that_no_host_takes_is_refused() {
        let large = file("sample/clip.mp4", LARGEST_FILE + 1, 1);
        assert!(check_within(&[large], &Budget::new()).is_err());
    }
}
