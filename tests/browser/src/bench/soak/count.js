// Runs before any script of the page: counts the updates that its workers send, and keeps their failures.
(() => {
  const soak = { updates: 0, failures: [] };
  Object.defineProperty(window, "soak", { value: soak });
  window.Worker = class extends window.Worker {
    constructor(...options) {
      super(...options);
      this.addEventListener("message", ({ data }) => {
        const message = String(data?.message);
        if (/^\{"Response":\{"id":\d+,"result":\{"Ok":\{"Update"/.test(message)) soak.updates += 1;
        const failed = /^\{"Failed"|^\{"Response":\{"id":\d+,"result":\{"Err"|"(Notice|DeviceLost)":/;
        if (failed.test(message)) soak.failures.push(message.slice(0, 300));
      });
    }
  };
})();
