import type { Shape } from '../../shape.ts'
import { anything, fields, flag, isoTime, link, listOf, text, words } from '../../shape.ts'
import type { Call } from '../call.ts'
import { misshapen, numberAsId } from '../call.ts'
import { listPage } from '../paging.ts'
import type { User } from '../records.ts'
import type { Reply } from '../reply.ts'
import { invalid, made, notFound, ok, refuse } from '../reply.ts'
import { wireAgent, wireConversation, wireUser } from '../wire.ts'

const email: Shape = (value, at) =>
  typeof value === 'string' && /^[^\s@]+@[^\s@]+$/.test(value)
    ? []
    : [{ at, what: 'must be an e-mail address', extra: false }]

const userShape = fields(
  {},
  {
    email,
    first_name: text,
    last_name: text,
    phone: text,
    reference_id: words(),
    avatar: fields({ url: link }),
    // A list of name and value here, an object map on conversations (contract 5.5).
    properties: listOf(fields({ name: words(), value: anything }), { max: 50 }),
    social_profiles: listOf(fields({ type: words(), id: words() })),
    login_status: flag,
  },
)

type Body = {
  email?: string
  first_name?: string
  last_name?: string
  phone?: string
  reference_id?: string
  avatar?: { url: string }
  properties?: { name: string; value: unknown }[]
  social_profiles?: { type: string; id: string }[]
}

function factsOf(body: Body): Partial<User> {
  return {
    ...(body.email !== undefined && { email: body.email }),
    ...(body.first_name && { firstName: body.first_name }),
    ...(body.last_name !== undefined && { lastName: body.last_name }),
    ...(body.phone !== undefined && { phone: body.phone }),
    ...(body.reference_id !== undefined && { referenceId: body.reference_id }),
    ...(body.avatar && { avatar: body.avatar.url }),
    // What is sent replaces what was there (contract 5.6).
    ...(body.properties && { properties: body.properties }),
    ...(body.social_profiles && { socialProfiles: body.social_profiles }),
  }
}

export function createUser(call: Call): Reply {
  const refusal = misshapen(call, call.body, userShape)
  if (refusal) return refusal
  const body = call.body as Body
  const known = call.account.state.users.find(
    (user) =>
      (body.reference_id && user.referenceId === body.reference_id) || (body.email && user.email === body.email),
  )
  if (known && call.take('conflictingUser')) return refuse(409, 'CONFLICT', 'The user exists already')
  if (known && call.take('mergingUser')) {
    Object.assign(known, factsOf(body), { updated: call.account.time() })
    return made(shown(call, known))
  }
  return made(shown(call, call.account.addUser(factsOf(body))))
}

/** Properties are a list here, and were seen as a map (contract 5.5). */
function shown(call: Call, user: User): object {
  const wire = wireUser(user)
  if (!call.take('propertiesAsMap')) return wire
  return { ...wire, properties: Object.fromEntries(user.properties.map(({ name, value }) => [name, value])) }
}

export function getUser(call: Call): Reply {
  numberAsId(call, 'user')
  const user = call.account.user(call.param('user'))
  if (user) return ok(shown(call, user))
  const agent = call.query.get('system_user') === 'true' ? call.account.agent(call.param('user')) : undefined
  return agent ? ok(wireAgent(call.account, agent)) : notFound('user')
}

const filters: Record<string, Shape> = {
  email: text,
  reference_id: text,
  first_name: text,
  last_name: text,
  phone_no: text,
  created_from: isoTime,
  created_to: isoTime,
  updated_from: isoTime,
  updated_to: isoTime,
}

export function findUsers(call: Call): Reply {
  const asked = [...call.query].filter(([name]) => name in filters)
  if (asked.length === 0) {
    call.breach('a list of users wants at least one filter')
    return invalid('At least one filter is required')
  }
  const loose = call.take('looseSearch') !== null
  const lag = call.take('searchLag')?.ms ?? 0
  const found = call.account.state.users.filter(
    (user) =>
      Date.parse(user.at) + lag <= call.account.clock.now() &&
      asked.every(([name, value]) => meets(user, name, value, loose)),
  )
  return listPage(call, 'users', found, wireUser, filters)
}

function meets(user: User, name: string, wanted: string, loose: boolean): boolean {
  const same = (value: string | null) =>
    value === wanted || (loose && !!value && value.slice(0, 1) === wanted.slice(0, 1))
  switch (name) {
    case 'email':
      return same(user.email)
    case 'reference_id':
      return same(user.referenceId)
    case 'first_name':
      return same(user.firstName)
    case 'last_name':
      return same(user.lastName)
    case 'phone_no':
      return same(user.phone)
    case 'created_from':
      return Date.parse(user.at) >= Date.parse(wanted)
    case 'created_to':
      return Date.parse(user.at) <= Date.parse(wanted)
    case 'updated_from':
      return Date.parse(user.updated) >= Date.parse(wanted)
    default:
      return Date.parse(user.updated) <= Date.parse(wanted)
  }
}

export function updateUser(call: Call): Reply {
  numberAsId(call, 'user')
  const user = call.account.user(call.param('user'))
  if (!user) return notFound('user')
  const refusal = misshapen(call, call.body, userShape)
  if (refusal) return refusal
  Object.assign(user, factsOf(call.body as Body), { updated: call.account.time() })
  call.account.onChange()
  return call.take('emptyUserPut') ? { status: 200 } : ok(shown(call, user))
}

export function deleteUser(call: Call): Reply {
  const { state } = call.account
  const user = call.account.user(call.param('user'))
  if (!user) return notFound('user')
  state.users.splice(state.users.indexOf(user), 1)
  call.account.onChange()
  return ok({})
}

export function fetchUsers(call: Call): Reply {
  const refusal = misshapen(call, call.body, fields({ ids: listOf(words(), { min: 1, max: 100 }) }))
  if (refusal) return refusal
  const { ids } = call.body as { ids: string[] }
  return ok({ users: call.account.state.users.filter((user) => ids.includes(user.id)).map(wireUser) })
}

export function conversationsOfUser(call: Call): Reply {
  const { account } = call
  if (!account.user(call.param('user'))) return notFound('user')
  const own = account.state.conversations.filter((conversation) => conversation.user === call.param('user'))
  return ok({
    conversations: own.map((conversation) => ({ id: wireConversation(account, conversation).conversation_id })),
  })
}
