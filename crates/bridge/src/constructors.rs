//! Runs the static constructors of a browser module, which do not run by themselves.

use std::sync::Once;

unsafe extern "C" {
    /// Defined by the linker: calls every static constructor of the module.
    fn __wasm_call_ctors();
}

/// Runs the module's static constructors, once. Each program calls this before anything else.
///
/// burn's GPU runtime depends on the crate `inventory`, whose registrations are such constructors. If nothing calls
/// `__wasm_call_ctors`, the linker treats the module as a command and wraps every exported function, so that all
/// constructors run at *every* call (<https://github.com/dtolnay/inventory/issues/76>). wasm-bindgen calls an
/// export for each JavaScript object it makes, and each GPU dispatch makes several: an update spent two
/// seconds in constructors.
pub fn run() {
    static ONCE: Once = Once::new();
    // Safety: the linker defines the function in every module, and it is called once.
    ONCE.call_once(|| unsafe { __wasm_call_ctors() });
}
