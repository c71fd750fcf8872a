// A machine without a microphone, as its browser would show it.
(() => {
  const media = navigator.mediaDevices;
  if (!media) return;
  const getUserMedia = media.getUserMedia.bind(media);
  media.getUserMedia = async (constraints) => {
    if (constraints?.audio) throw new DOMException("Requested device not found", "NotFoundError");
    return getUserMedia(constraints);
  };
  const enumerateDevices = media.enumerateDevices.bind(media);
  media.enumerateDevices = async () => (await enumerateDevices()).filter(({ kind }) => kind !== "audioinput");
})();
