import path from 'node:path'
import type { InlineConfig } from 'vite'

const root = import.meta.dirname

const shared = {
  configFile: false,
  root,
  publicDir: false,
  logLevel: 'warn',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
} satisfies InlineConfig

/** The chat itself: ES modules with a hash in their names, so that a page may keep them for ever. */
export const appBuild: InlineConfig = {
  ...shared,
  // Chunks find each other beside themselves, whatever page and address they are loaded from.
  base: './',
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    write: false,
    target: 'es2022',
    // As a library: otherwise Vite wraps each lazy import in code that writes link elements into the page, which belongs to
    // someone else. A library's whitespace would stay, for the sake of bundlers; nobody bundles this one again.
    lib: { entry: { chat: path.join(root, 'widget/src/main.tsx') }, formats: ['es'] },
    minify: true,
    rolldownOptions: {
      // What a later chunk shares with the entry stays in the entry: a chunk of its own would be one more round trip.
      preserveEntrySignatures: 'allow-extension',
      output: {
        minify: true,
        entryFileNames: 'app/[name]-[hash].js',
        chunkFileNames: 'app/[name]-[hash].js',
        assetFileNames: 'app/[name]-[hash][extname]',
      },
    },
  },
}

/** The script behind the tag. `__APP_PATH__` becomes the path of the app that it belongs to, such as `app/chat-1a2b3c.js`. */
export function loaderBuild(app: string): InlineConfig {
  return {
    ...shared,
    define: { __APP_PATH__: JSON.stringify(app) },
    build: {
      write: false,
      target: 'es2020',
      modulePreload: false,
      rolldownOptions: {
        input: { baton: path.join(root, 'widget/src/loader/main.ts') },
        output: { format: 'iife', entryFileNames: 'baton.js' },
      },
    },
  }
}

export default appBuild
