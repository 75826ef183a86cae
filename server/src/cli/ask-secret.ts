import { isCancel, password } from '@clack/prompts'

/** More than any secret; what is longer was piped in by mistake. */
const longest = 65_536

/** The secret from what is piped in, else typed unseen. Null: the owner thought better of it. */
export async function askSecret(name: string, input: NodeJS.ReadStream): Promise<string | null> {
  if (!input.isTTY) return await piped(input)
  const typed = await password({ message: `Value of ${name} (it is not shown)` })
  return isCancel(typed) ? null : (typed ?? '')
}

async function piped(input: NodeJS.ReadStream): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of input) {
    const bytes = Buffer.from(chunk as Uint8Array)
    size += bytes.length
    if (size > longest) break
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString()
}
