import { existsSync } from 'node:fs'
import { run } from './child.mjs'
import { Trouble } from './say.mjs'

// An answer that someone gave in a settings file before stays, as it does when a person installs and presses Enter.
const quietly = ['install', '-y', '-qq', '--no-install-recommends', '-o', 'Dpkg::Options::=--force-confold']

/** Whether packages of Debian may be installed from here: Debian or Ubuntu, and root. */
export function canApt() {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get') && existsSync('/etc/debian_version')
}

export async function aptInstall(names) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const stdio = ['ignore', 2, 2]
  // A list that could not be refreshed may still name what we need, so only the installation decides.
  await run('apt-get', ['update', '-qq'], { env, stdio })
  const code = await run('apt-get', [...quietly, ...names], { env, stdio })
  if (code !== 0) throw new Trouble(`apt-get install ${names.join(' ')} ended with ${code}.`)
}
