// Says words with gnuspeech, as a list of jobs tells: one JSON object a line on standard input.
//
// Every job has `path` (the WAV file to write), `text` and `settings`: values by the names that gnuspeech's files
// have for them, in groups named after the files. After each word its path is printed.
// Argument: the package's `wasm/gnuspeech.js`.

import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

const { default: load } = await import(pathToFileURL(process.argv[2]))
const gnuspeech = await load()

const FOLDER = '/data/en'
const FILES = { voice: 'voice_male.txt', tube: 'trm.txt', control: 'trm_control_model.txt' }
const originals = Object.fromEntries(
  Object.entries(FILES).map(([group, name]) => [group, gnuspeech.FS.readFile(`${FOLDER}/${name}`, { encoding: 'utf8' })]),
)

/// The file's text with other values for the settings that are named.
function changed(text, settings) {
  for (const [name, value] of Object.entries(settings)) {
    const line = new RegExp(`^${name} = .*$`, 'm')
    if (!line.test(text)) throw new Error(`gnuspeech has no setting ${name}`)
    text = text.replace(line, `${name} = ${value}`)
  }
  return text
}

/// The text in the module's memory, with a zero at its end.
function text(value) {
  const bytes = new TextEncoder().encode(`${value}\0`)
  const address = gnuspeech._malloc(bytes.length)
  gnuspeech.HEAPU8.set(bytes, address)
  return address
}

const output = text('/said.wav')
const parameters = text('/parameters.txt')
const folder = text(FOLDER)

for await (const line of createInterface({ input: process.stdin })) {
  const job = JSON.parse(line)
  for (const [group, name] of Object.entries(FILES)) {
    gnuspeech.FS.writeFile(`${FOLDER}/${name}`, changed(originals[group], job.settings[group]))
  }
  const said = text(job.text)
  gnuspeech._GnuSpeech_synthesizeToFile(said, output, folder, parameters, 0)
  gnuspeech._free(said)
  // Whole or not at all, so that a run that was cut off goes on where it was.
  const partial = job.path.replace(/\.wav$/, '.partial')
  mkdirSync(dirname(partial), { recursive: true })
  writeFileSync(partial, gnuspeech.FS.readFile('/said.wav'))
  gnuspeech.FS.unlink('/said.wav')
  renameSync(partial, job.path)
  console.log(job.path)
}
