/** What a moment shows, among the classes that were taught. */
export interface Answer {
  /** The class that is shown; `null` where it is none of them. */
  label: string | null;
  /** Score of each class, 0 to 1. */
  scores: Record<string, number>;
  /** Whether what is there is none of the classes. */
  unknown: boolean;
  /** How likely it is none of them, 0 to 1; above 0.5 it is unknown. */
  unknownScore: number;
  /** The class that the picture alone shows; `null` where there is no picture, or it shows none. */
  sees: string | null;
  /** The class that the sound alone is of; `null` where there is no sound, or it is of none. */
  hears: string | null;
  /** Whether sound and picture belong together: 1 where both are of one class, 0 where of two, else `null`. */
  match: number | null;
}

/** How a ZIP is to be opened. */
export interface Options {
  /**
   * The model: an id of the site's `models/index.json`, or the address of a folder with `config.json`,
   * `preprocessor_config.json` and `model.safetensors`. Without it, the model that the classes were taught with.
   */
  model?: string;
}

/** Why something did not work; its `message` is a sentence for a person. */
export class TvltError extends Error {}

/** A model with classes that were taught on the page TVLT live. It recognises and does not learn. */
export class Tvlt {
  private constructor();

  /**
   * Opens classes and their model.
   *
   * @param zip A ZIP that the page exported, or the `head.safetensors` in it: its address, or the file itself.
   * @throws {TvltError} Where a file is missing or damaged, the ZIP is of another model, or this script is of another
   *   host than the page.
   */
  static open(zip: string | URL | Blob | ArrayBuffer | ArrayBufferView, options?: Options): Promise<Tvlt>;

  /** Names of the classes. */
  readonly classes: string[];

  /** Name of the model that they were taught with. */
  readonly model: string;

  /**
   * Watches a stream of pictures, sound, or both: that of `getUserMedia`, or of an element's `captureStream`. Each
   * answer is of the moment at which the loop asks for it, averaged over the last five; what a slow machine or a slow
   * loop misses is left out. Ends when all tracks have ended, or with the loop; the tracks stay as they are. One stream
   * at a time can be watched.
   *
   * Call it after a click, as browsers may give no sound before one. Ask for a microphone without `echoCancellation`,
   * `noiseSuppression` and `autoGainControl`, as the classes were taught without them.
   *
   * @throws {TvltError} Where there is nothing to watch, or the model fails.
   */
  watch(stream: MediaStream): AsyncGenerator<Answer, void, void>;

  /** Ends the loop that watches, and frees all memory. */
  close(): void;
}
