// A page that uses tvlt.js, as anybody would; SITE is the folder of the site on the host. The test drives it.
import { Tvlt, TvltError } from "SITE/tvlt.js";

const { contexts } = pageHooks;
const own = { answer: null, stage: [] };

own.open = async (zip, options) => {
  const tvlt = await Tvlt.open(zip, options);
  own.tvlt = tvlt;
  return tvlt;
};

own.watch = async () => {
  const before = contexts.length;
  own.stream = await navigator.mediaDevices.getUserMedia({ video: true, audio: true });
  // The sound of the stage's microphone is not that of tvlt.js.
  own.stage.push(...contexts.slice(before));
  own.tracks = own.stream.getTracks();
  let leaves = false;
  own.leave = () => {
    leaves = true;
    return own.loop;
  };
  own.loop = (async () => {
    for await (const answer of own.tvlt.watch(own.stream)) {
      own.answer = answer;
      if (leaves) return "left";
    }
    return "ended";
  })();
};

// As in a browser that gives no frames of a track.
own.watchElement = async () => {
  const { MediaStreamTrackProcessor } = window;
  delete window.MediaStreamTrackProcessor;
  await own.watch();
  own.loop = own.loop.finally(() => (window.MediaStreamTrackProcessor = MediaStreamTrackProcessor));
};

own.describe = (error) => `${error instanceof TvltError ? "TvltError" : error.name}: ${error.message}`;

window.own = own;
