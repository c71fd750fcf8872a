// Runs before any script of the page and of its workers: keeps the memory of the module that they start, to be measured.
for (const name of ["instantiate", "instantiateStreaming"]) {
  const instantiate = WebAssembly[name];
  WebAssembly[name] = async (...options) => {
    const made = await instantiate.apply(WebAssembly, options);
    self.moduleMemory = (made.instance ?? made).exports.memory;
    return made;
  };
}
