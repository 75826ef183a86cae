import { existsSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { aptInstall, canApt } from './apt.mjs'
import { output, root, run } from './child.mjs'
import { say, Trouble } from './say.mjs'

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome-stable']

const mend = 'The browser tests need one: install it, or set BATON_CHROMIUM to its path.'

/** The path of a Chromium that starts; installed when there is none. */
export async function ensureChromium() {
  const own = process.env.BATON_CHROMIUM
  if (own) return await proven(own, 'BATON_CHROMIUM names it')
  const found = places.find(existsSync)
  if (found) return await proven(found, 'it is installed there')
  if (canApt()) {
    say('Installing Chromium from Debian …')
    await aptInstall(['chromium', 'fonts-liberation']) // without a font every screenshot shows boxes
    return await proven('/usr/bin/chromium', 'apt-get installed it')
  }
  say("Installing Playwright's Chromium …")
  const args = [path.join(root, 'node_modules/@playwright/test/cli.js'), 'install', 'chromium']
  const code = await run(process.execPath, args, { stdio: ['ignore', 2, 2] })
  if (code !== 0) throw new Trouble(`Playwright could not install Chromium (it ended with ${code}).\n${mend}`)
  const entry = path.join(root, 'node_modules/@playwright/test/index.mjs')
  const { chromium } = await import(pathToFileURL(entry).href)
  return await proven(chromium.executablePath(), 'Playwright installed it')
}

async function proven(file, why) {
  const version = await output(file, ['--version'])
  if (version) return file
  throw new Trouble(`Chromium at ${file} does not start (${why}).\n${mend}`)
}
