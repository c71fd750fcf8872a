// Runs before the app and says the one failure that the app cannot speak of: that it did not start. Written so
// that old browsers can read it. A file of its own, because a host may forbid scripts within a page.

(function () {
  // What is said first is the cause of what follows from it, and stays.
  var said = false;
  function say(sentence) {
    if (said) return;
    said = true;
    show(sentence);
  }
  function show(sentence) {
    if (document.readyState === "loading") {
      addEventListener("DOMContentLoaded", function () { show(sentence); });
      return;
    }
    // The app takes the place of this; from then on it speaks itself.
    var place = document.getElementById("loading");
    if (place) place.textContent = sentence;
  }
  function notLoaded() {
    say("The page could not load completely. Check the connection and reload it.");
  }
  if (typeof WebAssembly !== "object" || typeof Worker !== "function") {
    say("This browser has no WebAssembly or no workers, and the model needs both. A current Firefox, Chrome, Edge or Safari has them.");
  }
  // A script that did not arrive tells its own tag, and only who listens for events on their way down hears of it.
  addEventListener("error", function (event) {
    if (event.target === window || event.target.tagName === "SCRIPT") notLoaded();
  }, true);
  addEventListener("unhandledrejection", notLoaded);
})();
