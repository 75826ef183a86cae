import { failed, type OwnerDeps, out, type Told } from '../command.ts'

/**
 * After a backup was put back. The store has begun its new generation by the time that this runs (alone.ts): pages that know of
 * what is lost now begin anew with what there is, instead of waiting for numbers that they have seen.
 */
export async function* restored({ running }: OwnerDeps): Told {
  if (running)
    return yield* failed(
      'A server is running with this data.',
      'Stop every server, put the backup in its place, run this, and start them again.',
    )
  yield out('✓ A new history begins. Visitors’ pages take up what the backup has as soon as a server runs.')
  return 0
}
