import type { Ask } from '@baton/shared/asks.ts'
import { never, type Seq } from '@baton/shared/ids.ts'
import { type Card, type Choice, isKept, type Message, type Part } from '@baton/shared/message.ts'
import type { Visible, VisibleBody } from '@baton/shared/timeline.ts'
import type { Event } from '../conversation/events.ts'

declare const projected: unique symbol

/**
 * What has been through the one projection. Nothing else has this type, and nothing without it can be sent to a visitor
 * (session.ts takes only this), so an event that was not projected cannot leave by mistake.
 */
export type Projected = Visible & { readonly [projected]: true }

/** What messages say by now, by their `seq`: null when deleted. Only messages that were changed are in it. */
export type Edits = ReadonlyMap<Seq, Message | null>

/** A deleted message keeps its place and has no parts. */
const deleted: Message = { parts: [] }

/**
 * The one projection: an allow-list from stored facts to what a visitor may see, as of now. Null: nothing of it. An edited or
 * deleted message is shown as it is by now, so its former text never leaves again.
 */
export function project(event: Event, edits: Edits): Projected | null {
  const body = visibleBody(event, edits)
  return body && ({ seq: event.seq, at: event.at, ...body } as Projected)
}

function visibleBody(event: Event, edits: Edits): VisibleBody | null {
  switch (event.kind) {
    case 'visitorSaid': {
      const said = { kind: event.kind, key: event.key, message: asOfNow(event.seq, event.message, edits) }
      return event.choice === undefined ? said : { ...said, choice: event.choice }
    }
    case 'botSaid':
      return { kind: event.kind, message: asOfNow(event.seq, event.message, edits) }
    case 'agentSaid': {
      const message = asOfNow(event.seq, event.message, edits, true)
      const said = { kind: event.kind, agent: event.agent, message }
      return event.before === null ? said : { ...said, before: event.before }
    }
    case 'handoffRequested':
      return { kind: event.kind, desk: event.desk, deadline: event.deadline }
    case 'agentJoined':
    case 'agentLeft':
      return { kind: event.kind, agent: event.agent }
    case 'handoffResumed':
    case 'conversationClosed':
      return { kind: event.kind }
    case 'handoffEnded':
      return { kind: event.kind, how: event.how, ...some(event, 'opensAt') }
    case 'messageEdited': {
      const newest = edits.has(event.target) ? edits.get(event.target) : event.message
      return { kind: event.kind, target: event.target, message: newest ? visibleMessage(newest, true) : null }
    }
    case 'asked':
      return { kind: event.kind, ask: visibleAsk(event.ask) }
    case 'answered':
      return { kind: event.kind, key: event.key, target: event.target, answer: event.answer }
    case 'ticketRequested':
      return { kind: event.kind, by: event.by }
    case 'ticketMade':
      return { kind: event.kind, target: event.target, number: event.number }
    case 'ticketFailed':
      return { kind: event.kind, target: event.target }
    case 'conversationStarted':
    case 'visitorDescribed':
    case 'botUnderstood':
    case 'handoffMoved':
    case 'handoffRated':
    case 'botRemembered':
    case 'botFailed':
    case 'threadOpened':
    case 'threadLost':
    case 'threadClosed':
    case 'queued':
    case 'agentIntroduced':
    case 'deliveryChanged':
      return null
    default:
      return never(event)
  }
}

/** Rebuilt from what the wire knows: a desk's account and the like stay here. */
function visibleAsk(ask: Ask): Ask {
  switch (ask.kind) {
    case 'desk':
      return { kind: ask.kind, desks: ask.desks.map(({ name, label }) => ({ name, label })) }
    case 'form':
      return {
        kind: ask.kind,
        purpose: ask.purpose,
        fields: ask.fields.map(({ id, required }) => ({ id, required })),
      }
    case 'waitOver':
      return { kind: ask.kind, can: [...ask.can] }
    case 'goOn':
      return { kind: ask.kind, label: ask.label }
    case 'rating':
      return { kind: ask.kind, scale: ask.scale }
    default:
      return never(ask)
  }
}

function asOfNow(seq: Seq, said: Message, edits: Edits, ofDesk = false): Message {
  const newest = edits.has(seq) ? edits.get(seq) : said
  return newest ? visibleMessage(newest, ofDesk) : deleted
}

/**
 * A message rebuilt from the fields that the wire knows, and no others. Of a desk only media that we keep are shown: the vendor must not
 * learn who reads, nor a page the vendor's address.
 */
function visibleMessage(message: Message, ofDesk: boolean): Message {
  const isMedia = ofDesk ? isKept : isShown
  return { parts: message.parts.map((part) => visiblePart(part, isMedia)) }
}

type IsMedia = (url: string) => boolean

function visiblePart(part: Part, isMedia: IsMedia): Part {
  switch (part.kind) {
    case 'text':
      return { kind: 'text', text: part.text }
    case 'image':
      if (!isMedia(part.url)) return unsupported
      return { kind: 'image', url: part.url, ...some(part, 'alt', 'width', 'height') }
    case 'file':
      if (!isMedia(part.url)) return unsupported
      return { kind: 'file', url: part.url, name: part.name, ...some(part, 'type', 'size') }
    case 'link':
      return isLink(part.url) ? { kind: 'link', url: part.url, label: part.label } : { kind: 'text', text: part.label }
    case 'choices':
      return { kind: 'choices', choices: part.choices.map(visibleChoice) }
    case 'cards':
      return { kind: 'cards', cards: part.cards.map((card) => visibleCard(card, isMedia)) }
    case 'form':
      return {
        kind: 'form',
        id: part.id,
        fields: part.fields.map(({ id, label, type, required, options }) => ({
          id,
          label,
          type,
          ...(required === undefined ? {} : { required }),
          ...(options ? { options: options.map(visibleChoice) } : {}),
        })),
        ...some(part, 'submit'),
      }
    case 'unsupported':
      return unsupported
    default:
      // A kind that a newer version stored; shown as a neutral line, never as it is.
      return unsupported
  }
}

/** `what` is for owners. */
const unsupported: Part = { kind: 'unsupported', what: '' }

const visibleChoice = ({ id, label }: Choice): Choice => ({ id, label })

const visibleCard = (card: Card, isMedia: IsMedia): Card => ({
  title: card.title,
  ...some(card, 'text'),
  ...(card.image !== undefined && isMedia(card.image) ? { image: card.image } : {}),
  ...(card.links
    ? { links: card.links.filter((link) => isLink(link.url)).map(({ url, label }) => ({ url, label })) }
    : {}),
  ...(card.choices ? { choices: card.choices.map(visibleChoice) } : {}),
})

const isShown = (url: string): boolean => url.startsWith('https://') || isKept(url)
const isLink = (url: string): boolean => /^(https?:\/\/|mailto:|tel:)/i.test(url)

/** The named fields that are there. */
function some<T extends object, K extends keyof T>(from: T, ...names: K[]): Pick<T, K> {
  const picked = {} as Pick<T, K>
  for (const name of names) if (from[name] !== undefined) picked[name] = from[name]
  return picked
}
