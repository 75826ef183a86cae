/** What the person at the keyboard can mend; shown without a stack. */
export class Trouble extends Error {}

/** Progress goes to stderr: the stdout of `npm run baton` belongs to the command. */
export function say(text) {
  process.stderr.write(`${text}\n`)
}
