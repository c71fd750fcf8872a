/* Says a text by SVOX Pico: samples of 16 bits at 16 kHz on standard output, as the machine orders their bytes.
 *
 * Arguments: the folder with the languages, the language, the text with Pico's markup.
 */

#include <stdio.h>

#include "tts_engine.h"

static bool put(void *user, uint32_t rate, uint32_t bits, int channels, uint8_t *audio, uint32_t bytes, bool last)
{
    return fwrite(audio, 1, bytes, stdout) == bytes;
}

int main(int count, char **arguments)
{
    if (count != 4) {
        fputs("wanted: languages, language, text\n", stderr);
        return 2;
    }
    TTS_Engine *engine = TtsEngine_Create(arguments[1], arguments[2], put);
    if (engine == NULL) {
        fprintf(stderr, "no language %s in %s\n", arguments[2], arguments[1]);
        return 1;
    }
    bool said = TtsEngine_Speak(engine, arguments[3], NULL);
    TtsEngine_Destroy(engine);
    if (!said || fflush(stdout) != 0) {
        fprintf(stderr, "could not say %s\n", arguments[3]);
        return 1;
    }
    return 0;
}
