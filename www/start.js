// Starts the app's module: what Trunk would write into the page as an inline script, which a host that sends a
// Content-Security-Policy without 'unsafe-inline' forbids. Trunk.toml puts the names of the module's files, which
// change with their contents, into the attributes of this script's tag.

const { module, wasm } = document.querySelector("script[data-module]").dataset;
const { default: init } = await import(new URL(module, document.baseURI));
await init({ module_or_path: new URL(wasm, document.baseURI) });
