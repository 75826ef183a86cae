import { tool } from './tool.mjs'

process.exitCode = await tool('@biomejs/biome', 'biome', ['check', '--write', ...process.argv.slice(2)])
