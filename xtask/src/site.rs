//! Building the static site: Trunk makes the modules and puts the files together, wasm-opt shrinks
//! the modules, and the sizes are checked.

mod cards;
mod constructors;
mod names;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use crate::project;
use crate::setup::{self, WasmOpt};
use crate::shell::{self, command, step};

/// The largest file that common static hosts take.
const LARGEST_FILE: u64 = 25 * 1024 * 1024;

/// What rustc's modules use; wasm-opt takes no module that uses more than it is told.
const WASM_FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-simd",
];

/// One file of the site.
pub struct SiteFile {
    /// Its address, relative to the site's.
    pub name: String,
    /// Bytes as they lie on the host.
    pub raw: u64,
    /// Bytes as most hosts send them.
    pub gzip: u64,
}

/// Builds the site into `dist/`, in release mode.
///
/// # Errors
/// Where a tool is missing, the build fails, or a file is too large for common hosts.
pub fn build() -> Result<()> {
    setup::for_building()?;
    step("Building the site in release mode (the first time takes ten minutes or more)");
    let mut trunk = command("trunk");
    // Trunk takes this variable's common value "1" for an error.
    trunk.args(["build", "--skip-version-check"]).env_remove("NO_COLOR");
    shell::run(&mut trunk)?;
    constructors::check(&modules()?)?;
    let shrunk = setup::wasm_opt().context("there is none").and_then(|wasm_opt| shrink_modules(&wasm_opt));
    if let Err(error) = shrunk {
        eprintln!("    the modules stay larger, for want of wasm-opt: {error:#}");
        strip_modules()?;
    }
    cards::build()?;
    list_files()?;
    let files = files()?;
    print_sizes(&files);
    check_sizes(&files)
}

/// Writes the list of what a visitor's browser keeps for a visit without a network: all but the module for
/// WebGPU, which is several times as large as all else together and is kept where it is used.
fn list_files() -> Result<()> {
    let dist = project::dist();
    let mut names: Vec<String> = files_below(&dist)?
        .iter()
        .filter_map(|path| path.strip_prefix(&dist).ok())
        .map(|name| name.display().to_string().replace('\\', "/"))
        .filter(|name| !name.starts_with("worker_gpu") && name != "index.html" && name != "files.json")
        .collect();
    names.sort();
    let mut hash = Sha256::new();
    for name in &names {
        hash.update(name);
        hash.update(fs::read(dist.join(name)).with_context(|| format!("could not read {name}"))?);
    }
    let worker = dist.join("service-worker.js");
    let mut script = fs::OpenOptions::new()
        .append(true)
        .open(&worker)
        .with_context(|| format!("could not open {}", worker.display()))?;
    writeln!(script, "// version {:x}", hash.finalize())?;
    let list = dist.join("files.json");
    fs::write(&list, serde_json::to_string_pretty(&names)?)
        .with_context(|| format!("could not write {}", list.display()))
}

/// The site's files with their sizes, largest first.
///
/// # Errors
/// Where `dist/` cannot be read.
pub fn files() -> Result<Vec<SiteFile>> {
    let dist = project::dist();
    let mut files = Vec::new();
    for path in files_below(&dist)? {
        let bytes = fs::read(&path).with_context(|| format!("could not read {}", path.display()))?;
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(&bytes)?;
        files.push(SiteFile {
            name: path.strip_prefix(&dist).unwrap_or(&path).display().to_string(),
            raw: bytes.len() as u64,
            gzip: gzip.finish()?.len() as u64,
        });
    }
    files.sort_by_key(|file| std::cmp::Reverse(file.raw));
    Ok(files)
}

fn print_sizes(files: &[SiteFile]) {
    eprintln!("    {:>12} {:>12}  file", "bytes", "gzip");
    for file in files {
        eprintln!("    {:>12} {:>12}  {}", file.raw, file.gzip, file.name);
    }
}

/// Refuses a site that common hosts would not take.
fn check_sizes(files: &[SiteFile]) -> Result<()> {
    if let Some(file) = files.iter().find(|file| file.raw > LARGEST_FILE) {
        bail!(
            "{} has {} bytes, and common static hosts take no file above {LARGEST_FILE}: \
             install wasm-opt (npm's `binaryen` package) and build again",
            file.name,
            file.raw
        );
    }
    Ok(())
}

/// Shrinks every module in `dist/`; a module shrunk before comes from the cache.
fn shrink_modules(wasm_opt: &WasmOpt) -> Result<()> {
    let cache = project::cache().join("wasm-opt");
    fs::create_dir_all(&cache).with_context(|| format!("could not make {}", cache.display()))?;
    modules()?.iter().try_for_each(|module| shrink(wasm_opt, module, &cache))
}

/// The next best where there is no wasm-opt.
fn strip_modules() -> Result<()> {
    for module in modules()? {
        if let Some(stripped) = names::without_names(&fs::read(&module)?) {
            fs::write(&module, stripped)?;
        }
    }
    Ok(())
}

/// The WebAssembly modules in `dist/`.
fn modules() -> Result<Vec<PathBuf>> {
    let mut files = files_below(&project::dist())?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "wasm"));
    Ok(files)
}

/// Shrinks one module in place.
fn shrink(wasm_opt: &WasmOpt, module: &Path, cache: &Path) -> Result<()> {
    let name = module.file_name().unwrap_or_default().to_string_lossy().into_owned();
    // What computes is to be fast, all else small.
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

/// Every file below a folder.
fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let entries = fs::read_dir(folder).with_context(|| format!("could not read {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}
