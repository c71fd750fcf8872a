// What the page keeps on the device of a person's own classes, in the order of its ZIP: pageHooks.kept().
(() => {
  const done = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });

  const numbered = (at) => String(at + 1).padStart(3, "0");

  pageHooks.kept = async () => {
    const database = await done(indexedDB.open("tvlt-teach"));
    const transaction = database.transaction(["project", "samples"]);
    const stored = transaction.objectStore("samples");
    const [text, keys, values] = await Promise.all([
      done(transaction.objectStore("project").get("project")),
      done(stored.getAllKeys()),
      done(stored.getAll()),
    ]);
    database.close();
    const { classes, bursts } = JSON.parse(text);
    const samples = bursts.flatMap(({ class: place, samples }, burst) =>
      samples.map((key, at) => {
        const [about, sight, sound] = values[keys.indexOf(key)];
        const clip = `${classes[place].name}/${numbered(burst)}/${numbered(at)}`;
        return { clip, model: JSON.parse(about).origin.model, sight: sight && [...sight], sound: sound && [...sound] };
      }),
    );
    return { classes, samples };
  };

  // Whether the storage is to be kept for good is asked of the browser this often.
  pageHooks.persists = 0;
  navigator.storage.persist = async () => Boolean((pageHooks.persists += 1));
})();
