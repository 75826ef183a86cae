import { test as base, type TestInfo } from '@playwright/test'
import type { DeskChoice } from '../drive/desk-kinds.ts'
import { type Scene, type SceneSetup, startScene } from './scene.ts'
import type { SiteSetup } from './shop-site.ts'

/** Log lines of level error that a story means to cause. */
type Expected = { errors?: RegExp }

/** Sites of the scene that stories share: one desk's account behind all of them. */
const sharedSites: SiteSetup[] = [
  { site: 'shop', files: { visitors: true } },
  { site: 'outlet', name: 'Acme Outlet', widget: { color: '#7a1f5c' } },
  { site: 'hasty', handoff: { wait: '10s' } },
]

/**
 * Tags say which desks a story needs: `@desk` is played with each of them, `@freshchat` and `@livechat` only with that one, and the
 * story says why; without a tag it does not matter, and it is played once.
 *
 * `scene` is shared by the stories that one worker plays one after the other: each has a browser context of its own, so a
 * visitor of its own, and is told only of the desk's conversations that it opened. Who needs another server asks `ownScene`.
 */
export const test = base.extend<
  { expected: Expected; scene: Scene; ownScene: (setup: SceneSetup) => Promise<Scene> },
  DeskChoice & { sharedScene: Scene }
>({
  deskKind: ['freshchat', { option: true, scope: 'worker' }],
  expected: async ({ browserName: _ }, use) => use({}),
  sharedScene: [
    async ({ deskKind }, use) => {
      const scene = await startScene(deskKind, { sites: sharedSites })
      await use(scene)
      await scene.close()
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  scene: async ({ sharedScene, expected }, use, info) => {
    const check = sharedScene.act()
    await use(sharedScene)
    await tellWhy(info, sharedScene)
    check(expected.errors)
  },
  ownScene: async ({ deskKind, expected }, use, info) => {
    const scenes: { scene: Scene; check: (errors?: RegExp) => void }[] = []
    await use(async (setup) => {
      const scene = await startScene(deskKind, setup)
      scenes.push({ scene, check: scene.act() })
      return scene
    })
    for (const { scene } of scenes) await tellWhy(info, scene)
    for (const { scene } of scenes) await scene.close()
    for (const { check } of scenes) check(expected.errors)
  },
})

/** Beside a failed story: what the server and the desk have to say. */
async function tellWhy(info: TestInfo, { server, desk }: Scene): Promise<void> {
  if (info.status === info.expectedStatus) return
  await info.attach('server.log', { body: server.lines.slice(-400).join('\n') })
  await info.attach('desk.json', { body: JSON.stringify(desk.evidence(), null, 1) })
}
