// Says what camera and microphone show, by the classes of a ZIP: example.html?zip=ADDRESS, or a chosen file.
import { Tvlt } from "./tvlt.js";

const [choose, picker, start, answer] = document.querySelectorAll("#choose, #zip, #start, #answer");
const address = new URLSearchParams(location.search).get("zip");
choose.hidden = address !== null;

start.onclick = async () => {
  start.disabled = true;
  try {
    const audio = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
    const stream = await navigator.mediaDevices.getUserMedia({ video: true, audio });
    answer.textContent = "Loading…";
    const tvlt = await Tvlt.open(address ?? picker.files[0]);
    for await (const { label } of tvlt.watch(stream)) answer.textContent = label ?? "unknown";
  } catch (error) {
    answer.textContent = error.message;
  }
  start.disabled = false;
};
