//! Builds the static site: Trunk builds the modules and assembles the files, wasm-opt shrinks the modules, and
//! the sizes are checked.

mod cards;
mod constructors;
mod files;
mod kept;
mod sizes;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::project;
use crate::setup::{self, WasmOpt};
use crate::shell::{self, command, step};

pub use files::{SiteFile, files, names};

/// WebAssembly features of rustc's modules. wasm-opt refuses a module that uses features not listed.
const WASM_FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-simd",
];

/// Parts of the site that can be built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Everything but the module for WebGPU, without shrinking: quick to build, for a look on this machine.
    First,
    /// The whole site, with each module shrunk, for any host.
    Whole,
}

/// Builds the whole site into `dist/`, in release mode, and checks its sizes.
///
/// # Errors
/// Where a tool is missing, the build fails, or a file is too large.
pub fn build() -> Result<()> {
    let dist = project::dist();
    build_into(&dist, Part::Whole)?;
    let files = files(&dist)?;
    print_sizes(&files);
    sizes::check(&files)
}

/// Builds a part of the site into a folder, in release mode.
///
/// # Errors
/// Where a tool is missing or the build fails.
pub fn build_into(dist: &Path, part: Part) -> Result<()> {
    setup::for_building()?;
    match part {
        Part::First => step("Building the page and the part for the CPU (the first time takes minutes)"),
        Part::Whole => step("Building the site in release mode (the first time takes ten minutes or more)"),
    }
    let page = page_of(part)?;
    let mut trunk = command("trunk");
    // Trunk treats this variable's common value "1" as an error.
    trunk
        .args(["build", "--skip-version-check", "--html-output", "index.html", "--dist"])
        .env_remove("NO_COLOR");
    let built = shell::run(trunk.arg(dist).arg(&page));
    if part == Part::First {
        // If it cannot be removed, it is overwritten the next time.
        let _ = fs::remove_file(&page);
    }
    built?;
    constructors::check(&modules(dist)?)?;
    if part == Part::Whole {
        let shrunk =
            setup::wasm_opt().context("there is none").and_then(|wasm_opt| shrink_modules(dist, &wasm_opt));
        if let Err(error) = shrunk {
            eprintln!("    the modules stay larger, for want of wasm-opt: {error:#}");
        }
    }
    cards::build(dist)?;
    kept::write_list(dist)
}

/// The HTML page that Trunk builds from: `index.html`, or, for the first part, a copy without the link to the module
/// for WebGPU.
fn page_of(part: Part) -> Result<PathBuf> {
    let whole = project::root().join("index.html");
    if part == Part::Whole {
        return Ok(whole);
    }
    let html = fs::read_to_string(&whole).with_context(|| format!("could not read {}", whole.display()))?;
    let html = without_gpu(&html).context("index.html has no link to the module worker_gpu")?;
    let first = project::root().join("index.first.html");
    fs::write(&first, html).with_context(|| format!("could not write {}", first.display()))?;
    Ok(first)
}

/// The page without Trunk's link to the module for WebGPU.
fn without_gpu(html: &str) -> Option<String> {
    let name = html.find("data-bin=\"worker_gpu\"")?;
    let start = html[..name].rfind("<link")?;
    let end = name + html[name..].find("/>")? + "/>".len();
    Some(format!("{}{}", &html[..start], &html[end..]))
}

fn print_sizes(files: &[SiteFile]) {
    eprintln!("    {:>12} {:>12}  file", "bytes", "gzip");
    for file in files {
        eprintln!("    {:>12} {:>12}  {}", file.raw, file.gzip, file.name);
    }
}

/// Shrinks every module of the site; a module shrunk before comes from the cache.
fn shrink_modules(dist: &Path, wasm_opt: &WasmOpt) -> Result<()> {
    let cache = project::cache().join("wasm-opt");
    fs::create_dir_all(&cache).with_context(|| format!("could not make {}", cache.display()))?;
    modules(dist)?.iter().try_for_each(|module| shrink(wasm_opt, module, &cache))
}

/// The site's WebAssembly modules.
fn modules(dist: &Path) -> Result<Vec<PathBuf>> {
    let mut files = files::below(dist)?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "wasm"));
    Ok(files)
}

/// Shrinks one module in place.
fn shrink(wasm_opt: &WasmOpt, module: &Path, cache: &Path) -> Result<()> {
    let name = module.file_name().unwrap_or_default().to_string_lossy().into_owned();
    // The CPU's module is optimised for speed, the others for size.
    let level = if name.starts_with("worker_cpu") { "-O2" } else { "-Oz" };
    let mut hash = Sha256::new();
    hash.update(fs::read(module)?);
    hash.update(level);
    hash.update(&wasm_opt.version);
    let cached = cache.join(format!("{:x}.wasm", hash.finalize()));
    if !cached.is_file() {
        step(format!("Shrinking {name} (minutes for the large one; kept for the next time)"));
        let partial = cached.with_extension("partial");
        let mut run = wasm_opt.command();
        run.args([level, "--strip-debug", "--strip-producers"]).args(WASM_FEATURES);
        run.arg(module).arg("-o").arg(&partial);
        shell::run(&mut run)?;
        fs::rename(&partial, &cached)?;
    }
    fs::copy(&cached, module).with_context(|| format!("could not write {}", module.display()))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_page_has_every_module_but_that_of_webgpu() {
        let html = fs::read_to_string(project::root().join("index.html")).unwrap();
        let first = without_gpu(&html).unwrap();
        for (module, there) in [
            ("app", true),
            ("worker_cpu", true),
            ("worker_files", true),
            ("worker_gpu", false),
            ("worker_teach", true),
        ] {
            assert_eq!(first.contains(&format!("data-bin=\"{module}\"")), there, "{module}");
        }
        assert_eq!(first.matches("rel=\"rust\"").count(), 4);
        assert!(without_gpu(&first).is_none());
    }
}
