// Says what camera and microphone show, by the classes of a ZIP: example.html?zip=ADDRESS, or a chosen file.
import { Tvlt } from "./tvlt.js";

const [choose, picker, start, stop, answer] = ["choose", "zip", "start", "stop", "answer"].map((id) =>
  document.getElementById(id),
);
const address = new URLSearchParams(location.search).get("zip");
choose.hidden = address !== null;

let [tvlt, stream] = [null, null];

// The loop ends with the tracks, which also turns off the lights of camera and microphone.
const end = () => stream?.getTracks().forEach((track) => track.stop());
stop.onclick = end;

start.onclick = async () => {
  const zip = address ?? picker.files[0];
  if (!zip) {
    answer.textContent = "Choose a ZIP first.";
    return;
  }
  start.disabled = true;
  try {
    answer.textContent = "Loading…";
    tvlt = await Tvlt.open(zip);
    const audio = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
    stream = await navigator.mediaDevices.getUserMedia({ video: true, audio });
    stop.disabled = false;
    for await (const { label } of tvlt.watch(stream)) answer.textContent = label ?? "unknown";
    answer.textContent = "Stopped.";
  } catch (error) {
    answer.textContent = error.message;
  } finally {
    end();
    tvlt?.close();
    [tvlt, stream] = [null, null];
    stop.disabled = true;
    start.disabled = false;
  }
};
