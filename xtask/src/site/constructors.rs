//! Checks that no module runs all its static constructors at every call from JavaScript.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use wasmparser::{KnownCustom, Name, Parser, Payload};

/// Part of the name that the linker gives to its wrapper of an exported function.
const WRAPPED: &str = ".command_export";

/// Refuses modules whose exports the linker has wrapped: the page would be a hundred times too slow, and nothing
/// else would show why. The module must still have its name section.
///
/// # Errors
/// Where there is such a module, or one cannot be read.
pub fn check(modules: &[PathBuf]) -> Result<()> {
    for path in modules {
        let bytes = std::fs::read(path).with_context(|| format!("could not read {}", path.display()))?;
        let wrapped =
            wrapped_exports(&bytes).with_context(|| format!("could not read {}", path.display()))?;
        if let Some(first) = wrapped.first() {
            let name = path.file_name().unwrap_or(path.as_os_str()).display();
            bail!(
                "{name} runs its static constructors at each of {} exported functions ({first} for one): its main \
                 must call `tvlt::constructors::run()` before anything else",
                wrapped.len()
            );
        }
    }
    Ok(())
}

/// Names of the functions that the linker has wrapped; none in a module without names.
fn wrapped_exports(module: &[u8]) -> Result<Vec<String>> {
    let mut wrapped = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        let Payload::CustomSection(section) = payload? else { continue };
        let KnownCustom::Name(names) = section.as_known() else { continue };
        for subsection in names {
            let Name::Function(functions) = subsection? else { continue };
            for function in functions {
                let name = function?.name;
                wrapped.extend(name.strip_suffix(WRAPPED).map(str::to_owned));
            }
        }
    }
    Ok(wrapped)
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        CodeSection, ExportKind, ExportSection, Function, FunctionSection, Instruction, Module, NameMap,
        NameSection, TypeSection,
    };

    use super::{check, wrapped_exports};

    /// A module with a constructor and an export: as the linker builds it if nothing calls the constructors, or
    /// without the wrapper.
    fn module(wrapped: bool) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut functions = FunctionSection::new();
        let mut code = CodeSection::new();
        for calls in [&[][..], &[], &[0, 1]] {
            functions.function(0);
            let mut body = Function::new([]);
            for &function in calls {
                body.instruction(&Instruction::Call(function));
            }
            body.instruction(&Instruction::End);
            code.function(&body);
        }
        let mut exports = ExportSection::new();
        exports.export("draw", ExportKind::Func, if wrapped { 2 } else { 1 });
        let mut names = NameMap::new();
        names.append(0, "__wasm_call_ctors");
        names.append(1, "draw");
        names.append(2, if wrapped { "draw.command_export" } else { "unused" });
        let mut section = NameSection::new();
        section.functions(&names);
        let mut module = Module::new();
        module.section(&types).section(&functions).section(&exports).section(&code).section(&section);
        module.finish()
    }

    #[test]
    fn a_wrapped_export_is_found_and_refused() {
        assert_eq!(wrapped_exports(&module(true)).unwrap(), ["draw"]);
        assert!(wrapped_exports(&module(false)).unwrap().is_empty());
        assert!(wrapped_exports(b"no module").is_err());

        let folder = tempfile::tempdir().unwrap();
        let [wrapped, plain] = ["wrapped.wasm", "plain.wasm"].map(|name| folder.path().join(name));
        std::fs::write(&wrapped, module(true)).unwrap();
        std::fs::write(&plain, module(false)).unwrap();
        check(std::slice::from_ref(&plain)).unwrap();
        let refusal = check(&[plain, wrapped]).unwrap_err().to_string();
        assert!(refusal.contains("wrapped.wasm") && refusal.contains("draw"), "{refusal}");
    }
}
