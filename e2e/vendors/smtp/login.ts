/** What the next line answers while a login is under way; null: nothing more is asked. */
export type Dialogue = (line: string) => Dialogue | null

/** AUTH PLAIN and AUTH LOGIN (RFC 4954), each with or without a first answer in the command itself. */
export function beginLogin(
  method: string,
  initial: string | undefined,
  on: { ask(prompt: string): void; judged(user: string, pass: string): void },
): Dialogue | null | 'unknown' {
  const asking = (prompt: string, then: Dialogue): Dialogue => {
    on.ask(prompt)
    return then
  }
  const plain: Dialogue = (line) => {
    const [, user = '', pass = ''] = decoded(line).split('\u0000')
    on.judged(user, pass)
    return null
  }
  const named: Dialogue = (user) =>
    asking('UGFzc3dvcmQ6', (pass) => {
      on.judged(decoded(user), decoded(pass))
      return null
    })
  switch (method.toUpperCase()) {
    case 'PLAIN':
      return initial === undefined ? asking('', plain) : plain(initial)
    case 'LOGIN':
      return initial === undefined ? asking('VXNlcm5hbWU6', named) : named(initial)
    default:
      return 'unknown'
  }
}

const decoded = (text: string): string => Buffer.from(text, 'base64').toString()
